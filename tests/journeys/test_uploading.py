"""A slow and broken line at a phone: what arrived is kept, what is missing follows, and nobody is left guessing."""

import random
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Route

from claims.models import Claim
from portal.members.models import Person
from portal.vault.models import PartialUpload
from tests.browser import needs_chromium
from tests.journeys.claiming import arrived, names
from tests.journeys.papers import File
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.vault import invoices

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
HALF_A_MEGABIT = 512 * 1024 // 8 * 8


@cache
def scan(name: str = "scan.png", side: int = 900) -> File:
    """A picture that cannot be packed: about two megabytes that are sent as they are."""
    noise = Image.frombytes("RGB", (side, side), random.Random(side).randbytes(side * side * 3))
    out = BytesIO()
    noise.save(out, "PNG")
    return name, "image/png", out.getvalue()


def photo_of(width: int, height: int) -> File:
    """A sheet as a good camera takes it."""
    return "IMG_0001.jpg", "image/jpeg", invoices.jpeg_of(invoices.invoice().resize((width, height)).convert("RGB"))


@pytest.fixture
def at_documents(visit: Visit, ana: Person, drafted: Callable[..., Claim]) -> Callable[..., tuple[Visitor, Claim]]:
    """Ana with a phone, on the documents page of a draft that has none."""

    def opened(**options: object) -> tuple[Visitor, Claim]:
        claim = drafted()
        claim.documents.all().delete()
        visitor = visit(**{"width": 360, "has_touch": True, **options})
        visitor.go(reverse("claims:documents", args=[claim.pk]))
        visitor.sign_in("414/20001", PASSWORD)
        return visitor, claim

    return opened


def problem(visitor: Visitor) -> str:
    """What stands beside the file that failed."""
    place = visitor.page.locator(".sending [data-problem]:visible")
    place.wait_for()
    return place.inner_text()


def test_a_broken_part_is_sent_again_over_a_slow_line(at_documents: Callable[..., tuple[Visitor, Claim]]) -> None:
    visitor, claim = at_documents(album="upload-broken")
    line = visitor.context.new_cdp_session(visitor.page)
    line.send("Network.enable")
    speed = {"downloadThroughput": 200_000, "uploadThroughput": 200_000}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, **speed})
    broken: list[int] = []

    def breaks_once(route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", 0))
        if offset and not broken:
            broken.append(offset)
            return route.abort("connectionreset")
        return route.continue_()

    visitor.page.route("**/documents/parts/*/", breaks_once)
    name, kind, content = scan()
    visitor.attach((name, kind, content))
    bar = visitor.page.locator(".sending progress[value^='0.']")
    bar.wait_for()
    assert bar.get_attribute("aria-label") == f"Progress of {name}"
    visitor.page.get_by_text("The line is interrupted").wait_for()
    visitor.picture()
    arrived(visitor, name)
    assert broken
    assert claim.documents.get().stored.bytes == len(content), "every byte came, and none twice"
    assert name in visitor.page.locator("[data-upload-status]").inner_text()
    assert any("ERR_CONNECTION_RESET" in said for said in visitor.said)
    visitor.said.clear()
    visitor.look()


def test_offline_waits_and_goes_on_as_soon_as_the_line_is_back(
    at_documents: Callable[..., tuple[Visitor, Claim]],
) -> None:
    visitor, claim = at_documents()
    visitor.page.route("**/documents/parts/*/", lambda route: visitor.context.set_offline(True) or route.abort())
    visitor.attach(scan())
    visitor.page.get_by_text("You are offline").wait_for()
    visitor.page.unroute("**/documents/parts/*/")
    visitor.context.set_offline(False)
    arrived(visitor, "scan.png")
    assert claim.documents.count() == 1


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(
    at_documents: Callable[..., tuple[Visitor, Claim]], tmp_path: Path
) -> None:
    visitor, claim = at_documents(album="upload-reload")
    offsets: list[int] = []
    chosen = tmp_path / "scan.png"  # with a day of its own, which is part of how the file is known again
    chosen.write_bytes(scan()[2])
    control = visitor.page.locator("main input[type=file]")

    def only_one(route: Route) -> None:
        offsets.append(int(route.request.headers.get("upload-offset", 0)))
        return route.continue_() if len(offsets) == 1 else route.abort()

    visitor.page.route("**/documents/parts/*/", only_one)
    control.set_input_files(chosen)
    visitor.page.get_by_text("The line is interrupted").wait_for()
    visitor.page.unroute("**/documents/parts/*/")
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    visitor.said.clear()
    visitor.reload()
    assert "Not all of it has arrived" in visitor.text
    first = PartialUpload.objects.get().arrived
    assert first > 0
    visitor.page.on("request", lambda request: offsets.append(int(request.headers.get("upload-offset", -1))))
    offsets.clear()
    control.set_input_files(chosen)
    arrived(visitor, "scan.png")
    assert next(offset for offset in offsets if offset >= 0) == first, "only the rest was sent"
    assert "Not all of it" not in visitor.text
    assert claim.documents.get().stored.bytes == len(scan()[2])


def test_a_large_photo_is_made_smaller_on_the_phone(at_documents: Callable[..., tuple[Visitor, Claim]]) -> None:
    visitor, claim = at_documents()
    sent = photo_of(3000, 4243)
    visitor.attach(sent)
    arrived(visitor, "IMG_0001.jpg")
    stored = claim.documents.get().stored
    with stored.served.open("rb") as file, Image.open(file) as picture:
        assert max(picture.size) == 2400
    assert stored.bytes < len(sent[2])
    assert stored.legibility == "readable"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="light"),
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"language": "ar"}, id="arabic"),
        pytest.param({"width": 1280}, id="desk"),
    ],
)
def test_what_is_wrong_stands_beside_the_file(
    at_documents: Callable[..., tuple[Visitor, Claim]], options: dict[str, str], request: pytest.FixtureRequest
) -> None:
    visitor, claim = at_documents(album=f"upload-{request.node.callspec.id}", **options)
    blurred = ("blurred.jpg", "image/jpeg", invoices.jpeg_of(invoices.blurred()))
    visitor.attach(("letter.pdf", "application/pdf", b"Dear colleague"), blurred, photo_of(1240, 1754))
    arrived(visitor, "IMG_0001.jpg")
    assert visitor.words("This is not a PDF or a photo. You can send PDF, JPEG, PNG and HEIC files.") in problem(
        visitor
    )
    assert names(visitor) == ["blurred.jpg", "IMG_0001.jpg"]
    assert visitor.words("Remove it and take it again") in visitor.text
    for document in claim.documents.all():
        assert document.receipt in visitor.text
    visitor.look()
    visitor.page.locator("[data-cancel]").click()
    assert visitor.page.locator(".sending").count() == 0
    visitor.page.locator(".document .notice button").click()
    visitor.page.wait_for_load_state()
    assert names(visitor) == ["IMG_0001.jpg"]
    visitor.follow("Continue")


def test_signed_out_meanwhile_leads_to_sign_in_and_back(at_documents: Callable[..., tuple[Visitor, Claim]]) -> None:
    visitor, claim = at_documents()
    visitor.context.clear_cookies(name="sessionid")
    visitor.attach(scan())
    visitor.page.wait_for_url("**/accounts/login/**")
    visitor.sign_in("414/20001", PASSWORD)
    assert visitor.path == reverse("claims:documents", args=[claim.pk])

"""What a phone is given to keep: the same for everybody, never a page of a person, in the reader's language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image

from portal.help.offices import offices
from portal.members.models import Person
from portal.offline import releasing
from portal.offline.icons import ICONS, draw
from portal.offline.pages import pages
from portal.offline.views import serving

FOR_EVERYBODY = ["offline:manifest", "offline:worker", "offline:no_line"]


@pytest.fixture(autouse=True)
def _fresh_script() -> None:
    releasing._script.cache_clear()


def plan(script: str) -> dict[str, Any]:
    """What the server writes before the worker."""
    found = re.match(r"const portal = (\{.*\});\n", script)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_it_is_the_same_for_everybody_and_leaves_the_session_alone(ana: Person, ana_client: Client, name: str) -> None:
    mine, anybodys = ana_client.get(reverse(name)), Client().get(reverse(name))
    assert mine.content == anybodys.content
    assert mine.headers["Cache-Control"] == "public, no-cache"
    assert not mine.cookies
    for told in ("Ana", "Otieno", "414/", "csrfmiddlewaretoken"):
        assert told not in mine.text


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_asked_again_nothing_is_sent_again(client: Client, name: str) -> None:
    tag = client.get(reverse(name)).headers["ETag"]
    again = client.get(reverse(name), headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, no-cache"


def test_who_only_asks_for_a_line_gets_nothing_to_carry(rf: RequestFactory) -> None:
    assert serving.manifest(rf.get("/manifest.webmanifest")).content
    answer = serving.manifest(rf.head("/manifest.webmanifest"))
    assert (answer.status_code, answer.content) == (200, b"")


def test_every_other_page_says_that_it_is_not_to_be_kept(ana_client: Client) -> None:
    for name in ("home", "card:cards", "claims:history", "offline:kept", "help:contact", "account_logout"):
        assert ana_client.get(reverse(name)).headers["Cache-Control"] == "no-store", name


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_tells_whom_to_call_in_every_language(client: Client, language: str) -> None:
    page = client.get(reverse("offline:no_line"), {"language": language}).text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    for office in offices().all:
        assert office.phone.link in page
        assert office.regions.get(language, office.regions["en"]) in page


def test_an_unknown_language_is_that_of_the_browser(client: Client) -> None:
    answer = client.get(reverse("offline:no_line"), {"language": "../x"}, headers={"accept-language": "fr"})
    assert '<html lang="fr"' in answer.text


def test_the_manifest_says_how_it_is_installed(client: Client) -> None:
    answer = client.get(reverse("offline:manifest"), {"language": "ar"})
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["lang"], told["dir"], told["display"]) == ("ar", "rtl", "standalone")
    assert (told["start_url"], told["scope"], told["id"]) == ("/", "/", "/")
    assert [entry["url"] for entry in told["shortcuts"]] == ["/claims/new/", "/card/", "/offline/"]
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        with Image.open(str(finders.find(icon["src"].removeprefix("/static/")))) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


@pytest.mark.parametrize(("name", "drawing", "size"), ICONS)
def test_pictures_of_the_icon_are_drawn_from_our_drawing(name: str, drawing: str, size: int) -> None:
    fresh = draw(settings.BASE_DIR / "static" / drawing, size).convert("RGBA")
    with Image.open(settings.BASE_DIR / "static" / "offline" / name) as kept:
        old = kept.convert("RGBA")
    for x, y in ((0, 0), (size // 2, size // 2), (size // 4, size // 2), (size // 2, size // 9), (size - 1, size // 2)):
        pairs = zip(fresh.getpixel((x, y)), old.getpixel((x, y)), strict=True)  # type: ignore[arg-type]
        assert max(abs(one - other) for one, other in pairs) < 24, (x, y)


def test_the_worker_keeps_static_files_and_pages_for_everybody_only(client: Client) -> None:
    answer = client.get(reverse("offline:worker"), {"language": "fr"})
    assert answer.headers["Content-Type"].startswith("text/javascript")
    told = plan(answer.text)
    for address in told["pages"]:
        assert client.get(address).headers["Cache-Control"] == "public, no-cache"
    for address in told["assets"]:
        assert finders.find(address.removeprefix("/static/")), address
    assert told["fallback"] == "/offline/?language=fr"
    html = "".join(client.get(address).text for address in told["pages"])
    needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert needed <= set(told["assets"])
    assert len(told["pages"]) == len(pages())


def test_modules_that_are_imported_are_kept_too(client: Client) -> None:
    assets = plan(client.get(reverse("offline:worker")).text)["assets"]
    for address in [one for one in assets if one.endswith(".js")]:
        script = Path(str(finders.find(address.removeprefix("/static/")))).read_text()
        folder = address.rpartition("/")[0]
        for name in re.findall(r'from "\./([\w-]+\.js)"', script):
            assert f"{folder}/{name}" in assets, (address, name)


def test_another_release_is_another_worker(client: Client, settings: Any, tmp_path: Any) -> None:
    address = reverse("offline:worker")
    before = plan(client.get(address).text)["version"]
    assert plan(client.get(address).text)["version"] == before
    assert plan(client.get(address, {"language": "fr"}).text)["version"] != before
    other = tmp_path / "offices.yaml"
    text = Path(settings.OFFICES_FILE).read_text()
    other.write_text(text.replace("+32 3 217 65 72", "+32 3 217 65 73"))
    settings.OFFICES_FILE = str(other)
    assert plan(client.get(address).text)["version"] != before


def test_a_worker_can_be_taken_back(client: Client, settings: Any) -> None:
    settings.SERVICE_WORKER = False
    script = client.get(reverse("offline:worker")).text
    assert "registration.unregister()" in script
    assert "fetch" not in script
    page = client.get(reverse("account_login")).text
    assert 'data-worker=""' in page


def test_every_page_names_the_manifest_in_its_language(client: Client) -> None:
    page = client.get(reverse("account_login"), headers={"accept-language": "es"}).text
    assert '<link rel="manifest" href="/manifest.webmanifest?language=es">' in page
    assert 'data-worker="/service-worker.js?language=es"' in page
    assert "worker-src 'self'" in client.get(reverse("account_login")).headers["Content-Security-Policy"]

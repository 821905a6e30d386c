"""A photo is read while the member goes on: the suggestion comes by itself, is taken with one tap, and stays hers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.models import Claim
from portal.members.models import Person
from portal.vault import ocr
from providers.models import Provider
from tests.browser import needs_chromium
from tests.journeys.claiming import arrived
from tests.journeys.sights import SIGHTS, tried
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.vault.invoices import invoice, jpeg_of

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract-ocr is not installed")
pytestmark = [pytest.mark.slow, needs_chromium, needs_tesseract]
Visit = Callable[..., Visitor]


@pytest.mark.parametrize("sight", tried("phone"))
def test_from_the_photo_to_the_expense(
    sight: str, visit: Visit, ana: Person, figures: None, work: Callable[[], int], settings: Any, tmp_path: Path
) -> None:
    settings.TESSERACT = shutil.which("tesseract")
    ocr.installed.cache_clear()
    Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    assert ana.user
    if language := str(SIGHTS[sight].get("language", "")):
        ana.user.language = language
        ana.user.save()
    visitor = visit(album=f"suggestion-{sight}", **SIGHTS[sight])
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    visitor.follow("Send a claim")
    visitor.press("Continue")
    bill = tmp_path / "IMG_7.jpg"
    bill.write_bytes(jpeg_of(invoice()))
    visitor.page.set_input_files("input[type=file]", bill)
    arrived(visitor, "IMG_7.jpg")
    visitor.follow("Continue")

    visitor.fill({"line-0-provider_name": "Aga Khan"})
    assert visitor.page.locator("[data-being-read]").is_visible()
    work()
    visitor.page.locator("[name=take]").wait_for()
    said = visitor.page.locator("[data-suggestions-said]").inner_text()
    assert said == visitor.words("There is a suggestion from your documents above the expenses.")
    visitor.look()
    visitor.page.locator("[name=take]").click()
    visitor.page.locator("#id_line-0-charged_helptext").wait_for()
    visitor.look()
    assert visitor.page.locator("[name=take]").count() == 0
    assert visitor.page.input_value("[name=line-0-provider_name]") == "Aga Khan", "what was typed stays"
    visitor.page.select_option("[name=line-0-benefit]", "gp_consultation")
    visitor.page.locator("[name=line-0-charged]").press("Enter")  # saves, and takes no suggestion
    visitor.page.wait_for_url("**/check/")
    visitor.look()
    line = Claim.objects.get().lines.get()
    assert (str(line.service_on), f"{line.charged:.2f}", line.currency) == ("2026-05-12", "1250.00", "KES")

"""What a page looks like: the same sheet photographed twice is near, another bill is not, nothing is like nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from claims.alike import NEARLY
from portal.vault import likeness
from tests.vault import pdfs
from tests.vault.conftest import Take
from tests.vault.invoices import dark, empty, invoice, jpeg_of
from tests.vault.pictures import saved

PHARMACY = ["PHARMACIE DU LAC", "12 rue du Lac, Geneve", "Facture 7731", "14.05.2026"]
PHARMACY += ["Amoxicilline 500 mg    12,40", "Paracetamol  4,10", "Vitamine D 18,90", "Total CHF 35,40"]


def again(page: Image.Image, *, turn: float = 0, crop: int = 0, light: float = 1, scale: float = 1) -> Image.Image:
    """The sheet photographed once more: turned a little, nearer, in other light, by another phone."""
    turned = page.rotate(turn, fillcolor=110, resample=Image.Resampling.BICUBIC)
    nearer = turned.crop((crop, crop, turned.width - crop, turned.height - crop))
    smaller = nearer.resize((int(nearer.width * scale), int(nearer.height * scale)))
    return smaller.point(lambda level: min(255, int(level * light)))


@pytest.mark.parametrize(
    "way",
    [{"light": 0.8}, {"scale": 0.5}, {"turn": 1}, {"turn": 2, "crop": 10, "light": 0.9, "scale": 0.6}, {"crop": 30}],
    ids=["darker", "smaller", "turned", "all of it", "nearer"],
)
def test_the_same_sheet_again_is_near(way: dict[str, float]) -> None:
    first, second = (likeness.of_picture(page) for page in (invoice(), again(invoice(), **way)))  # type: ignore[arg-type]
    assert len(first) == 64
    assert likeness.distance(first, second) <= NEARLY


def test_another_bill_is_farther() -> None:
    pharmacy = invoice([*PHARMACY, "Merci de votre visite", "CHE-123.456.789 TVA", "Ouvert le dimanche"])
    assert likeness.distance(likeness.of_picture(invoice()), likeness.of_picture(pharmacy)) > NEARLY


@pytest.mark.parametrize(
    "page",
    [empty(), Image.new("RGB", (60, 80), "white"), Image.new("L", (1, 1)), Image.new("L", (3000, 2), 255)],
    ids=["empty", "tiny", "one point", "a line"],
)
def test_a_page_with_nothing_on_it_is_like_nothing(page: Image.Image) -> None:
    assert likeness.of_picture(page) == ""


def test_it_is_kept_with_the_document(take: Take) -> None:
    photo, paler = take(jpeg_of(invoice())), take(jpeg_of(dark()))
    scan = take(saved(invoice().convert("RGB"), "PDF", resolution=150))
    blank = take(pdfs.pdf())
    assert likeness.distance(photo.likeness, scan.likeness) <= NEARLY
    assert likeness.distance(photo.likeness, paler.likeness) <= NEARLY
    assert blank.likeness == ""


@pytest.mark.parametrize("problem", ["raise MemoryError", "import os; os.abort()", "import time; time.sleep(60)"])
def test_a_page_that_cannot_be_drawn_costs_nothing_else(problem: str) -> None:
    """In a process of its own, as in life: it forks."""
    act = f"def fail(*a, **k):\n    {problem}"
    code = f"from pathlib import Path\nfrom portal.vault import likeness\n{act}\nlikeness.first_page = fail\n"
    code += "likeness.PATIENCE = 1\nprint(repr(likeness.of_pdf(Path('none'))))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert told.stdout == "''\n"

"""Pictures nobody could read are told; what can be read is left alone."""

from collections.abc import Callable

import pytest
from PIL import Image

from portal.vault import legibility
from portal.vault.models import Legibility
from tests.vault import invoices, pdfs
from tests.vault.conftest import Take
from tests.vault.pictures import saved


@pytest.mark.parametrize(
    ("picture", "found"),
    [
        pytest.param(invoices.invoice, "readable", id="good"),
        pytest.param(invoices.dark, "dark", id="dark"),
        pytest.param(invoices.pale, "pale", id="pale"),
        pytest.param(invoices.blurred, "blurred", id="blurred"),
        pytest.param(invoices.cut_off, "cut_off", id="cut off"),
        pytest.param(invoices.small, "small", id="small"),
        pytest.param(invoices.empty, "blank", id="empty"),
    ],
)
def test_a_photo_says_whether_it_can_be_read(picture: Callable[[], Image.Image], found: str, take: Take) -> None:
    assert take(invoices.jpeg_of(picture()), name="a.jpg", claimed="image/jpeg").legibility == found


def test_a_pdf_with_print_can_be_read_and_one_without_marks_is_empty(take: Take) -> None:
    assert take(pdfs.pdf()).legibility == Legibility.READABLE
    assert take(pdfs.pdf_of(1)).legibility == Legibility.BLANK


@pytest.mark.parametrize(
    ("picture", "found"),
    [
        pytest.param(invoices.invoice, "readable", id="good"),
        pytest.param(invoices.dark, "dark", id="dark"),
        pytest.param(invoices.empty, "blank", id="empty"),
    ],
)
def test_a_scan_in_a_pdf_is_looked_at(picture: Callable[[], Image.Image], found: str, take: Take) -> None:
    assert take(saved(picture(), "PDF")).legibility == found


def test_both_lists_are_one() -> None:
    assert [word.value for word in legibility.Legibility] == Legibility.values

"""A day in three boxes is forgiving about how it is typed, and clear about what is wrong."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from portal.look.fields import DayField, FilesField


class DayForm(forms.Form):
    day = DayField()


class FilesForm(forms.Form):
    papers = FilesField()


def typed(day: str, month: str, year: str) -> DayForm:
    """A form as sent from three boxes."""
    return DayForm({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize("boxes", [("27", "3", "2026"), ("٢٧", "٣", "٢٠٢٦"), (" 27 ", "03", "2026")])
def test_a_day_is_understood(boxes: tuple[str, str, str]) -> None:
    form = typed(*boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 3, 27)


def test_a_whole_date_is_understood_too() -> None:
    form = DayForm({"day": "2026-03-27"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (("31", "2", "2026"), "invalid"),
        (("27", "3", "26"), "invalid"),
        (("27", "March", "2026"), "invalid"),
        (("27-1", "3", "2026"), "invalid"),
        (("1" * 5000, "3", "2026"), "invalid"),
        (("27", "", "2026"), "incomplete"),
        (("", "", ""), "required"),
        (("0", "0", "0000"), "invalid"),
        (("²", "3", "2026"), "invalid"),
    ],
)
def test_a_wrong_day_is_named_and_kept_to_be_mended(boxes: tuple[str, str, str], code: str) -> None:
    form = typed(*boxes)
    assert not form.is_valid()
    assert form.errors.as_data()["day"][0].code == code
    assert 'aria-invalid="true"' in str(form["day"])


def test_what_was_typed_comes_back() -> None:
    assert 'value="31"' in str(typed("31", "2", "2026")["day"])


def test_chinese_writes_the_year_first() -> None:
    with translation.override("zh-hans"):
        shown = str(DayForm()["day"])
    assert shown.index("day_year") < shown.index("day_month") < shown.index("day_day")


def test_several_files_come_as_a_list() -> None:
    files: Any = MultiValueDict({"papers": [SimpleUploadedFile(name, b"x") for name in ("a.pdf", "b.pdf")]})
    form = FilesForm({}, files)
    assert form.is_valid(), form.errors
    assert [paper.name for paper in form.cleaned_data["papers"]] == ["a.pdf", "b.pdf"]


def test_no_file_is_said() -> None:
    assert FilesForm({}, MultiValueDict()).errors.as_data()["papers"][0].code == "required"

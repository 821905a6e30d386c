"""Form fields and controls that look and behave alike everywhere: a day in three boxes, several files at once."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}


class DayInput(forms.Widget):
    """Day, month and year in three boxes, in the order of the reader's language.

    Boxes, not a calendar: people copy a date from an invoice, and boxes can be typed, read aloud and mistyped
    with an error that says so. Gives the field the text `YYYY-MM-DD` or whatever was typed, to be judged there.
    """

    template_name = "look/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        """`autocomplete="bday"` lets the browser fill in the reader's own birth date."""
        super().__init__(attrs)
        self.autocomplete = autocomplete

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes with their ids, names, labels and values."""
        context = super().get_context(name, value, attrs)
        typed = _split(value)
        base, invalid = (
            context["widget"]["attrs"].get("id", f"id_{name}"),
            context["widget"]["attrs"].get("aria-invalid"),
        )
        order = reversed(PARTS) if (get_language() or "").startswith("zh") else PARTS
        context["boxes"] = [
            {
                "id": base if part == "day" else f"{base}_{part}",
                "name": f"{name}_{part}",
                "part": part,
                "label": LABELS[part],
                "value": typed[part],
                "length": 4 if part == "year" else 2,
                "invalid": invalid,
                "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else "off",
            }
            for part in order
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The typed parts joined as `YYYY-MM-DD`; None when all are empty. A whole date under `name` is taken too."""
        typed = [str(data.get(f"{name}_{part}", "")).strip() for part in reversed(PARTS)]
        if not any(typed):
            return data.get(name) or None
        return "-".join(_plain_digits(part) for part in typed)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the form was sent without any of the boxes."""
        return not any(f"{name}_{part}" in data for part in PARTS)


class DayField(forms.DateField):
    """A date typed into three boxes. Cleans to `datetime.date`."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Enter a real date, such as 27 3 2026."),
        "incomplete": _("Enter the day, the month and the year."),
    }

    def to_python(self, value: Any) -> date | None:
        """The date. Raises ValidationError, saying whether a part is missing or the date does not exist."""
        if not isinstance(value, str) or not value:
            return super().to_python(value)
        if not all(value.split("-")):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", value, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(*(int(part) for part in value.split("-")))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class FilesInput(forms.FileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one control. Cleans to a list of UploadedFile; what is in them is judged elsewhere."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        """Every file by the rules of one. Raises ValidationError."""
        files = [file for file in data or [] if file] if isinstance(data, list | tuple) else [data]
        if not files:
            files = [None]
        return [cleaned for file in files if (cleaned := super(FilesField, self).clean(file, initial))]


def _split(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    year, month, day = (*str(value or "").split("-", 2), "", "", "")[:3]
    return {"day": day, "month": month, "year": year}


def _plain_digits(typed: str) -> str:
    """Digits of any script as 0-9: an Arabic keyboard types its own."""
    return "".join(str(unicodedata.decimal(char, char)) for char in typed)

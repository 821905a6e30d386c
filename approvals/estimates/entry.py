"""The form of an estimate over what was typed: shown again as it was, or judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from approvals.estimates.drafts import MOST_LINES, Said
from approvals.estimates.forms import EntriesForm, EntryForm, EntryFormSet, EstimateForm, choices_of
from approvals.models import CareRequest

PREFIX = "line"


@dataclass(frozen=True)
class Entry:
    """Both forms of one page."""

    head: EstimateForm
    lines: EntryFormSet

    def is_whole(self) -> bool:
        """Whether it can be sent; asks both, so that every error is shown at once."""
        head, lines = self.head.is_valid(), self.lines.is_valid()
        if head and lines and not self.lines.kept() and not self.head.cleaned_data.get("room"):
            self.head.add_error(None, self.lines.default_error_messages["too_few_forms"])
        return head and lines and not self.head.errors


def shown(care: CareRequest, said: Said, *, today: date, **more: Any) -> Entry:
    """As it was typed, without a word about what is wrong."""
    form: type[EstimateForm] = more.pop("form", EstimateForm)
    lines = said.lines or [{}]
    named = choices_of(care, str(said.head.get("currency", "")))
    entries = cast(EntryFormSet, EntriesForm(initial=[dict(line) for line in lines], prefix=PREFIX, form_kwargs=named))
    return Entry(form(initial=said.head, care=care, today=today, **more), entries)


def judged(care: CareRequest, said: Said, *, today: date, **more: Any) -> Entry:
    """With what is wrong of it."""
    form: type[EstimateForm] = more.pop("form", EstimateForm)
    count = {f"{PREFIX}-TOTAL_FORMS": len(said.lines), f"{PREFIX}-INITIAL_FORMS": 0}
    typed = {f"{PREFIX}-{at}-{name}": value for at, line in enumerate(said.lines) for name, value in line.items()}
    named = choices_of(care, str(said.head.get("currency", "")))
    entries = cast(EntryFormSet, EntriesForm({**count, **typed}, prefix=PREFIX, form_kwargs=named))
    return Entry(form(dict(said.head), care=care, today=today, **more), entries)


def typed_in(form: EstimateForm, data: Mapping[str, Any]) -> Said:
    """What a page sent, as text."""
    return Said(_typed(form.fields, data, ""), _lines(data))


def _lines(data: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    count = str(data.get(f"{PREFIX}-TOTAL_FORMS", "0"))
    many = int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    return [_typed(EntryForm.base_fields, data, f"{PREFIX}-{at}-") for at in range(min(many, MOST_LINES))]


def _typed(fields: Mapping[str, Any], data: Mapping[str, Any], before: str) -> dict[str, Any]:
    found = {name: field.widget.value_from_datadict(data, {}, before + name) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value not in (None, "")}

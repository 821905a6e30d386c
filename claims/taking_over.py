"""Filling the expenses form with what a machine read: empty fields only, never over what the member typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.forms import LINES_MAX, LineFormSet
from claims.models import Claim
from claims.suggestions import Suggested
from portal.look.amounts import AmountField

LINE_FIELDS = [
    "benefit",
    "service_on",
    "charged",
    "currency",
    "quantity",
    "provider",
    "provider_name",
    "country",
    "prescribed_on",
    "emergency",
    "other_insurance",
]
# Two different days or amounts are two different bills.
TELLING = ("service_on", "charged")
Typed = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """Where a suggestion went: the number of the expense, from 0, and the fields it filled."""

    place: int
    fields: list[str]


@dataclass(frozen=True)
class Offered:
    """A suggestion on the page; `is_taken` when the expenses hold it already."""

    suggested: Suggested
    is_taken: bool


def guesses(claim: Claim) -> dict[str, str]:
    """What an empty expense begins with."""
    return {"country": claim.family.duty_station, "currency": claim.family.currency, "quantity": "1"}


def typed_lines(form: LineFormSet) -> list[Typed]:
    """What stands in the form, field by field and not judged; expenses to be removed are left out."""
    if not form.is_bound:
        return [{name: one.get_initial_for_field(one.fields[name], name) for name in LINE_FIELDS} for one in form.forms]
    return [_sent(one) for one in form.forms if not _value(one, "DELETE")]


def _sent(form: forms.Form) -> Typed:
    return {name: _value(form, name) for name in LINE_FIELDS}


def _value(form: forms.Form, name: str) -> Any:
    return form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))


def take_over(lines: list[Typed], suggested: Suggested, claim: Claim) -> Taken | None:
    """Fill the first expense that it fits, or a new one; None when it is there already or no room is left."""
    found, begins_with = suggested.fields(), guesses(claim)
    for place, line in enumerate(lines):
        empty = _empty(line, found, begins_with)
        if empty and _agrees(line, found):
            line.update({name: found[name] for name in empty})
            return Taken(place, empty)
    if _is_there(lines, found, begins_with) or len(lines) >= LINES_MAX:
        return None
    lines.append({**dict.fromkeys(LINE_FIELDS, ""), **begins_with, **found})
    return Taken(len(lines) - 1, list(found))


def _empty(line: Typed, found: dict[str, str], begins_with: dict[str, str]) -> list[str]:
    """The fields it would fill. A currency comes with its amount, in place of the one the page began with."""
    empty = [name for name in found if name != "currency" and not line.get(name)]
    if "charged" in empty and "currency" in found and line.get("currency") in ("", None, begins_with["currency"]):
        empty.append("currency")
    return empty


def _agrees(line: Typed, found: dict[str, str]) -> bool:
    """Whether nothing typed says that this is another bill."""
    return all(not line.get(name) or _same(name, line[name], found[name]) for name in TELLING if name in found)


def _same(name: str, typed: Any, found: str) -> bool:
    if name == "charged":
        try:
            return AmountField(required=False).to_python(typed) == AmountField(required=False).to_python(found)
        except ValidationError:
            return False
    parts = [str(typed).split("-"), found.split("-")]
    return [part.lstrip("0") for part in parts[0]] == [part.lstrip("0") for part in parts[1]]


def _is_there(lines: Iterable[Typed], found: dict[str, str], begins_with: dict[str, str]) -> bool:
    return any(_agrees(line, found) and not _empty(line, found, begins_with) for line in lines)


def offered(suggestions: Sequence[Suggested], lines: list[Typed], claim: Claim) -> list[Offered]:
    """The suggestions, each with whether the expenses hold it."""
    begins_with = guesses(claim)
    return [Offered(one, _is_there(lines, one.fields(), begins_with)) for one in suggestions]


def mark(form: forms.Form, filled: Iterable[str], suggested: Suggested) -> None:
    """Say beside each filled field where it comes from."""
    words = _("Read on document %(number)s by a machine. Please check it.")
    for name in filled:
        form.fields[name].help_text = words % {"number": suggested.document.position}

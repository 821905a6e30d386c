"""The facts of a line that staff may correct, as text in the record and as values for the engine. Reads nothing."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import ClaimLine, Correction
from portal.benefits.facts import Eye, Travel

Read = Callable[[str], Any]


@dataclass(frozen=True)
class Fact:
    """One fact: its words, how its text becomes a value, and whether the member's own entry holds it.

    `silent` is what the engine takes when nothing is said; a fact of the member's entry has none.
    """

    label: Promise
    read: Read
    on_line: bool = False
    silent: Any = None


def _yes(text: str) -> bool:
    return text == "yes"


FACTS: dict[str, Fact] = {
    "benefit": Fact(_("Kind of care"), str, on_line=True),
    "service_on": Fact(_("Day of care"), date.fromisoformat, on_line=True),
    "charged": Fact(_("Amount on the bill"), Decimal, on_line=True),
    "currency": Fact(_("Currency"), str, on_line=True),
    "country": Fact(_("Country of care"), str, on_line=True),
    "quantity": Fact(_("How many"), int, on_line=True),
    "prescribed_on": Fact(_("Prescribed on"), date.fromisoformat, on_line=True),
    "emergency": Fact(_("It was an emergency"), _yes, on_line=True),
    "other_insurance": Fact(_("Paid by another insurance"), Decimal, on_line=True),
    "accepted": Fact(_("Usual price of all, in the currency of the bill"), Decimal),
    "semi_private": Fact(_("Semi-private room, one night, in the currency of the bill"), Decimal),
    "conditions_met": Fact(_("The plan's conditions are met"), _yes, silent=True),
    "exclusion": Fact(_("Exclusion"), str),
    "duplicate_of": Fact(_("Repeats another expense"), str),
    "eye": Fact(_("Which eye"), Eye),
    "treatment_start": Fact(_("Treatment began"), date.fromisoformat),
    "travel": Fact(_("Official travel"), Travel),
}
SAID_LINE = frozenset(name for name, fact in FACTS.items() if fact.on_line)


@dataclass(frozen=True)
class Reviewed:
    """A line as staff see it: a copy with the corrections applied (never saved), and what only they say."""

    line: ClaimLine
    said: dict[str, Any] = field(default_factory=dict)
    is_corrected: bool = False

    def value(self, name: str) -> Any:
        """What now holds of a fact."""
        return getattr(self.line, name) if name in SAID_LINE else self.said.get(name, FACTS[name].silent)


def reviewed(line: ClaimLine, corrections: Iterable[Correction]) -> Reviewed:
    """A line as sent with its corrections in order; only the last of a fact counts."""
    corrected, said, any_made = copy(line), {}, False
    for correction in corrections:
        any_made = True
        value = value_of(correction.field, correction.after)
        if correction.field in SAID_LINE:
            setattr(corrected, correction.field, value)
        else:
            said[correction.field] = value
    return Reviewed(corrected, said, any_made)


def value_of(name: str, text: str) -> Any:
    """The value behind a stored text; what is silent when the text is empty."""
    return FACTS[name].read(text) if text else FACTS[name].silent


def text_of(value: Any) -> str:
    """A value as it is stored: amounts plain, days ISO, yes or no, nothing for what is not known."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
    return str(value)

"""What staff corrected, as the member reads it: which fact, before, after, and why in words meant for her. No names.

A settlement keeps what was corrected until then beside what it prints (`stored`), so that page and note say the same
for good (`told`). While a claim is with a person a correction is a proposal, and nothing of it is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.correctable import FACTS
from claims.models import Correction
from portal.benefits.facts import Eye, Travel
from portal.entitlements.wording import benefit_name, exclusion_name
from portal.look.words import locale, long_date, money

OTHER = "other"
# Short for the desk, and the sentence the member reads in her language.
REASONS: dict[str, tuple[Promise, Promise | str]] = {
    "document": (gettext_lazy("The document says so"), gettext_lazy("Your document says so.")),
    "care": (
        gettext_lazy("The plan has another name for this care"),
        gettext_lazy("The plan counts this care as another kind than the one you chose."),
    ),
    "price": (
        gettext_lazy("Price of the country"),
        gettext_lazy("This is the usual price where you were treated, as far as we know it."),
    ),
    "insurer": (
        gettext_lazy("Statement of the other insurance"),
        gettext_lazy("The other insurance says so in its statement."),
    ),
    "member": (gettext_lazy("The member told us"), gettext_lazy("You told us so.")),
    "provider": (gettext_lazy("The provider told us"), gettext_lazy("Whoever gave the care told us so.")),
    "consultant": (
        gettext_lazy("The medical consultant says so"),
        gettext_lazy("Our medical consultant looked at it."),
    ),
    "repeated": (gettext_lazy("It was claimed before"), gettext_lazy("You have sent us this expense before.")),
    OTHER: (gettext_lazy("Something else (write it below)"), ""),
}
# What the member would not understand in the desk's words.
LABELS: dict[str, Promise] = {
    "accepted": gettext_lazy("Usual price of this care"),
    "semi_private": gettext_lazy("Price of a semi-private room, one night"),
}
AMOUNTS = frozenset({"charged", "other_insurance", "accepted", "semi_private"})
DAYS = frozenset({"service_on", "prescribed_on", "treatment_start"})
CHOICES: dict[str, Promise] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    Eye.LEFT.value: gettext_lazy("left"),
    Eye.RIGHT.value: gettext_lazy("right"),
    Travel.OFFICIAL_DUTY.value: gettext_lazy("official duty"),
    Travel.MEDICAL_EVACUATION.value: gettext_lazy("medical evacuation"),
}


@dataclass(frozen=True)
class Told:
    """One fact as it was and as it is now, in the reader's language."""

    label: str
    before: str
    after: str
    why: list[str]


def stored(line_ids: Iterable[UUID]) -> dict[str, list[dict[str, str]]]:
    """What was corrected of these lines, as JSON by line: each fact once, from what she sent to what counts. One query.

    What was put back as it was is not told.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for one in Correction.objects.filter(line__in=line_ids).select_related("line").order_by("sequence"):
        facts = found.setdefault(str(one.line_id), {})
        known = facts.get(one.field)
        before = known["before"] if known else one.before
        told = {"field": one.field, "before": before, "after": one.after, "reason": one.reason, "words": one.words}
        facts[one.field] = {**told, "currency": one.line.currency}
    net = {line: [one for one in facts.values() if one["before"] != one["after"]] for line, facts in found.items()}
    return {line: made for line, made in net.items() if made}


def told(made: Iterable[Mapping[str, str]], plan: str) -> list[Told]:
    """What `stored` kept of one line, in words."""
    made = list(made)
    sent_in = next((one["currency"] for one in made), "")
    now_in = next((one["after"] for one in made if one["field"] == "currency"), sent_in)
    return [
        Told(
            label=str(LABELS.get(one["field"], FACTS[one["field"]].label)),
            before=said(one["field"], one["before"], plan, sent_in),
            after=said(one["field"], one["after"], plan, now_in),
            why=why_for_her(one["reason"], one["words"]),
        )
        for one in made
    ]


def why_for_her(reason: str, words: str) -> list[str]:
    """The sentences the member reads about a correction."""
    sentence = REASONS[reason][1] if reason in REASONS else ""
    return [text for text in (str(sentence), words) if text] or [_("We looked at it and corrected it.")]


def said(field: str, text: str, plan: str, currency: str) -> str:
    """A stored value in words; amounts in the currency given."""
    if not text:
        return _("not given")
    if field == "benefit":
        return benefit_name(text, plan)
    if field == "exclusion":
        return exclusion_name(text, plan)
    if field == "country":
        return str(locale().territories.get(text, text))
    if field == "duplicate_of":
        return _("an expense you sent before")
    if field in AMOUNTS:
        return money(Decimal(text), currency) if currency else text
    if field in DAYS:
        return long_date(date.fromisoformat(text))
    return str(CHOICES.get(text, text))

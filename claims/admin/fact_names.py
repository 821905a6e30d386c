"""The stored facts of a decision in words, so that an assessor reads what the engine was given."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.benefits.reasons import Reason
from portal.entitlements.reason_texts import NAMES as REASONS

# In the order in which they are shown; what stands here not at all (ids) is left out.
NAMES: dict[str, Promise] = {
    "on": gettext_lazy("Day of care"),
    "received": gettext_lazy("Claim received"),
    "charged": gettext_lazy("Charged"),
    "currency": gettext_lazy("Currency of the bill"),
    "country": gettext_lazy("Country of care"),
    "quantity": gettext_lazy("How many"),
    "accepted": gettext_lazy("Usual price of all, by country"),
    "network": gettext_lazy("Provider may not bill above the usual price"),
    "other_insurance": gettext_lazy("Paid by another insurance"),
    "prescribed": gettext_lazy("Prescribed on"),
    "prescription_months": gettext_lazy("Prescription valid, months"),
    "approval": gettext_lazy("Prior approval"),
    "approval_limit": gettext_lazy("Approved up to"),
    "authorised_country": gettext_lazy("Country approved"),
    "emergency": gettext_lazy("Emergency"),
    "travel": gettext_lazy("Official travel"),
    "semi_private": gettext_lazy("Semi-private room, one night"),
    "treatment_start": gettext_lazy("Treatment began"),
    "eye": gettext_lazy("Eye"),
    "exclusion": gettext_lazy("Exclusion"),
    "duplicate_of": gettext_lazy("Repeats another line"),
}
SAID_BY_SILENCE = ("", "0")


def told_facts(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and value of each stored fact that says something."""
    told = [(str(name), _value(facts.get(key))) for key, name in NAMES.items()]
    return [(name, value) for name, value in told if value not in SAID_BY_SILENCE]


def _value(value: Any) -> str:
    """As text: amounts without needless zeros, nothing for what is not known or not so."""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(part)}" for key, part in value.items())
    if isinstance(value, str) and "." in value:
        return value.rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def answer_words(result: dict[str, Any]) -> tuple[str, list[str]]:
    """The engine's answer on a line: paid, refused or waiting, and why."""
    outcomes = {"paid": _("Paid"), "refused": _("Refused"), "review": _("Waits for a person")}
    reasons = [str(REASONS[Reason(reason)]) for reason in result.get("reasons", [])]
    if "problem" in result:
        reasons.append(problem_text(result))
    return outcomes.get(result.get("outcome", ""), ""), reasons


def problem_text(result: dict[str, Any]) -> str:
    """The figure the house lacks, so that a colleague can load it."""
    texts = {
        "rate_missing": _("No exchange rate of {currency} is loaded for {month}."),
        "reference_salary_missing": _("No reference salary is loaded for {year}."),
        "eye_missing": _("It is not said which eye was treated."),
        "amount_implausible": _("The amount is larger than any bill. Compare it with the invoice."),
    }
    text = texts.get(result["problem"], result["problem"])
    return str(text).format(**{key: result.get(key, "") for key in ("currency", "month", "year")})

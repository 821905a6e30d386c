"""Balances as pages show them: one bar or sentence each, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.benefits.facts import Eye
from portal.benefits.terms import Period, Terms
from portal.entitlements.balances import Account, Balance
from portal.entitlements.wording import allowance_name
from portal.look.words import labelled, long_date, money
from portal.members.models import Person

# Why the plan's own figure cannot be told yet, by the name of what is missing.
MISSING = {
    "reference_salary_missing": gettext_lazy("Not known yet: the reference salary of this year is not published."),
    "rate_missing": gettext_lazy("Not known yet: this month's rate of exchange is not published."),
}


@dataclass(frozen=True)
class Bar:
    """What `look/bar.html` takes. `currency` is empty where things are counted; `total` None where nothing is known.

    `reserved` is held for a guarantee of payment: not left, and not used either.
    """

    label: str
    left: Decimal | int
    total: Decimal | int | None
    currency: str
    note: str
    reserved: Decimal | int = 0


@dataclass(frozen=True)
class PersonCard:
    """One person on a page: bars in use, and those of which nothing was used yet."""

    person: Person
    is_insured: bool
    overall: Bar | None
    bars: list[Bar]
    untouched: list[Bar]


@dataclass(frozen=True)
class PersonSays:
    """One person on the page of a benefit: her bars, or why it is not for her."""

    person: Person
    bars: list[Bar]
    sentences: list[str]


def person_card(account: Account, person: Person) -> PersonCard:
    """Everything that is left for a person: what is in use in front, and the amounts of the year, which all ask for."""
    balances = account.balances()
    first = [
        one
        for one in balances
        if one.is_touched or (one.allowance.amount is not None and one.period is Period.CALENDAR_YEAR)
    ]
    # A girl of eleven may have a mammography at a specialist, but need not be offered one.
    closed = account.closed()
    rest = [one for one in balances if one not in first and one.allowance.key not in closed]
    return PersonCard(
        person, account.is_insured, overall_bar(account), list(bars(first, account)), list(bars(rest, account))
    )


def person_says(account: Account, person: Person, terms: Terms) -> PersonSays:
    """What one benefit means for one person today."""
    if not account.is_insured:
        return PersonSays(person, [], [_("Not insured today.")])
    if not account.admits(terms):
        return PersonSays(person, [], [_("This benefit is not for this person: see “For whom” and “Where”.")])
    sentences = []
    waits = account.waits_until(terms)
    if waits is not None:
        sentences.append(_("Waiting period: the plan pays from %(day)s.") % {"day": long_date(waits)})
    shown = list(bars(account.balances(only=terms.code), account))
    if not shown and waits is None:
        sentences.append(_("No limit of its own. The overall maximum of the year applies."))
    return PersonSays(person, shown, sentences)


def overall_bar(account: Account) -> Bar:
    """The overall maximum of the calendar year."""
    overall, year = account.overall(), account.standing.on.year
    label = _("All care together in %(year)s") % {"year": year}
    note = "" if overall.total is not None else str(MISSING["reference_salary_missing"])
    return Bar(label, overall.left, overall.total, account.standing.facts.currency, note, overall.reserved)


def bars(balances: Iterable[Balance], account: Account) -> Iterable[Bar]:
    """Up to two bars for each balance: how many, and how much."""
    standing = account.standing
    for balance in balances:
        label, note = _label(balance, account), _note(balance, account)
        if balance.units is not None:
            words = f"{_each(balance, account)} {note}".strip()
            yield Bar(label, balance.units_left, balance.units, "", words, balance.units_reserved)
        if balance.allowance.amount is not None:
            words = note if balance.amount is not None else str(MISSING.get(balance.missing, ""))
            held = balance.amount_reserved
            yield Bar(label, balance.amount_left, balance.amount, standing.facts.currency, words, held)


def _label(balance: Balance, account: Account) -> str:
    name = allowance_name(balance.allowance, account.standing.plan.code)
    if balance.is_for_approval:
        return _("%(care)s: sessions before approval is needed") % {"care": name}
    if balance.eye is not None:
        return labelled(name, _("left eye") if balance.eye is Eye.LEFT else _("right eye"))
    return name


def _each(balance: Balance, account: Account) -> str:
    if balance.unit_amount is None:
        return ""
    return _("Up to %(amount)s each.") % {"amount": money(balance.unit_amount, account.standing.facts.currency)}


def _note(balance: Balance, account: Account) -> str:
    """Until when, or from when."""
    if balance.waits_until is not None:
        return _("Paid from %(day)s, after the waiting period.") % {"day": long_date(balance.waits_until)}
    match balance.period:
        case Period.CALENDAR_YEAR:
            return _year_note(balance, account.standing.on)
        case Period.LIFETIME:
            return _("Once for a lifetime.")
        case _ if balance.opens_on is not None and balance.is_used_up:
            return _("Again from %(day)s.") % {"day": long_date(balance.opens_on)}
        case Period.WINDOW if balance.opens_on is not None:
            return _("A new allowance begins on %(day)s.") % {"day": long_date(balance.opens_on)}
        case Period.WINDOW:
            words = ngettext(
                "For %(count)s month from the next purchase.",
                "For %(count)s months from the next purchase.",
                balance.allowance.months,
            )
            return words % {"count": balance.allowance.months}
        case _:
            return _("Can be used now.")


def _year_note(balance: Balance, on: date) -> str:
    if balance.is_used_up and balance.opens_on is not None:
        return _("Used up in %(year)s. Again from %(day)s.") % {"year": on.year, "day": long_date(balance.opens_on)}
    return _("In %(year)s.") % {"year": on.year}

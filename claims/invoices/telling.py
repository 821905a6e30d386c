"""Differences between invoice and guarantee in words, for the desk."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from claims.invoices.matching import Code, Difference
from claims.invoices.models import ProviderInvoice
from portal.entitlements.wording import benefit_name
from portal.look.words import long_date, money


def sentences(invoice: ProviderInvoice) -> list[str]:
    """One sentence for each difference, in the reader's language."""
    return [sentence(one, invoice.person.family.plan) for one in invoice.differences]


def sentence(difference: Difference, plan: str) -> str:
    """What differs, with both sides of it."""
    code, facts = Code(difference[0]), dict[str, Any](difference[1])
    return str(_plain(code) or _told(code, facts, plan))


def _plain(code: Code) -> str:
    return {
        Code.REVOKED: _("The guarantee was revoked."),
        Code.USED: _("The guarantee was used by an earlier invoice."),
        Code.LINE_DAYS: _("Some lines are of days outside the stay."),
        Code.UNKNOWN_CARE: _("A line says “something else”: name its kind of care."),
        Code.NOBODY_TO_PAY: _("The provider is not on our list, so there is nobody to pay yet."),
    }.get(code, "")


def _told(code: Code, facts: dict[str, Any], plan: str) -> str:
    if code is Code.OUTSIDE:
        words = _("The patient came on %(day)s; the guarantee holds from %(first)s until %(last)s.")
        return words % {name: _day(day) for name, day in facts.items()}
    if code is Code.OTHER_DAYS:
        words = _(
            "The stay on the invoice (%(admitted)s – %(discharged)s) is not the confirmed one (%(came)s – %(left)s)."
        )
        return words % {name: _day(day) for name, day in facts.items()}
    if code is Code.OTHER_ROOM:
        rooms = {name: _rooms(value) for name, value in facts.items()}
        return _("Another room than guaranteed: %(used)s instead of %(promised)s.") % rooms
    if code is Code.CURRENCY:
        return _("The invoice is in %(used)s, the estimate was in %(promised)s.") % facts
    if code is Code.NOT_GUARANTEED:
        named = ", ".join(benefit_name(one, plan) for one in facts["care"].split(","))
        return _("Not guaranteed: %(care)s.") % {"care": named}
    if code is Code.ABOVE:
        return _(
            "Above the guarantee: %(charged)s charged in all where %(estimated)s was estimated; the plan would pay "
            "%(pays)s, and %(left)s is still guaranteed."
        ) % {
            "charged": money(Decimal(facts["charged"]), facts["in"]),
            "estimated": money(Decimal(facts["estimated"]), facts["in"]),
            "pays": money(Decimal(facts["pays"]), facts["of"]),
            "left": money(Decimal(facts["left"]), facts["of"]),
        }
    if code is Code.SAME_DOCUMENT:
        return _("The very same file came with claim %(claims)s.") % facts
    return _("An expense of the same day and amount came with claim %(claims)s. Perhaps it is the same bill.") % facts


def _day(text: str) -> str:
    return long_date(date.fromisoformat(text)) if text else "…"


def _rooms(codes: str) -> str:
    named: Sequence[str] = [str(ProviderInvoice.Room(one).label) for one in codes.split(",") if one]
    return ", ".join(named) or str(ProviderInvoice.Room.NONE.label)

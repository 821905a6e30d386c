"""What whoever holds the paper may learn and confirm: whether it holds, for how much, until when; nothing medical."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from secrets import compare_digest
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.guarantees import refusals
from approvals.guarantees.models import Guarantee, Stay
from approvals.requests import today_of
from portal.members.audit import record
from portal.members.limits import Limit, give_back, spend

# Looking is free for whoever holds a paper; whoever tries addresses finds 122 random bits and this.
LOOKS = Limit("guarantees.seal", 30, timedelta(minutes=10))
# A code has 39 random bits: so many tries a paper, and so many from an address, find none.
TRIES = Limit("guarantees.code", 5, timedelta(minutes=15))
FROM_ADDRESS = Limit("guarantees.code_address", 20, timedelta(minutes=15))


@dataclass(frozen=True)
class Confirmed:
    """What the office confirms. `state` is one of Guarantee.State; a replaced one holds nothing any more."""

    guarantee: Guarantee
    state: str
    still: Decimal
    admitted_on: date | None
    discharged_on: date | None

    @property
    def may_confirm(self) -> bool:
        """Whether a stay may still be confirmed here: also after the last day, for the care was given before."""
        return self.state in (Guarantee.State.ISSUED, Guarantee.State.EXPIRED) and self.discharged_on is None


def confirmed(seal: UUID, *, now: datetime) -> Confirmed | None:
    """What stands behind a seal; None when there is nothing, or nothing was issued."""
    known = Guarantee.objects.select_related("person__family").prefetch_related("stays")
    found = known.filter(seal=seal, issued_at__isnull=False).first()
    if found is None:
        return None
    over = found.holds and found.is_over(today_of(found.person, now))  # the work list is a few hours behind
    state = Guarantee.State.EXPIRED.value if over else found.state
    days = {stay.kind: stay.on for stay in found.stays.all()}
    still = Decimal(0) if over else found.still_guaranteed
    return Confirmed(found, state, still, days.get(Stay.Kind.ADMISSION), days.get(Stay.Kind.DISCHARGE))


def may_look(source: str, *, now: datetime) -> bool:
    """Counts a look from this address; False when there were too many lately."""
    return spend([(LOOKS, source)], now=now)


@transaction.atomic
def confirm_stay(*, seal: UUID, code: str, kind: Stay.Kind, on: date, now: datetime) -> Stay:
    """The provider confirms admission or discharge with the code on the paper. Confirmed twice, it is the first.

    Raises TooManyTries, WrongCode, NotHolding, WrongDay. A wrong code counts against the paper and the address.
    """
    found = confirmed(seal, now=now)
    if found is None:
        raise refusals.NotHolding
    if not compare_digest(code.upper().replace(" ", "").replace("-", "").encode(), found.guarantee.code.encode()):
        raise refusals.WrongCode
    guarantee = found.guarantee
    if found.state not in (Guarantee.State.ISSUED, Guarantee.State.EXPIRED):
        raise refusals.NotHolding
    _refuse_day(found, kind, on, today_of(guarantee.person, now))
    stay, is_new = Stay.objects.get_or_create(guarantee=guarantee, kind=kind, defaults={"on": on, "confirmed_at": now})
    if is_new:
        record(act=f"guarantee.{kind}", by=None, about=guarantee, now=now)
    return stay


def try_code(*, seal: UUID, code: str, kind: Stay.Kind, on: date, source: str, now: datetime) -> Stay:
    """`confirm_stay`, with its tries counted before the code is looked at and given back when it was right."""
    budgets = [(TRIES, str(seal)), (FROM_ADDRESS, source)]
    if not spend(budgets, now=now):
        raise refusals.TooManyTries
    try:
        stay = confirm_stay(seal=seal, code=code, kind=kind, on=on, now=now)
    except refusals.WrongCode:
        raise
    except refusals.GuaranteeRefused:
        give_back(budgets)
        raise
    give_back(budgets)
    return stay


def _refuse_day(found: Confirmed, kind: Stay.Kind, on: date, today: date) -> None:
    guarantee = found.guarantee
    if on > today:
        raise refusals.WrongDay(_("This day is still to come. Confirm it when it has happened."))
    if kind == Stay.Kind.ADMISSION and not guarantee.valid_from <= on <= guarantee.valid_until:
        raise refusals.WrongDay(_("The guarantee does not hold on this day. Please call us."))
    if kind == Stay.Kind.DISCHARGE and (found.admitted_on is None or on < found.admitted_on):
        raise refusals.WrongDay(_("Confirm the admission first; the discharge is not before it."))

"""What the medical consultant decides about care that is planned (clause 1, Prior approval)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from approvals.models import PriorApproval
from portal.benefits.plans import load_plan
from portal.members.audit import record
from portal.members.models import Person, User


class DecisionRefused(Exception):
    """A decision that cannot be written; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(str(message))
        self.field, self.message = field, message


class UnknownBenefit(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("benefit", _("The plan of this family does not know this kind of care."))


class EndsBeforeItStarts(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("until_on", _("The last day is before the first."))


class ReasonsMissing(DecisionRefused):
    def __init__(self) -> None:
        super().__init__(
            "reasons", _("Write the medical reasons: the member has a right to them when care is refused.")
        )


class LimitWithoutCurrency(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("limit_currency", _("Give the highest amount and its currency, or neither."))


@transaction.atomic
def decide_approval(
    *,
    person: Person,
    benefit: str,
    outcome: PriorApproval.Outcome,
    from_on: date,
    until_on: date,
    limit_amount: Decimal | None = None,
    limit_currency: str = "",
    authorised_country: str = "",
    reasons: str = "",
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> PriorApproval:
    """Write one decision. It is never changed afterwards: the newest decision about a day is the one that counts.

    Raises UnknownBenefit, EndsBeforeItStarts, ReasonsMissing, LimitWithoutCurrency.
    """
    approval = PriorApproval(
        person=person,
        benefit=benefit,
        outcome=outcome,
        from_on=from_on,
        until_on=until_on,
        limit_amount=limit_amount,
        limit_currency=limit_currency,
        authorised_country=authorised_country,
        reasons=reasons.strip(),
        decided_by=by,
        decided_at=now,
    )
    refuse_contradictions(approval)
    approval.save(force_insert=True)
    record(act=f"approval.{outcome}", by=by, about=approval, now=now, request=request)
    return approval


def refuse_contradictions(approval: PriorApproval) -> None:
    """Raises the refusals of `decide_approval`; a form asks first."""
    if approval.benefit not in load_plan(approval.person.family.plan).rows:
        raise UnknownBenefit
    if approval.until_on < approval.from_on:
        raise EndsBeforeItStarts
    if approval.outcome == PriorApproval.Outcome.REFUSED and not approval.reasons:
        raise ReasonsMissing
    if (approval.limit_amount is None) != (approval.limit_currency == ""):
        raise LimitWithoutCurrency

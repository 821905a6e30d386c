"""What the medical consultant decides about care that is planned (clause 1, Prior approval)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from approvals.handling import finish_request
from approvals.models import CareRequest, PriorApproval
from approvals.requests import locked, today_of
from portal.benefits.plans import load_plan
from portal.entitlements.locking import locked_families
from portal.look.words import long_moment
from portal.members.audit import record
from portal.members.models import Person, User
from portal.members.roles import CONSULTANT
from portal.work.jobs import enqueue

NOTICE = "approvals.write_notice"
# Whoever does not look at a screen has seen nothing that could have changed meanwhile.
UNSEEN, NOTHING = "unseen", "nothing"


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
        words = _("Write the medical reasons: the member has a right to them for all that is not approved.")
        super().__init__("reasons", words)


class LimitWithoutCurrency(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("limit_currency", _("Give the highest amount and its currency, or neither."))


class UnitsUncounted(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("unit", _("Give the highest number and what is counted, or neither."))


class RefusedWithLimits(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("outcome", _("What is refused has no limits. Approve it in part, or take the limits out."))


class NotAConsultant(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("", _("Only a medical consultant decides this."))


class OwnFamily(DecisionRefused):
    def __init__(self) -> None:
        super().__init__("", _("This is your own family. Somebody else has to decide it."))


class DecidedMeanwhile(DecisionRefused):
    """A colleague was first; the sentence says who, and when."""

    def __init__(self, who: str, at: datetime) -> None:
        words = _("%(who)s decided on %(at)s, while you looked at it. Read that decision before you write another.")
        super().__init__("", words % {"who": who, "at": long_moment(at)})


class Facts(TypedDict, total=False):
    """What a decision says beside its outcome; see the model."""

    is_partly: bool
    limit_amount: Decimal | None
    limit_currency: str
    units: int | None
    unit: str
    authorised_country: str
    reasons: str


@transaction.atomic
def decide_approval(
    *,
    person: Person,
    benefit: str,
    outcome: PriorApproval.Outcome,
    from_on: date,
    until_on: date,
    care: CareRequest | None = None,
    seen: UUID | str | None = UNSEEN,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
    **facts: Unpack[Facts],
) -> PriorApproval:
    """Write one decision. It is never changed afterwards: the newest decision about a day is the one that counts.

    `care` is the request it answers, which is finished unless the guarantee desk has to answer too. `seen` is the
    newest decision about the person that the consultant saw, None or NOTHING for none: of two who decide at once the
    second is told. Raises UnknownBenefit, EndsBeforeItStarts, ReasonsMissing, LimitWithoutCurrency, UnitsUncounted,
    RefusedWithLimits, NotAConsultant, OwnFamily, DecidedMeanwhile.
    """
    refuse_eyes(person, by)
    locked_families([person.family_id])
    refuse_seen(person, seen)
    approval = PriorApproval(
        person=person, request=care, benefit=benefit, outcome=outcome, from_on=from_on, until_on=until_on, **facts
    )
    approval.reasons = approval.reasons.strip()
    approval.is_afterwards = from_on < today_of(person, now)
    approval.language = care.language if care else person.language
    approval.decided_by, approval.decided_at = by, now
    refuse_contradictions(approval)
    approval.save(force_insert=True)
    said = {"partly": 1} if approval.is_partly else {}
    record(act=f"approval.{outcome}", by=by, about=approval, now=now, request=request, **said)
    if care:
        answer(care.pk, by=by, now=now)
    enqueue(kind=NOTICE, key=approval.pk, now=now)
    return approval


def answer(request_id: UUID, *, by: User, now: datetime) -> None:
    """The request is answered; one that asks for a guarantee too waits for that."""
    care = locked(request_id)
    if not care.needs_guarantee:
        finish_request(request_id=care.pk, by=by, now=now)


def is_consultant(user: Any) -> bool:
    """Whether somebody acts as medical consultant: by the role alone, which no other power replaces."""
    return bool(user.is_active and user.is_staff and user.groups.filter(name=CONSULTANT).exists())


def refuse_eyes(person: Person, by: User) -> None:
    """Raises NotAConsultant, OwnFamily."""
    if not is_consultant(by):
        raise NotAConsultant
    if Person.objects.filter(user=by, family=person.family_id).exists():
        raise OwnFamily


def newest(person: Person) -> PriorApproval | None:
    """The last decision about a person."""
    return PriorApproval.objects.filter(person=person).select_related("decided_by").order_by("-decided_at").first()


def refuse_seen(person: Person, seen: UUID | str | None) -> None:
    """Raises DecidedMeanwhile when the newest decision is another one than was seen."""
    if seen == UNSEEN:
        return
    last = newest(person)
    if last and str(last.pk) != str(seen):
        raise DecidedMeanwhile(last.decided_by.reference, last.decided_at)


def refuse_contradictions(approval: PriorApproval) -> None:
    """Raises the refusals of `decide_approval` that need no look at anybody; a form asks first."""
    if approval.benefit not in load_plan(approval.person.family.plan).rows:
        raise UnknownBenefit
    if approval.until_on < approval.from_on:
        raise EndsBeforeItStarts
    if (approval.limit_amount is None) != (approval.limit_currency == ""):
        raise LimitWithoutCurrency
    if (approval.units is None) != (approval.unit == ""):
        raise UnitsUncounted
    if (approval.is_partly or not approval.is_granted) and not approval.reasons.strip():
        raise ReasonsMissing
    limited = approval.limit_amount is not None or approval.units is not None
    if not approval.is_granted and (limited or approval.is_partly):
        raise RefusedWithLimits

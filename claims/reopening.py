"""A person decides a settled claim again: she sees first what would come out, and nothing is taken back unsaid."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.judging import Judged
from claims.locking import locked, to_judge
from claims.looking_again import LARGE_RISE
from claims.models import Claim, Decision, OfficeRules, Settlement
from claims.office import release_limit
from claims.queue import ReviewRefused
from claims.release import PERMISSION, ChangedMeanwhile, HerOwnFamily, MayNotRelease
from claims.replacing import Why, judged_without_itself, replace, same_result
from portal.entitlements.figures import in_dollars
from portal.look.words import money
from portal.members.audit import record
from portal.members.models import AuditEntry, User


class NothingNew(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("With the facts of today the same comes out. What was settled stays."))


class LacksAFact(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("With the facts of today this claim cannot be decided. What was settled stays."))


class AboveHerLimit(ReviewRefused):
    def __init__(self, rise: str, limit: str) -> None:
        words = _("This pays %(rise)s more than was settled. Your role decides %(limit)s alone. Ask who may do more.")
        super().__init__(words % {"rise": rise, "limit": limit})


class TakesBack(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Less would be paid than was settled. Say that you mean it."), "takes_back")


def rises() -> QuerySet[Settlement]:
    """Settlements that would now pay so much more that the office wants a person to decide it; the oldest first."""
    known = AuditEntry.objects.filter(act=LARGE_RISE).values_list("object_id", flat=True)
    live = Settlement.objects.live().filter(pk__in=[UUID(key) for key in known])
    return live.select_related("claim__patient__family", "claim__family").order_by("settled_at")


def decided_today(claim_id: UUID) -> tuple[Settlement, Judged]:
    """The live settlement of a settled claim, and what would be decided with the facts of today. Writes nothing."""
    return judged_without_itself(to_judge().select_related("family").get(pk=claim_id))


def total(judged: Judged) -> Decimal:
    """What a judged claim pays, in the family's currency."""
    return sum((one.reimbursed for one in judged.decisions.values()), Decimal(0))


def reopen(
    *,
    claim_id: UUID,
    seen: UUID,
    amount: Decimal,
    takes_back: bool = False,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Decision:
    """Replace the settlement `seen` by what is decided today, which she saw to pay `amount`; less only if `takes_back`.

    Raises MayNotRelease, HerOwnFamily, ChangedMeanwhile, LacksAFact, NothingNew, AboveHerLimit, TakesBack.
    """
    if not by.has_perm(PERMISSION):
        raise MayNotRelease
    with transaction.atomic():
        claim = next(iter(locked([claim_id])), None)
        if claim is None or claim.state != Claim.State.SETTLED:
            raise ChangedMeanwhile
        person = getattr(by, "person", None)
        if person and person.family_id == claim.family_id:
            raise HerOwnFamily
        old, judged = judged_without_itself(claim)
        if judged.waits:
            raise LacksAFact
        if old.pk != seen or total(judged) != amount:
            raise ChangedMeanwhile
        if same_result(judged, old):
            raise NothingNew
        _refuse_amount(amount - old.reimbursed, old.currency, by, now, takes_back)
        record(act="claim.reopened", by=by, about=claim, now=now, request=request, takes_back=str(takes_back).lower())
        return replace(claim, old, judged, by=by, now=now, why=Why.ASKED)


def _refuse_amount(rise: Decimal, currency: str, by: User, now: datetime, takes_back: bool) -> None:
    if rise < 0 and not takes_back:
        raise TakesBack
    limit = release_limit(by, OfficeRules.objects.in_force())
    dollars = in_dollars(rise, currency, now.date()) if rise > 0 else Decimal(0)
    if dollars is None or dollars > limit:
        raise AboveHerLimit(money(rise, currency), money(limit, "USD"))

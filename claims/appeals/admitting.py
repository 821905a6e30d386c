"""Before an appeal is decided: a late one admitted or not, and the time prolonged once."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from claims.appeals.deadlines import rules_of
from claims.appeals.deciding import close, in_hand
from claims.appeals.mails import mail_news
from claims.appeals.models import Appeal
from claims.appeals.refusals import ExtendedBefore, NotWaiting, ReasonsMissing, WrongDay
from portal.look.words import long_date
from portal.members.audit import record
from portal.members.models import User


@transaction.atomic
def admit(*, appeal_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Appeal:
    """Decide a late appeal as if it were in time; its clock runs since it came. Raises NotWaiting and who may not."""
    appeal, _claim = in_hand(appeal_id, by)
    if appeal.state != Appeal.State.LATE:
        raise NotWaiting
    appeal.state, appeal.admitted_by, appeal.admitted_at = Appeal.State.WAITING, by, now
    appeal.save()
    record(act="appeal.admitted", by=by, about=appeal, now=now, request=request)
    mail_news(appeal=appeal, about="admitted", now=now)
    return appeal


@transaction.atomic
def turn_away(*, appeal_id: UUID, reasons: str, by: User, now: datetime, request: HttpRequest | None = None) -> Appeal:
    """Do not admit a late appeal; the reasons go to the member. Raises NotWaiting, ReasonsMissing and who may not."""
    appeal, _claim = in_hand(appeal_id, by)
    if appeal.state != Appeal.State.LATE:
        raise NotWaiting
    if not reasons.strip():
        raise ReasonsMissing
    return close(appeal, Appeal.State.NOT_ADMITTED, reasons.strip(), by=by, now=now, request=request)


@transaction.atomic
def extend(
    *, appeal_id: UUID, due_on: date, words: str, by: User, now: datetime, request: HttpRequest | None = None
) -> Appeal:
    """Take longer, once, for a reason the member reads; at most as long again.

    Raises NotWaiting, ExtendedBefore, ReasonsMissing, WrongDay and who may not.
    """
    appeal, claim = in_hand(appeal_id, by)
    rules = rules_of(claim.family)
    if appeal.state != Appeal.State.WAITING or appeal.due_on is None or rules is None:
        raise NotWaiting
    if appeal.extended_at:
        raise ExtendedBefore
    if not words.strip():
        raise ReasonsMissing
    latest = appeal.due_on + timedelta(days=rules.decision_days)
    if not appeal.due_on < due_on <= latest:
        raise WrongDay(long_date(latest))
    appeal.due_on, appeal.extension_words = due_on, words.strip()
    appeal.extended_by, appeal.extended_at = by, now
    appeal.save()
    record(act="appeal.extended", by=by, about=appeal, now=now, request=request)
    mail_news(appeal=appeal, about="extended", now=now)
    return appeal

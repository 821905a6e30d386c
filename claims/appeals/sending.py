"""A draft becomes an appeal: in one transaction with its number, its clock and its acknowledgement."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from claims.appeals.deadlines import appeal_by, rules_of, today_of
from claims.appeals.drafts import open_draft
from claims.appeals.mails import mail_receipt
from claims.appeals.models import Appeal
from claims.appeals.refusals import AlreadyAppealed, ChangedSince, LateReasonMissing, NoAppeals
from claims.appeals.subjects import first_appeal, refuse_what_is_gone, subject_of
from claims.models import Settlement
from portal.members.audit import record
from portal.members.models import User
from portal.vault.numbers import fresh_number


@transaction.atomic
def send_appeal(*, appeal_id: UUID, checked: datetime, by: User, now: datetime, late_words: str = "") -> Appeal:
    """Send the draft as she saw it (`checked` is its `changed_at`). Sent by a second click, it is the same appeal.

    Of two people who dispute the same step at once, one is first. After the last day it waits for a person to admit it.
    Raises AlreadyAppealed, Replaced, NothingToDispute, ChangedSince, LateReasonMissing, NoAppeals.
    """
    found = Appeal.objects.get(pk=appeal_id)
    # The settlement first: whoever disputes it or replaces it comes before or after, never between.
    Settlement.objects.select_for_update().get(pk=found.settlement_id)
    found.refresh_from_db(fields=["state"])
    if found.state != Appeal.State.DRAFT:
        return found
    appeal = open_draft(appeal_id)
    what = subject_of(appeal)
    if first := first_appeal(what):
        raise AlreadyAppealed(first)
    refuse_what_is_gone(what)
    if appeal.changed_at != checked:
        raise ChangedSince
    _start(appeal, late_words.strip(), now)
    record(act="appeal.sent", by=by, about=appeal, now=now, late=int(appeal.state == Appeal.State.LATE))
    mail_receipt(appeal=appeal, now=now)
    return appeal


def _start(appeal: Appeal, late_words: str, now: datetime) -> None:
    """Its number and days, by the calendar where she is."""
    rules, today = rules_of(appeal.claim.family), today_of(appeal.claim, now)
    if rules is None:
        raise NoAppeals
    appeal.appeal_by = appeal_by(appeal.settlement)
    is_late = appeal.appeal_by is not None and today > appeal.appeal_by
    if is_late and not late_words:
        raise LateReasonMissing
    appeal.late_words = late_words if is_late else ""
    appeal.state = Appeal.State.LATE if is_late else Appeal.State.WAITING
    appeal.number, appeal.sent_at, appeal.received_on = fresh_number("A"), now, today
    appeal.due_on = today + timedelta(days=rules.decision_days)
    appeal.save()

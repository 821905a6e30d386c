"""An appeal before it is sent: begun, written, given its evidence, or thrown away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims.appeals.deadlines import rules_of
from claims.appeals.models import Appeal, AppealDocument
from claims.appeals.refusals import AlreadyAppealed, AlreadySent, NoAppeals, TooManyDocuments
from claims.appeals.subjects import Subject, first_appeal, refuse_what_is_gone
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.models import User


@transaction.atomic
def begin_draft(*, what: Subject, ground: str, words: str, language: str, by: User, now: datetime) -> Appeal:
    """Her draft about this, with these words: a new one, or the one she has. Sent twice, it is one draft.

    Raises Replaced, NothingToDispute, AlreadyAppealed, NoAppeals.
    """
    refuse_what_is_gone(what)
    if rules_of(what.settlement.claim.family) is None:
        raise NoAppeals
    if first := first_appeal(what):
        raise AlreadyAppealed(first)
    said = {"ground": ground, "words": words.strip(), "language": language, "changed_at": now}
    where = {"claim": what.settlement.claim, "settlement": what.settlement, "line": what.line, "cut": what.cut}
    appeal, created = Appeal.objects.get_or_create(
        about=what.about, created_by=by, state=Appeal.State.DRAFT, defaults={**where, **said, "created_at": now}
    )
    if not created:
        _write(appeal, **said)
    return appeal


@transaction.atomic
def write_draft(*, appeal_id: UUID, ground: str, words: str, now: datetime) -> Appeal:
    """Say it anew. Raises AlreadySent."""
    appeal = open_draft(appeal_id)
    _write(appeal, ground=ground, words=words.strip(), changed_at=now)
    return appeal


def _write(appeal: Appeal, **fields: object) -> None:
    for name, value in fields.items():
        setattr(appeal, name, value)
    appeal.save(update_fields=list(fields))


def open_draft(appeal_id: UUID) -> Appeal:
    """The draft, locked for the transaction. Raises AlreadySent."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("claim__patient").get(pk=appeal_id)
    if appeal.state != Appeal.State.DRAFT:
        raise AlreadySent
    return appeal


def _may_change(appeal: Appeal) -> None:
    if appeal.state != Appeal.State.DRAFT:
        raise AlreadySent


def _added(document: AppealDocument, by: User, now: datetime) -> None:
    _write(document.appeal, changed_at=now)
    record(act="evidence.added", by=by, about=document, now=now)


def _removed(document: AppealDocument, by: User, now: datetime) -> None:
    _write(document.appeal, changed_at=now)
    record(act="evidence.removed", by=by, about=document, now=now)


EVIDENCE = Custody(
    model=AppealDocument,
    parent="appeal",
    may_add=_may_change,
    may_remove=_may_change,
    too_many=TooManyDocuments,
    added=_added,
    removed=_removed,
)


@transaction.atomic
def discard_draft(*, appeal_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away with its evidence. Raises AlreadySent."""
    appeal = open_draft(appeal_id)
    record(act="appeal.discarded", by=by, about=appeal.claim, now=now)
    EVIDENCE.remove_all(parent=appeal, now=now)

"""An appeal before it is sent: begun, written, given its evidence, or thrown away."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from claims.appeals.deadlines import rules_of
from claims.appeals.models import Appeal, AppealDocument
from claims.appeals.refusals import AlreadyAppealed, AlreadySent, NoAppeals, TooManyDocuments
from claims.appeals.subjects import Subject, first_appeal, refuse_what_is_gone
from portal.members.audit import record
from portal.members.models import User
from portal.vault import parts
from portal.vault.documents import discard
from portal.vault.models import PartialUpload
from portal.vault.uploads import Refused, take_in


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


def add_document(
    *,
    appeal_id: UUID,
    upload: UploadedFile,
    by: User,
    now: datetime,
    document_id: UUID | None = None,
    client_key: str = "",
) -> AppealDocument:
    """Store one document as evidence. A file that came in parts brings its own id and its sender's name for it.

    Raises AlreadySent, TooManyDocuments, or `portal.vault.uploads.Refused`.
    """
    known = {"client_key": client_key, **({"id": document_id} if document_id else {})}
    _next_position(Appeal.objects.get(pk=appeal_id))
    stored = take_in(upload=upload, by=str(by.pk), now=now)  # outside the transaction: it takes seconds
    try:
        with transaction.atomic():
            appeal = open_draft(appeal_id)
            position = _next_position(appeal)
            document = AppealDocument.objects.create(appeal=appeal, stored=stored, position=position, **known)
            _write(appeal, changed_at=now)
            record(act="evidence.added", by=by, about=document, now=now)
            return document
    except Exception:
        discard(document=stored, now=now)
        raise


def _next_position(appeal: Appeal) -> int:
    if appeal.state != Appeal.State.DRAFT:
        raise AlreadySent
    positions = list(appeal.documents.values_list("position", flat=True))
    if len(positions) >= settings.DOCUMENTS_MAX:
        raise TooManyDocuments(settings.DOCUMENTS_MAX)
    return max(positions, default=0) + 1


def finish_parts(*, appeal_id: UUID, upload: PartialUpload, by: User, now: datetime) -> AppealDocument:
    """Take in a file that arrived in parts; the document bears the id of the upload, so a repeat finds it.

    Raises AlreadySent, TooManyDocuments, `portal.vault.parts.OutOfStep`, `portal.vault.uploads.Refused`.
    """
    try:
        with parts.whole(upload) as file:
            done = AppealDocument.objects.filter(pk=upload.pk).first()
            document = done or add_document(
                appeal_id=appeal_id, upload=file, by=by, now=now, document_id=upload.pk, client_key=upload.client_key
            )
            parts.forget(upload)
            return document
    except PartialUpload.DoesNotExist:
        return AppealDocument.objects.get(pk=upload.pk)  # finished by another request, while this one waited
    except Refused as refusal:
        if refusal.code != "storage_full":
            parts.forget(upload)
        raise


@transaction.atomic
def remove_document(*, appeal_id: UUID, document_id: UUID, by: User, now: datetime) -> None:
    """Take a document out of a draft; gone already is a normal end. Raises AlreadySent."""
    appeal = open_draft(appeal_id)
    document = appeal.documents.select_related("stored").filter(pk=document_id).first()
    if document:
        record(act="evidence.removed", by=by, about=document, now=now)
        document.delete()
        discard(document=document.stored, now=now)
        _write(appeal, changed_at=now)


@transaction.atomic
def discard_draft(*, appeal_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away with its evidence. Raises AlreadySent."""
    appeal = open_draft(appeal_id)
    record(act="appeal.discarded", by=by, about=appeal.claim, now=now)
    stored = [document.stored for document in appeal.documents.select_related("stored")]
    parts.forget_all(about=appeal.pk)
    appeal.delete()
    for document in stored:
        discard(document=document, now=now)

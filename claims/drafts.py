"""A claim before it is sent: begun, filled with documents and lines, or thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, ClaimDocument, ClaimLine
from claims.provided import with_providers
from claims.suggestions import order_reading
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.models import Person, User


class DraftRefused(Exception):
    """A change of a draft that cannot be made; `message` is fit for the member."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


class AlreadySent(DraftRefused):
    """The claim was sent meanwhile, in another tab or by a second click."""

    def __init__(self) -> None:
        super().__init__(_("This claim was already sent, so it can no longer be changed."))


class TooManyDocuments(DraftRefused):
    def __init__(self) -> None:
        super().__init__(
            _("A claim takes at most %(most)s documents. Send the others with a second claim.")
            % {"most": settings.DOCUMENTS_MAX}
        )


def begin_draft(*, form_key: UUID, patient: Person, by: User, now: datetime) -> Claim:
    """The draft of this form: a new one, or the one an earlier send of the same form made.

    Who goes back and chooses somebody else finds her draft again, for that person.
    """
    facts = {"patient": patient, "family": patient.family}
    claim, created = Claim.objects.get_or_create(
        created_by=by, form_key=form_key, defaults={**facts, "created_at": now, "changed_at": now}
    )
    if not created and claim.patient_id != patient.pk:
        Claim.objects.drafts().filter(pk=claim.pk).update(**facts, changed_at=now)
        claim.refresh_from_db()
    return claim


def _open_draft(claim_id: UUID, now: datetime) -> Claim:
    """The draft, locked for the transaction. Raises AlreadySent."""
    claim = Claim.objects.select_for_update().get(pk=claim_id)
    _may_change(claim)
    _touch(claim, now)
    return claim


def _touch(claim: Claim, now: datetime) -> None:
    claim.changed_at = now
    claim.save(update_fields=["changed_at"])


def _may_change(claim: Claim) -> None:
    if claim.state != Claim.State.DRAFT:
        raise AlreadySent


def _added(document: ClaimDocument, by: User, now: datetime) -> None:
    _touch(document.claim, now)
    record(act="document.added", by=by, about=document, now=now, family=str(document.claim.family_id))
    order_reading(document=document, now=now)


def _removed(document: ClaimDocument, by: User, now: datetime) -> None:
    _touch(document.claim, now)
    record(act="document.removed", by=by, about=document, now=now, family=str(document.claim.family_id))


DRAFT_DOCUMENTS = Custody(
    model=ClaimDocument,
    parent="claim",
    may_add=_may_change,
    may_remove=_may_change,
    too_many=lambda most: TooManyDocuments(),
    added=_added,
    removed=_removed,
)


def add_document(*, claim_id: UUID, upload: UploadedFile, by: User, now: datetime, **known: Any) -> ClaimDocument:
    """Store one document of a draft. Raises AlreadySent, TooManyDocuments, or `portal.vault.uploads.Refused`."""
    return DRAFT_DOCUMENTS.add(parent_id=claim_id, upload=upload, by=by, now=now, **known)


def remove_document(*, claim_id: UUID, document_id: UUID, by: User, now: datetime) -> None:
    """Take a document out of a draft; gone already is a normal end. Raises AlreadySent."""
    DRAFT_DOCUMENTS.remove(parent_id=claim_id, document_id=document_id, by=by, now=now)


@transaction.atomic
def write_lines(*, claim_id: UUID, lines: Iterable[Mapping[str, Any]], by: User, now: datetime) -> None:
    """Replace the lines of a draft by `lines` (model fields by name), in their order. Raises AlreadySent.

    Who is named as on our list is that provider, so that what was agreed with her counts.
    """
    claim = _open_draft(claim_id, now)
    uses = _uses(claim)
    lines = with_providers(lines)
    claim.lines.all().delete()
    written = ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, position=position, **line) for position, line in enumerate(lines, start=1)
    )
    _use_again(uses, written)


def _uses(claim: Claim) -> list[tuple[UUID, int, int]]:
    """Which document is for which expense: document, position of the line, number of lines."""
    count = claim.lines.count()
    uses = ClaimDocument.used_for.through.objects.filter(claimdocument__claim=claim)
    return [(*use, count) for use in uses.values_list("claimdocument_id", "claimline__position")]


def _use_again(uses: list[tuple[UUID, int, int]], lines: Sequence[ClaimLine]) -> None:
    """Keep that over the rewriting of the lines; when one was removed, nobody knows which, and all count again."""
    through = ClaimDocument.used_for.through
    through.objects.bulk_create(
        through(claimdocument_id=document, claimline_id=lines[position - 1].pk)
        for document, position, count in uses
        if len(lines) >= count
    )


@transaction.atomic
def discard_draft(*, claim_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away with its documents. Raises AlreadySent."""
    claim = _open_draft(claim_id, now)
    record(act="draft.discarded", by=by, about=claim, now=now, family=str(claim.family_id))
    DRAFT_DOCUMENTS.remove_all(parent=claim, now=now)

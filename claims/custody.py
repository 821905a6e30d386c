"""The way of a document: added to what was sent, looked at, used for some expenses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims.drafts import DRAFT_DOCUMENTS, AlreadySent, DraftRefused, TooManyDocuments
from claims.models import Claim, ClaimDocument, ClaimLine
from claims.receipts import mail_added
from portal.attachments.custody import Custody
from portal.members.audit import record
from portal.members.models import User
from portal.vault.models import PartialUpload

OPEN = frozenset({Claim.State.SUBMITTED, Claim.State.IN_REVIEW})


class ClaimIsDecided(DraftRefused):
    def __init__(self) -> None:
        super().__init__(_("This claim is decided. To add something, write to us or send a new claim."))


def _is_open(claim: Claim) -> None:
    if claim.state not in OPEN:
        raise ClaimIsDecided


def _never(claim: Claim) -> None:
    raise AlreadySent


def _added(document: ClaimDocument, by: User, now: datetime) -> None:
    record(act="document.added", by=by, about=document, now=now, family=str(document.claim.family_id))
    mail_added(document=document, now=now)


LATER_DOCUMENTS = Custody(
    model=ClaimDocument,
    parent="claim",
    may_add=_is_open,
    may_remove=_never,
    too_many=lambda most: TooManyDocuments(),
    added=_added,
    removed=lambda document, by, now: None,
)


def add_document_to_open_claim(*, claim_id: UUID, upload: UploadedFile, by: User, now: datetime) -> ClaimDocument:
    """Store one more document of a claim that was sent and is not settled.

    Raises ClaimIsDecided, TooManyDocuments, or `portal.vault.uploads.Refused`.
    """
    return LATER_DOCUMENTS.add(parent_id=claim_id, upload=upload, by=by, now=now)


def documents_of(claim: Claim) -> QuerySet[ClaimDocument]:
    """The documents of a claim with all that is shown of them."""
    return claim.documents.select_related("stored").prefetch_related("used_for")


def finish_parts(*, claim_id: UUID, upload: PartialUpload, by: User, now: datetime) -> ClaimDocument:
    """Take in a file of a draft that arrived in parts.

    Raises AlreadySent, TooManyDocuments, `portal.vault.parts.OutOfStep`, `portal.vault.uploads.Refused`.
    """
    return DRAFT_DOCUMENTS.finish(parent_id=claim_id, upload=upload, by=by, now=now)


def statement_missing(lines: Iterable[ClaimLine], documents: Iterable[ClaimDocument]) -> bool:
    """Whether another insurance paid something, and none of the documents is said to be its statement."""
    theirs = ClaimDocument.Kind.OTHER_INSURER
    return any(line.other_insurance for line in lines) and not any(one.kind == theirs for one in documents)


@transaction.atomic
def use_for(
    *,
    claim_id: UUID,
    document_id: UUID,
    line_ids: Collection[UUID],
    kind: ClaimDocument.Kind | None = None,
    by: User,
    now: datetime,
) -> ClaimDocument:
    """Say for which expenses of its claim a document is; all of them or none named means all. And what it is, if told.

    Raises ClaimIsDecided once the claim is settled: then the document has served.
    """
    claim = Claim.objects.select_for_update(of=("self",)).select_related("patient").get(pk=claim_id)
    if claim.state == Claim.State.SETTLED:
        raise ClaimIsDecided
    document: ClaimDocument = claim.documents.get(pk=document_id)
    lines = ClaimLine.objects.filter(claim=claim, pk__in=line_ids)
    every = lines.count() in (0, claim.lines.count())
    document.used_for.set([] if every else lines)
    if kind is not None and document.kind != kind:
        document.kind = kind
        document.save(update_fields=["kind"])
    record(act="document.assigned", by=by, about=document, now=now, lines=0 if every else lines.count())
    return document

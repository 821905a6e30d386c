"""The way of a document: received with a number, whole or in parts, scanned, looked at, used for some expenses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims.drafts import DraftRefused, TooManyDocuments, add_document
from claims.models import Claim, ClaimDocument, ClaimLine
from claims.receipts import mail_added
from portal.members.audit import record
from portal.members.models import User
from portal.vault import parts
from portal.vault.documents import discard
from portal.vault.models import PartialUpload
from portal.vault.uploads import Refused, take_in

OPEN = frozenset({Claim.State.SUBMITTED, Claim.State.IN_REVIEW})


class ClaimIsDecided(DraftRefused):
    def __init__(self) -> None:
        super().__init__(_("This claim is decided. To add something, write to us or send a new claim."))


def add_document_to_open_claim(*, claim_id: UUID, upload: UploadedFile, by: User, now: datetime) -> ClaimDocument:
    """Store one more document of a claim that was sent and is not settled.

    Raises ClaimIsDecided, TooManyDocuments, or `portal.vault.uploads.Refused`.
    """
    _place_in_open(Claim.objects.get(pk=claim_id))
    stored = take_in(upload=upload, by=str(by.pk), now=now)  # outside the transaction: it takes seconds
    try:
        with transaction.atomic():
            # Of the claim alone: deciding locks the family first, and two orders of locks would block each other.
            claim = Claim.objects.select_for_update(of=("self",)).select_related("patient").get(pk=claim_id)
            document = ClaimDocument.objects.create(claim=claim, stored=stored, position=_place_in_open(claim))
            record(act="document.added", by=by, about=document, now=now, family=str(claim.family_id))
            mail_added(document=document, now=now)
            return document
    except Exception:
        discard(document=stored, now=now)
        raise


def _place_in_open(claim: Claim) -> int:
    """Where the next document stands. Raises ClaimIsDecided, TooManyDocuments."""
    if claim.state not in OPEN:
        raise ClaimIsDecided
    positions = list(claim.documents.values_list("position", flat=True))
    if len(positions) >= settings.DOCUMENTS_MAX:
        raise TooManyDocuments
    return max(positions, default=0) + 1


def documents_of(claim: Claim) -> QuerySet[ClaimDocument]:
    """The documents of a claim with all that is shown of them."""
    return claim.documents.select_related("stored").prefetch_related("used_for")


def known_document(*, claim: Claim, client_key: str) -> ClaimDocument | None:
    """The document of a draft that came as this very file before: who chooses it again has it already."""
    return claim.documents.filter(client_key=client_key).first()


def finish_parts(*, claim_id: UUID, upload: PartialUpload, by: User, now: datetime) -> ClaimDocument:
    """Take in a file that arrived in parts. The document bears the id of the upload, so a repeat finds it.

    A refused file is forgotten, and has to be sent anew; without room in the vault it stays for another try.
    Raises AlreadySent, TooManyDocuments, `portal.vault.parts.OutOfStep`, `portal.vault.uploads.Refused`.
    """
    try:
        with parts.whole(upload) as file:
            done = ClaimDocument.objects.filter(pk=upload.pk).first()
            document = done or add_document(
                claim_id=claim_id, upload=file, by=by, now=now, document_id=upload.pk, client_key=upload.client_key
            )
            parts.forget(upload)
            return document
    except PartialUpload.DoesNotExist:
        return ClaimDocument.objects.get(pk=upload.pk)  # finished by another request, while this one waited
    except Refused as refusal:
        if refusal.code != "storage_full":
            parts.forget(upload)
        raise


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

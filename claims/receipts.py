"""The receipt by e-mail: what arrived, so that the member can prove it. No file names: they say what for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext, ngettext

from claims.asking import reader_of
from claims.models import Claim, ClaimDocument
from portal.post.mail import UnusableAddress, queue_mail

RECEIPT_KIND = "claim-receipt"
ADDED_KIND = "document-receipt"


def mail_receipt(*, claim: Claim, now: datetime) -> None:
    """Receipt of a claim just sent and all its documents, once, in the caller's transaction."""
    _mail(RECEIPT_KIND, claim.pk, claim, claim.documents.select_related("stored"), now)


def mail_added(*, document: ClaimDocument, now: datetime) -> None:
    """Receipt of one document that came after the claim, once, in the caller's transaction."""
    _mail(ADDED_KIND, document.pk, document.claim, [document], now)


def _mail(kind: str, key: UUID, claim: Claim, documents: Iterable[ClaimDocument], now: datetime) -> None:
    reader = reader_of(claim)
    if reader is None:
        return
    with translation.override(reader.language):
        lines = "\n".join(_line(document) for document in documents)
    context = {"number": claim.number, "documents": lines}
    try:
        mail = {"to": reader.email, "language": reader.language, "template": "claim_receipt"}
        queue_mail(kind=kind, key=key, context=context, now=now, **mail)  # type: ignore[arg-type]
    except UnusableAddress:
        return  # the pages of the claim show the same


def _line(document: ClaimDocument) -> str:
    """One document, such as `D-7KQ2-M9XF: 1.2 MB, 1 page, fingerprint 2bf4 ab71 88d7`."""
    stored = document.stored
    pages = ngettext("%(count)s page", "%(count)s pages", stored.pages) % {"count": stored.pages}
    facts = {
        "receipt": document.receipt,
        "size": filesizeformat(stored.bytes),
        "pages": pages,
        "hash": document.short_hash,
    }
    return gettext("%(receipt)s: %(size)s, %(pages)s, fingerprint %(hash)s") % facts

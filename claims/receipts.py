"""The receipt by e-mail: what arrived, so that the member can prove it. No file names: they say what for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from claims.asking import reader_of
from claims.models import Claim, ClaimDocument
from claims.told import ADDED, RECEIPT
from portal.notices.telling import Mail, tell
from portal.notices.topics import What

RECEIPT_KIND, ADDED_KIND = RECEIPT.code, ADDED.code


def mail_receipt(*, claim: Claim, now: datetime) -> None:
    """Receipt of a claim just sent and all its documents, once, in the caller's transaction."""
    _tell(RECEIPT, claim.pk, claim, claim.documents.select_related("stored"), now)


def mail_added(*, document: ClaimDocument, now: datetime) -> None:
    """Receipt of one document that came after the claim, once, in the caller's transaction."""
    _tell(ADDED, document.pk, document.claim, [document], now)


def _tell(what: What, key: UUID, claim: Claim, documents: Iterable[ClaimDocument], now: datetime) -> None:
    reader = reader_of(claim, now)
    with translation.override(reader.language):
        lines = "\n".join(_line(document) for document in documents)
    context = {"number": claim.number, "documents": lines}
    tell(
        what=what,
        reader=reader,
        about=claim.patient,
        key=key,
        link=reverse("claims:status", args=[claim.pk]),
        words=claim.number,
        mail=Mail("claim_receipt", reader.email, reader.language, context),
        is_known=True,
        now=now,
    )


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

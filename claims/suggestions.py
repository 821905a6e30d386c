"""What a machine believes to have read on the documents of a draft: put on the work list, read, offered to the member.

A suggestion is never more than that: the member takes it over or leaves it, and what she typed is never overwritten.
The text of a document is not kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from babel.languages import get_official_languages
from django.db import transaction

from claims.models import Claim, ClaimDocument, Suggestion
from claims.reading.amounts import charged_on
from claims.reading.days import day_of
from claims.reading.names import heading, listed_name
from claims.reading.text import Line, lines_of
from portal.look.choices import currency_choices
from portal.members.audit import record
from portal.members.days import local_day
from portal.vault import ocr
from portal.work.jobs import enqueue, waiting
from providers.models import Provider

KIND = "claims.read_document"
# Longer than this nobody is told that we are still reading.
SHOWN_FOR = timedelta(minutes=3)
# Of one country; the list of a large one is longer than what can be compared in passing.
MOST_NAMES = 20_000


def order_reading(*, document: ClaimDocument, now: datetime) -> None:
    """Have a document read, in the caller's transaction; nothing on a machine that cannot read."""
    if ocr.is_there():
        enqueue(kind=KIND, key=document.pk, now=now)


def read_document(*, document_id: UUID, now: datetime) -> None:
    """Read a document of a draft and keep what was found, once. Sent, read or removed already: nothing happens."""
    unread = ClaimDocument.objects.filter(claim__state=Claim.State.DRAFT, suggestion__isnull=True)
    document = unread.select_related("stored", "claim__family", "claim__created_by").filter(pk=document_id).first()
    if document is None:
        return
    claim = document.claim
    country = claim.family.duty_station
    languages = [claim.created_by.language[:2], *get_official_languages(country)]
    # Outside the transaction: it takes seconds.
    lines = lines_of(ocr.lines_of(document.stored, languages=languages))
    found = found_on(lines, country=country, today=local_day(now, country=country))
    with transaction.atomic():
        # Locked, so that a document removed meanwhile takes its suggestion along.
        if ClaimDocument.objects.select_for_update().filter(pk=document_id).exists():
            written = {"found": found, "read_at": now}
            if Suggestion.objects.get_or_create(document=document, defaults=written)[1]:
                record(act="document.machine_read", by=None, about=document, now=now, found=len(found))


def found_on(lines: list[Line], *, country: str, today: date) -> dict[str, str]:
    """What is plain on a page, as texts by the field of a claim's line it may fill."""
    charged = charged_on(lines, country=country)
    day = day_of(lines, country=country, today=today)
    names = Provider.objects.open(on=day or today).filter(country=country).order_by("name")
    found = {
        "service_on": day.isoformat() if day else "",
        "charged": f"{charged.amount:f}" if charged.amount else "",
        "currency": charged.currency if charged.amount else "",
        "provider_name": listed_name(lines, names.values_list("name", flat=True)[:MOST_NAMES]) or heading(lines),
    }
    return {name: text for name, text in found.items() if text}


@dataclass(frozen=True)
class Suggested:
    """What was read on a document, ready to be shown; what was not found is None or empty."""

    document: ClaimDocument
    service_on: date | None
    charged: Decimal | None
    currency: str
    provider_name: str

    def fields(self) -> dict[str, str]:
        """Texts as a member would type them, by field."""
        day = self.service_on
        told = {
            "service_on": f"{day.year}-{day.month}-{day.day}" if day else "",
            "charged": f"{self.charged:f}" if self.charged else "",
            "currency": self.currency,
            "provider_name": self.provider_name,
        }
        return {name: text for name, text in told.items() if text}


def suggestions_of(claim: Claim) -> list[Suggested]:
    """What was found on the documents of a draft, in their order; those with nothing left out. One query."""
    read = claim.documents.filter(suggestion__isnull=False).select_related("stored", "suggestion").order_by("position")
    offered = {code for code, _name in currency_choices()}
    return [_suggested(document, offered) for document in read if document.suggestion.found]


def _suggested(document: ClaimDocument, offered: set[str]) -> Suggested:
    found = cast(dict[str, str], document.suggestion.found)
    return Suggested(
        document=document,
        service_on=date.fromisoformat(found["service_on"]) if "service_on" in found else None,
        charged=Decimal(found["charged"]) if "charged" in found else None,
        currency=found.get("currency", "") if found.get("currency") in offered else "",
        provider_name=found.get("provider_name", ""),
    )


def being_read(documents: Iterable[ClaimDocument], *, now: datetime) -> list[ClaimDocument]:
    """Those of the documents that a worker is about to read, or reads. One query."""
    fresh = [document for document in documents if document.stored.received_at > now - SHOWN_FOR]
    keys = waiting(kind=KIND, keys=[document.pk for document in fresh]) if fresh and ocr.is_there() else set()
    return [document for document in fresh if document.pk in keys]

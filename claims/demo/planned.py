"""Requests about planned care in the demo: with the desk, waiting for somebody, an emergency, closed with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from approvals.handling import ask_member, close_request, wait_for_provider
from approvals.models import CareRequest
from approvals.requests import DOCUMENTS, begin_request, send_request
from approvals.special import paper_name, papers_of
from claims.demo.papers import paper
from claims.demo.reading import table
from claims.demo.story import Event, chapter, moment, person_of
from portal.members.models import User

OFFICER = "guarantees"
WORDS: dict[str, tuple[Any, str]] = {
    "ask": (ask_member, "words"),
    "wait": (wait_for_provider, "why"),
    "close": (close_request, "words"),
}


def request_key(key: str) -> UUID:
    """The form a request of the table was sent with: what makes loading twice find it."""
    return uuid5(NAMESPACE_URL, f"demo request: {key}")


@chapter
def planned_care(now: datetime) -> Iterable[Event]:
    """What is not there yet; what the desk did happens with the request, whole or not at all."""
    rows = {request_key(row["key"]): row for row in table("planned")["requests"]}
    known = set(CareRequest.objects.filter(form_key__in=rows).values_list("form_key", flat=True))
    for key, row in rows.items():
        if key not in known:
            yield Event(moment(now, row["ago"], row["hour"]), _Asking(row, now))


@dataclass(frozen=True)
class _Asking:
    """One request of the table, and what the desk did with it since."""

    row: dict[str, Any]
    now: datetime

    @transaction.atomic
    def __call__(self, at: datetime) -> None:
        row, member = self.row, person_of(self.row["by"])
        user = User.objects.get(person=member)
        who: dict[str, Any] = {"person": person_of(row.get("for", row["by"])), "language": member.language}
        care = begin_request(form_key=request_key(row["key"]), **who, by=user, now=at, **self.facts())
        for title in row.get("papers", ()):
            lines = [(row["diagnosis"], ""), (row["treatment"], "")]
            upload = paper(title=title, head=row["provider"], rows=lines, foot="Signed and stamped.")
            DOCUMENTS.add(parent_id=care.pk, upload=upload, by=user, now=at)
        for key in papers_of(care):
            upload = paper(
                title=str(paper_name(key)), head=row["provider"], rows=[(row["treatment"], "")], foot="Signed."
            )
            DOCUMENTS.add(parent_id=care.pk, upload=upload, by=user, now=at, purpose=key)
        if row.get("draft"):
            return
        send_request(request_id=care.pk, checked=at, by=user, now=at + timedelta(minutes=6))
        for deed in row.get("deeds", ()):
            verb, name = WORDS[deed["act"]]
            officer, done = User.objects.get(reference=OFFICER), moment(self.now, deed["ago"], deed["hour"])
            verb(request_id=care.pk, by=officer, now=done, **{name: deed["words"]})

    def facts(self) -> dict[str, Any]:
        """What the request says, as the verb takes it."""
        row, today = self.row, self.now.date()
        return {
            "kind": row["kind"],
            "provider_name": row["provider"],
            "provider_city": row["city"],
            "provider_country": row["country"],
            "provider_contact": row.get("contact", ""),
            "from_on": today + timedelta(days=row["first"]),
            "until_on": today + timedelta(days=row["last"]) if "last" in row else None,
            "is_emergency": row.get("emergency", False),
            "diagnosis": row["diagnosis"],
            "icd10": row.get("icd10", ""),
            "treatment": row["treatment"],
            "room": row.get("room", ""),
            "estimated": Decimal(row["estimated"]) if "estimated" in row else None,
            "currency": row.get("currency", ""),
            "details": row.get("details"),
        }

"""The settlements a member may see, as FHIR R4B resources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from claims.fhir import as_it_stands
from claims.models import Claim, Settlement
from portal.members.access import people_of
from portal.members.models import User


def settlements_of(user: User, *, on: date, patient: UUID | None = None) -> QuerySet[Settlement]:
    """Settlements of claims whose patient `user` may see on that day, newest first, with all that a resource tells."""
    claims = Claim.objects.of(people_of(user, on))
    found = Settlement.objects.filter(claim__in=claims).select_related("claim", "decision")
    if patient:
        found = found.filter(claim__patient=patient)
    return found.prefetch_related("lines__adjustments").order_by("-settled_at", "id")


def bundle(settlements: Iterable[Settlement], *, total: int, links: dict[str, str]) -> dict[str, Any]:
    """A page of an answer. `total` counts all that match, `links` has self, next and previous."""
    told = [{"relation": relation, "url": url} for relation, url in links.items()]
    return {"resourceType": "Bundle", "type": "searchset", "total": total, "link": told, "entry": _entries(settlements)}


def collection(settlements: Iterable[Settlement]) -> dict[str, Any]:
    """Settlements that were asked for by nobody in particular, as in an archive."""
    return {"resourceType": "Bundle", "type": "collection", "entry": _entries(settlements)}


def _entries(settlements: Iterable[Settlement]) -> list[dict[str, Any]]:
    return [{"fullUrl": f"urn:uuid:{one.pk}", "resource": as_it_stands(one)} for one in settlements]


def trouble(code: str, text: str) -> dict[str, Any]:
    """An OperationOutcome: what was wrong, as FHIR says it."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code, "diagnostics": text}]}

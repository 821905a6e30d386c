"""What waits for the medical consultant, from every room, by the time that is left."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.clock import clock_of
from approvals.models import CareRequest, RequestRules
from portal.members.models import Person

Needs = CareRequest.Needs


class Kind(StrEnum):
    """Why it is here."""

    EMERGENCY = "emergency"
    REQUEST = "request"
    CLAIM = "claim"


KINDS = {
    Kind.EMERGENCY: _("Emergency: approval afterwards"),
    Kind.REQUEST: _("Planned care"),
    Kind.CLAIM: _("Claim without approval"),
}


@dataclass(frozen=True)
class Waiting:
    """One row of the queue. `stands`: the clock does not run, we wait for somebody. `care` says what it is about where
    nobody has named a benefit yet.
    """

    kind: Kind
    number: str
    person: Person
    benefit: str
    due_at: datetime
    link: str
    stands: bool = False
    care: str = ""

    @property
    def label(self) -> Any:
        return KINDS[self.kind]


Giver = Callable[[datetime], Iterable[Waiting]]
_givers: list[Giver] = []


def waits_for_consultant(giver: Giver) -> Giver:
    """Registers a room above whose things wait for her, such as claims. A constant number of queries."""
    _givers.append(giver)
    return giver


def waiting(*, now: datetime) -> list[Waiting]:
    """All of it: emergencies first, then the least time left; what stands comes last."""
    found = [*_requests(now), *(one for giver in _givers for one in giver(now))]
    return sorted(found, key=lambda one: (one.stands, one.kind != Kind.EMERGENCY, one.due_at))


def _requests(now: datetime) -> Iterable[Waiting]:
    """Open requests that need approval and have no decision yet."""
    rules = RequestRules.objects.in_force()
    asked = CareRequest.objects.open().filter(needs__in=[Needs.APPROVAL, Needs.BOTH], approvals=None)
    for care in asked.select_related("person__family").prefetch_related("pauses"):
        clock = clock_of(care, rules=rules, now=now)
        if clock:
            yield Waiting(
                kind=Kind.EMERGENCY if care.is_emergency else Kind.REQUEST,
                number=care.number,
                person=care.person,
                benefit=care.benefit,
                due_at=clock.due_at,
                link=reverse("admin:approvals_carerequest_change", args=[care.pk]),
                stands=clock.stands,
                care=str(care.get_kind_display()),
            )

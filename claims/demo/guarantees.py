"""Guarantees in the demo: valid and changed, used, expired, revoked, opened in an emergency, cut by the maximum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from approvals.guarantees.ending import expire, revoke
from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee, Stay
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.verifying import confirm_stay
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from approvals.requests import begin_request, send_request
from claims.demo.planned import OFFICER, request_key
from claims.demo.story import Event, chapter, moment, person_of
from portal.members.models import User

HOSPITAL, CITY, MEMBER, PATIENT = "Lakeside Day Clinic", "Nairobi", "414/10001", "414/10001-2"
SURGEON, ROOM, BED = "hosp_outpatient_surgery_doctor_fee", "hosp_outpatient_surgery_other", "hosp_bed_semi_private"
HOURS = timedelta(hours=20)


@dataclass(frozen=True)
class Told:
    """One guarantee: asked `ago` days before, for care `first` days after today; lines as (care, price)."""

    key: str
    ago: int
    first: int
    treatment: str
    lines: tuple[tuple[str, str], ...]
    ends: str = ""
    emergency: bool = False


STORIES = (
    Told("wrist", 170, -160, "Removal of a plate in the wrist", ((SURGEON, "900"), (ROOM, "650")), "expired"),
    Told("hernia", 75, -66, "Repair of a hernia", ((SURGEON, "1400"), (ROOM, "1100")), "left"),
    Told("nose", 40, -30, "Straightening of the nose", ((SURGEON, "1250"),), "revoked"),
    Told("knee", 6, 11, "Arthroscopy of the knee", ((SURGEON, "1500"), (ROOM, "900")), "changed"),
    Told("fracture", 2, -1, "Fracture of the ankle", ((BED, "2500"),), emergency=True),
    Told("jaw", 1, 20, "Correction of the jaw", ((SURGEON, "2600"), (ROOM, "1900"))),
)


@chapter
def guarantees(now: datetime) -> Iterable[Event]:
    """What is not there yet; each with its request, whole or not at all. Papers are left to the work list."""
    known = set(CareRequest.objects.values_list("form_key", flat=True))
    for told in STORIES:
        if request_key(told.key) not in known:
            yield Event(moment(now, told.ago, 9), _Telling(told, now), drained=False)


@dataclass(frozen=True)
class _Telling:
    told: Told
    now: datetime

    @transaction.atomic
    def __call__(self, at: datetime) -> None:
        told, person, asks = self.told, person_of(PATIENT), person_of(MEMBER)
        user, officer = User.objects.get(person=asks), User.objects.get(reference=OFFICER)
        facts: dict[str, Any] = {"person": person, "language": asks.language, "kind": "day_surgery"}
        facts |= {"provider_name": HOSPITAL, "provider_city": CITY, "provider_country": "KE", "from_on": self.first}
        facts |= {"diagnosis": told.treatment, "treatment": told.treatment, "is_emergency": told.emergency}
        draft = begin_request(form_key=request_key(told.key), by=user, now=at, **facts)
        care = send_request(request_id=draft.pk, checked=at, by=user, now=at + timedelta(minutes=5))
        lines = tuple(PlannedLine(care, 1, Decimal(price), "USD", "KE", self.first) for care, price in told.lines)
        offer = Offer(
            min(self.first, at.date()),
            self.first + timedelta(days=30),
            HOSPITAL,
            "KE",
            provider_email="guarantees@lakeside.example",
        )
        planned = Planned(person, lines, is_emergency=told.emergency)
        issued = issue(request_id=care.pk, planned=planned, offer=offer, by=officer, now=at + HOURS)
        self.ending(issued, planned, offer, officer)

    @property
    def first(self) -> date:
        return self.now.date() + timedelta(days=self.told.first)

    def ending(self, issued: Guarantee, planned: Planned, offer: Offer, officer: User) -> None:
        """What became of it."""
        after, asked = self.now - timedelta(days=3), issued.request_id
        if self.told.ends == "changed":
            dearer = tuple(replace(line, charged=line.charged + 250) for line in planned.lines)
            planned = replace(planned, lines=dearer)
            issue(request_id=asked, planned=planned, offer=offer, newest=issued.pk, by=officer, now=after)
        if self.told.ends == "revoked":
            reasons = "You told us that the operation will not take place."
            revoke(guarantee_id=issued.pk, reasons=reasons, by=officer, now=self.now - timedelta(days=33))
        if self.told.ends == "left":
            for kind, day in ((Stay.Kind.ADMISSION, self.first), (Stay.Kind.DISCHARGE, self.first)):
                noon = datetime.combine(day, datetime.min.time(), self.now.tzinfo) + timedelta(hours=18)
                confirm_stay(seal=issued.seal, code=issued.code, kind=kind, on=day, now=noon)
        if self.told.ends == "expired":
            expire(guarantee_id=issued.pk, now=self.now - timedelta(days=120))

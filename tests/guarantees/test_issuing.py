"""Issuing, changing, signing, refusing: what is promised is reserved, and never promised twice."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from approvals.guarantees import refusals
from approvals.guarantees.issuing import issue, refuse, sign
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.planned import split_of
from approvals.guarantees.replaying import decided_now
from approvals.models import CareRequest, PriorApproval
from portal.benefits.plans import load_plan
from portal.entitlements.ledger import usage_of
from portal.entitlements.models import PriceLevel, UsageRecord
from portal.members.models import AuditEntry, Enrolment, Person, User
from portal.work.models import Job
from providers.models import Agreement, Provider
from tests.guarantees.conftest import Issued, Sent, line, offer, planned
from tests.people import make_staff

TODAY = date(2026, 11, 20)
DENTAL = {"benefit": "dental_ordinary", "charged": Decimal(1000)}
pytestmark = pytest.mark.usefixtures("still_bell")
State = Guarantee.State


def reserved(person: Person) -> Decimal:
    used, _last = usage_of(person.family, plan=load_plan(person.family.plan), years={2026})
    return used.paid(str(person.pk), 2026)


def test_what_the_engine_says_is_guaranteed_and_reserved(issued: Issued, ana: Person) -> None:
    guarantee = issued()
    assert (guarantee.state, guarantee.version, guarantee.number[0]) == (State.ISSUED, 1, "G")
    assert (guarantee.charged, guarantee.guaranteed, guarantee.patient_part) == (1500, 1200, 300)
    (one,) = guarantee.lines.all()
    assert one.adjustments == [["coinsurance", "300.00", "member", one.adjustments[0][3]]]
    assert reserved(ana) == 1200
    entry = UsageRecord.objects.get()
    assert (entry.settlement, entry.line, entry.is_reserved) == (guarantee.pk, one.pk, True)
    assert Decimal(entry.facts["counted"]) == 0, "nobody has borne anything yet"
    guarantee.request.refresh_from_db()
    assert guarantee.request.state == CareRequest.State.ANSWERED
    assert AuditEntry.objects.filter(act="guarantee.issued").count() == 1
    assert {job.kind for job in Job.objects.filter(key=guarantee.pk)} == {
        "guarantees.write_papers",
        "guarantees.expire",
    }


def test_it_can_be_taken_again_from_what_was_stored(issued: Issued) -> None:
    guarantee = issued()
    issued(line(**DENTAL))
    again = decided_now(guarantee, until=guarantee.facts["usage_until"])
    assert again.is_same


def test_the_second_gets_what_is_left_and_why(issued: Issued, ana: Person) -> None:
    first = issued(line(**DENTAL))
    second = issued(line(**{**DENTAL, "from_on": date(2026, 12, 21)}))
    assert (first.guaranteed, second.guaranteed) == (800, 200)
    (one,) = second.lines.all()
    assert [cut[0] for cut in one.adjustments] == ["coinsurance", "period_ceiling"]
    assert reserved(ana) == 1000
    with pytest.raises(refusals.NothingToGuarantee):
        issued(line(**{**DENTAL, "from_on": date(2026, 12, 22)}))


def test_a_change_replaces_and_frees(issued: Issued, ana: Person, officer: User, now: datetime) -> None:
    first = issued(line(**DENTAL))
    second = issue(
        request_id=first.request_id,
        planned=planned(ana, line(**{**DENTAL, "charged": Decimal(1250)})),
        offer=offer(),
        newest=first.pk,
        by=officer,
        now=now,
    )
    first.refresh_from_db()
    assert (first.state, second.replaces_id, second.version) == (State.REPLACED, first.pk, 2)
    assert (second.number, second.seal != first.seal) == (first.number, True)
    assert second.guaranteed == 1000, "its own reservation was free for it"
    assert reserved(ana) == 1000


def test_the_second_officer_is_told(issued: Issued, ana: Person, second: User, now: datetime) -> None:
    first = issued()
    with pytest.raises(refusals.DecidedMeanwhile):
        issue(
            request_id=first.request_id, planned=planned(ana), offer=offer(), newest=None, seen="", by=second, now=now
        )
    with pytest.raises(refusals.DecidedMeanwhile):
        refuse(request_id=first.request_id, reasons="No.", planned=planned(ana), offer=offer(), by=second, now=now)
    assert Guarantee.objects.count() == 1


def test_another_split_than_the_one_looked_at_is_not_issued(issued: Issued, ana: Person) -> None:
    seen = split_of(planned(ana, line(**DENTAL)), today=TODAY).seen
    issued(line(**{**DENTAL, "from_on": date(2026, 12, 21)}))
    with pytest.raises(refusals.ChangedMeanwhile):
        issued(line(**DENTAL), seen=seen)


def test_two_sign_above_the_limit(issued: Issued, ana: Person, officer: User, second: User, now: datetime) -> None:
    GuaranteeRules.objects.create(alone=Decimal(1000), why="Test", by=officer, at=now)
    proposed = issued()
    assert proposed.state == State.PROPOSED
    assert reserved(ana) == 0, "nothing is promised yet"
    with pytest.raises(refusals.SecondPersonNeeded):
        sign(guarantee_id=proposed.pk, by=officer, now=now)
    signed = sign(guarantee_id=proposed.pk, by=second, now=now)
    assert (signed.state, signed.signed_by, signed.decided_by) == (State.ISSUED, second, officer)
    assert reserved(ana) == 1200
    with pytest.raises(refusals.NothingToSign):
        sign(guarantee_id=proposed.pk, by=second, now=now)


def test_what_changed_under_a_proposal_is_not_signed(
    issued: Issued, officer: User, second: User, now: datetime
) -> None:
    proposing = GuaranteeRules.objects.create(alone=Decimal(500), why="Test", by=officer, at=now)
    proposed = issued(line(**DENTAL))
    assert proposed.state == State.PROPOSED
    assert proposing.alone == 500
    issued(line(**{**DENTAL, "charged": Decimal(600), "from_on": date(2026, 12, 21)}))
    with pytest.raises(refusals.ChangedMeanwhile):
        sign(guarantee_id=proposed.pk, by=second, now=now)


def test_nobody_is_promised_anything_after_cover_ends(issued: Issued, sent: Sent, ana: Person) -> None:
    care = sent(kind="day_surgery")
    Enrolment.objects.filter(person=ana).update(until_on=date(2026, 12, 10))
    with pytest.raises(refusals.NotInsured, match="10 December 2026"):
        issued(line(from_on=date(2026, 12, 11)), care=care)


def test_care_that_needs_approval_waits_for_it(
    issued: Issued, sent: Sent, ana: Person, officer: User, now: datetime
) -> None:
    bed = line(benefit="hosp_bed_semi_private", quantity=3, charged=Decimal(900))
    with pytest.raises(refusals.ApprovalMissing):
        issued(bed)
    PriorApproval.objects.create(
        person=ana,
        benefit="hosp_bed_semi_private",
        outcome="approved",
        from_on=date(2026, 12, 1),
        until_on=date(2026, 12, 31),
        limit_amount=Decimal(600),
        limit_currency="USD",
        decided_by=officer,
        decided_at=now,
    )
    guarantee = issued(replace(bed))
    assert guarantee.guaranteed == 600
    assert guarantee.lines.get().adjustments[0][0] == "approval_limit"
    assert not guarantee.approval_follows


def test_in_an_emergency_the_approval_follows(issued: Issued) -> None:
    guarantee = issued(line(benefit="hosp_bed_semi_private", quantity=3, charged=Decimal(900)), is_emergency=True)
    assert (guarantee.guaranteed, guarantee.approval_follows) == (900, True)
    assert list(Guarantee.objects.awaiting_approval()) == [guarantee]


def test_a_private_room_needs_the_other_rate(issued: Issued) -> None:
    room = line(benefit="hosp_bed_private", quantity=2, charged=Decimal(1000))
    with pytest.raises(refusals.RoomRateMissing):
        issued(room, is_emergency=True)
    guarantee = issued(replace(room, semi_private=Decimal(400)), is_emergency=True)
    assert guarantee.guaranteed == 800


def test_what_lies_above_an_agreed_price_is_the_provider_s(
    issued: Issued, sent: Sent, ana: Person, officer: User, now: datetime
) -> None:
    PriceLevel.objects.create(
        country="KE",
        benefit="gp_consultation",
        amount=Decimal(1000),
        currency="USD",
        from_on=date(2026, 1, 1),
    )
    place = Provider.objects.create(kind="hospital", name="Riverside Hospital", country="KE", city="Nairobi")
    Agreement.objects.create(provider=place, from_on=date(2026, 1, 1), accepts_price_levels=True)
    guarantee = issue(
        request_id=sent(kind="day_surgery").pk,
        planned=planned(ana, provider=place),
        offer=offer(),
        by=officer,
        now=now,
    )
    assert (guarantee.guaranteed, guarantee.patient_part, guarantee.borne_by_others) == (800, 200, 500)


def test_an_unknown_currency_is_said(issued: Issued) -> None:
    with pytest.raises(refusals.FigureMissing, match="XTS"):
        issued(line(currency="XTS"))


def test_bad_plans_are_refused(issued: Issued, sent: Sent, ana: Person, officer: User, now: datetime) -> None:
    care, at = sent(kind="day_surgery"), {"by": officer, "now": now}
    with pytest.raises(refusals.NoLines):
        issue(request_id=care.pk, planned=replace(planned(ana), lines=()), offer=offer(), **at)
    with pytest.raises(refusals.WrongValidity):
        issue(request_id=care.pk, planned=planned(ana), offer=offer(valid_until=date(2026, 12, 19)), **at)
    with pytest.raises(refusals.MayNotIssue):
        issue(request_id=care.pk, planned=planned(ana), offer=offer(), by=make_staff("x", "assessor"), now=now)
    assert ana.user
    ana.user.groups.set(officer.groups.all())
    with pytest.raises(refusals.OwnFamily):
        issue(request_id=care.pk, planned=planned(ana), offer=offer(), by=User.objects.get(pk=ana.user.pk), now=now)
    assert not Guarantee.objects.exists()
    assert not UsageRecord.objects.exists()


def test_refused_in_writing(sent: Sent, ana: Person, officer: User, now: datetime, figures: None) -> None:
    care = sent(kind="day_surgery")
    known = {"request_id": care.pk, "planned": planned(ana), "offer": offer(), "by": officer, "now": now}
    with pytest.raises(refusals.ReasonsMissing):
        refuse(**known, reasons="  ")
    refused = refuse(**known, reasons="This care is cosmetic.")
    assert (refused.state, refused.ended_why, refused.guaranteed) == (State.REFUSED, "This care is cosmetic.", 0)
    care.refresh_from_db()
    assert (care.state, care.reasons) == (CareRequest.State.CLOSED, "This care is cosmetic.")
    assert not UsageRecord.objects.exists()
    with pytest.raises(refusals.RequestEnded):
        issue(request_id=care.pk, planned=planned(ana), offer=offer(), newest=refused.pk, by=officer, now=now)

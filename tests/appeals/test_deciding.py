"""Other eyes decide: upheld with reasons, or facts corrected, so that a new settlement pays the difference."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from claims.adjudication import settle
from claims.appeals.admitting import admit, extend, turn_away
from claims.appeals.deciding import change, sign, uphold
from claims.appeals.drafts import begin_draft
from claims.appeals.models import Appeal, AppealSignature
from claims.appeals.refusals import (
    ChangedMeanwhile,
    ExtendedBefore,
    MayNotDecide,
    NoChange,
    NotWaiting,
    OwnFamily,
    ReasonsMissing,
    SameEyes,
    SecondPersonNeeded,
    WorseForHer,
    WrongDay,
)
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import subject
from claims.appeals.trials import prepare, trial
from claims.corrections import correct_line
from claims.deciding import decided_again
from claims.models import Claim, Correction, OfficeRules, Settlement
from claims.release import release
from portal.entitlements.models import UsageRecord
from portal.members.models import AuditEntry, Person, User
from portal.post.models import Dispatch
from portal.work.jobs import drain
from tests.appeals.conftest import SURGERY, Sent, days, mailed
from tests.claims.conftest import line
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private")
Appealed = Callable[..., Appeal]


@pytest.fixture
def eva(db: None) -> User:
    """An assessor who has not seen the claim."""
    return make_staff("eva", "assessor")


def corrected(appeal: Appeal, by: User, now: datetime, **changes: object) -> str:
    """The price of the surgery accepted up to 1,500, prepared; the digest of what would come out."""
    surgery = appeal.claim.lines.get(benefit=SURGERY)
    facts = changes or {"accepted": Decimal(1500)}
    prepare(appeal_id=appeal.pk, line_id=surgery.pk, changes=facts, why="The only clinic.", by=by, now=now)
    tried = trial(appeal, now=now)
    assert tried
    return tried.seen


def test_a_change_corrects_facts_and_pays_the_difference(
    settled: Claim, settlement: Settlement, appealed: Appealed, eva: User, now: datetime
) -> None:
    appeal, later = appealed(), now + days(3)
    seen = corrected(appeal, eva, later)
    assert not Correction.objects.exists(), "prepared, not made"
    assert Settlement.objects.live().get() == settlement
    done = change(
        appeal_id=appeal.pk, outcome=Appeal.State.PARTLY, reasons="Not all of it.", seen=seen, by=eva, now=later
    )
    assert (done.state, done.decided_by) == ("partly", eva)
    new = Settlement.objects.live().get()
    assert done.decision == new.decision
    assert (settlement.reimbursed, new.reimbursed) == (980, 1580)
    settlement.refresh_from_db()
    assert settlement.superseded_at == later, "old and new stay"
    made = Correction.objects.get()
    assert (made.field, made.after, made.by, made.why) == ("accepted", "1500", eva, "The only clinic.")
    assert settled.lines.get(benefit=SURGERY).charged == 2000, "her own entry stays"
    assert sum(UsageRecord.objects.values_list("reimbursed", flat=True)) == 1580
    again = decided_again(new.decision)
    assert sum(one.reimbursed for one in again) == 1580, "it can be decided again from its stored facts"
    assert AuditEntry.objects.filter(act="settlement.replaced", detail__why="appeal").exists()
    assert not AuditEntry.objects.filter(detail__icontains="clinic").exists()


@pytest.mark.django_db(transaction=True)
def test_upheld_only_with_reasons_which_she_gets_in_writing(
    settlement: Settlement, appealed: Appealed, eva: User, now: datetime
) -> None:
    settlement.claim.family.settlements_online = True
    settlement.claim.family.save()
    appeal = appealed()
    with pytest.raises(ReasonsMissing):
        uphold(appeal_id=appeal.pk, reasons="  ", by=eva, now=now)
    uphold(appeal_id=appeal.pk, reasons="Der Preis ist üblich.", by=eva, now=now)
    drain(now)
    appeal.refresh_from_db()
    assert appeal.notice
    (told,) = [one for one in mail.outbox if "decided on your appeal" in one.subject]
    assert "Preis" not in told.body
    assert Dispatch.objects.get(kind="appeal-decision", key=appeal.pk).state == "sent"
    with pytest.raises(NotWaiting):
        uphold(appeal_id=appeal.pk, reasons="Again.", by=eva, now=now)
    assert Settlement.objects.get() == settlement


def test_other_eyes_than_those_of_the_first_decision(
    sent: Sent, ana: Person, appealed: Appealed, now: datetime, eva: User
) -> None:
    appeal = appealed()
    with pytest.raises(MayNotDecide):
        uphold(appeal_id=appeal.pk, reasons="No.", by=make_staff("fin", "finance"), now=now)
    colleague = make_staff("own", "assessor")
    ana.user, before = colleague, ana.user
    ana.save()
    with pytest.raises(OwnFamily):
        uphold(appeal_id=appeal.pk, reasons="No.", by=User.objects.get(pk=colleague.pk), now=now)
    ana.user = before
    ana.save()
    Correction.objects.create(
        line=appeal.claim.lines.all()[0], sequence=1, field="quantity", before="2", after="1", why="x", by=eva, at=now
    )
    with pytest.raises(SameEyes):
        uphold(appeal_id=appeal.pk, reasons="No.", by=eva, now=now)


@pytest.mark.django_db
def test_whoever_corrected_or_released_it_does_not_decide(
    sent: Sent, ana: Person, still_bell: None, eva: User, now: datetime
) -> None:
    OfficeRules.objects.create(straight_through=Decimal(0), why="trial", by=make_staff("head"), at=now)
    claim = sent(line())
    settle(claim_id=claim.pk, now=now)
    omar = make_staff("omar", "assessor")
    correct_line(line_id=claim.lines.get().pk, changes={"charged": Decimal(90)}, why="Read so.", by=eva, now=now)
    claim.review.taken_until = now
    claim.review.save()
    proposal = claim.decisions.order_by("-sequence")[0]
    release(claim_id=claim.pk, seen=proposal.pk, by=omar, now=now + days(1))
    what = subject(claim.settlements.get(), None, None)
    draft = begin_draft(what=what, ground="fact", words="It was 100.", language="en", by=claim.created_by, now=now)
    appeal = send_appeal(appeal_id=draft.pk, checked=draft.changed_at, by=claim.created_by, now=now + days(2))
    for seen_it in (eva, omar):
        with pytest.raises(SameEyes):
            uphold(appeal_id=appeal.pk, reasons="No.", by=seen_it, now=now + days(2))
    assert uphold(appeal_id=appeal.pk, reasons="No.", by=make_staff("zoe", "assessor"), now=now + days(2)).is_decided


def test_above_the_limit_a_second_person_signs(
    settlement: Settlement, appealed: Appealed, eva: User, now: datetime
) -> None:
    OfficeRules.objects.create(release_limits={"assessor": "1500"}, why="low", by=eva, at=now + days(1))
    appeal, omar, later = appealed(), make_staff("omar", "assessor"), now + days(2)
    seen = corrected(appeal, eva, later)
    args = {"appeal_id": appeal.pk, "outcome": Appeal.State.CHANGED, "reasons": "", "seen": seen, "now": later}
    assert change(**args, by=eva).state == "waiting"
    assert Settlement.objects.get() == settlement
    for act in (lambda: change(**args, by=eva), lambda: sign(appeal_id=appeal.pk, seen=seen, by=eva, now=later)):
        with pytest.raises(SecondPersonNeeded):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealSignature.objects.create(
            appeal=appeal, position=2, seen=seen, by=eva, at=later, amount=1, currency="USD", limit_usd=0
        )
    corrected(appeal, omar, later, accepted=Decimal(1400))
    assert not appeal.signatures.exists(), "another result has no signatures"
    seen = corrected(appeal, omar, later)
    change(**{**args, "seen": seen}, by=omar)
    assert sign(appeal_id=appeal.pk, seen=seen, by=eva, now=later).state == "changed"
    assert Settlement.objects.live().get().reimbursed == 1580


def test_what_is_decided_is_what_was_seen_and_never_worse(
    settlement: Settlement, appealed: Appealed, eva: User, now: datetime
) -> None:
    appeal = appealed()
    args = {"appeal_id": appeal.pk, "outcome": Appeal.State.CHANGED, "reasons": "", "by": eva, "now": now}
    with pytest.raises(NoChange):
        change(**args, seen="0" * 64)
    seen = corrected(appeal, eva, now)
    corrected(appeal, eva, now, accepted=Decimal(1400))
    with pytest.raises(ChangedMeanwhile):
        change(**args, seen=seen)
    worse = corrected(appeal, eva, now, accepted=Decimal(100))
    with pytest.raises(WorseForHer):
        change(**args, seen=worse)
    with pytest.raises(ReasonsMissing):
        change(**{**args, "outcome": Appeal.State.PARTLY}, seen=worse)
    assert Settlement.objects.get() == settlement
    assert not Correction.objects.exists()


def test_the_time_is_prolonged_once_for_a_reason(appealed: Appealed, eva: User, now: datetime) -> None:
    appeal = appealed()
    args = {"appeal_id": appeal.pk, "by": eva, "now": now}
    with pytest.raises(ReasonsMissing):
        extend(**args, due_on=date(2027, 2, 1), words="")
    for wrong in (date(2027, 1, 19), date(2027, 3, 21)):
        with pytest.raises(WrongDay):
            extend(**args, due_on=wrong, words="The hospital has to answer.")
    assert extend(**args, due_on=date(2027, 3, 20), words="The hospital has to answer.").due_on == date(2027, 3, 20)
    assert Dispatch.objects.filter(kind="appeal-news").count() == 1
    with pytest.raises(ExtendedBefore):
        extend(**args, due_on=date(2027, 4, 1), words="Once more.")


def test_a_late_one_is_admitted_or_turned_away_by_a_person(
    settlement: Settlement, appealed: Appealed, eva: User, now: datetime
) -> None:
    mailed(settlement, now)
    late = appealed(at=now + days(61), late_words="I was in hospital.")
    with pytest.raises(NotWaiting):
        uphold(appeal_id=late.pk, reasons="No.", by=eva, now=now)
    with pytest.raises(ReasonsMissing):
        turn_away(appeal_id=late.pk, reasons="", by=eva, now=now)
    assert admit(appeal_id=late.pk, by=eva, now=now).state == "waiting"
    with pytest.raises(NotWaiting):
        turn_away(appeal_id=late.pk, reasons="Too late.", by=eva, now=now)

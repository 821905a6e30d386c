"""The steps of a claim as the member reads them: where it went back, what was promised, and when we are late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from claims.adjudication import settle
from claims.asking import answer, ask
from claims.models import Claim, Review, Settlement, Step
from claims.notes import write_note
from claims.promises import measured
from claims.release import release
from claims.timeline import Event, late_step, timeline_of
from portal.members.models import Person
from portal.post.letters import mark_posted
from portal.post.models import Dispatch
from tests.claims.conftest import line
from tests.claims.pages import Page, page
from tests.conftest import signed_in
from tests.people import make_staff

Sent = Callable[..., Claim]
DAY = timedelta(days=1)
HIGH = {"benefit": "hosp_outpatient_surgery_doctor_fee", "charged": Decimal(4000)}


def steps(claim: Claim, now: datetime) -> list[Event]:
    claim = Claim.objects.get(pk=claim.pk)
    return timeline_of(claim, claim.settlements.live().first(), now=now)


def said(claim: Claim, now: datetime) -> list[tuple[str, str]]:
    return [(str(event.label), event.state) for event in steps(claim, now)]


@pytest.fixture
def waiting(sent: Sent, now: datetime) -> Claim:
    claim = sent(line(**HIGH))
    settle(claim_id=claim.pk, now=now)
    return claim


def test_a_claim_goes_back_as_often_as_needed_and_keeps_its_dates(waiting: Claim, ana: Person, now: datetime) -> None:
    eva = make_staff("eva", "assessor")
    assert said(waiting, now)[1:] == [("A person looks at it", "current"), ("Settlement note", "upcoming")]
    for round_, template in enumerate(("prescription", "report")):
        ask(claim_id=waiting.pk, template=template, by=eva, now=now + (1 + 4 * round_) * DAY)
        asked = steps(waiting, now + 2 * DAY)[-2]
        assert (asked.state, asked.link) == ("problem", page("more", waiting))
        answer(claim_id=waiting.pk, reply="Here.", by=ana.user, now=now + (3 + 4 * round_) * DAY)
    told = steps(waiting, now + 7 * DAY)
    back_and_forth = ["We asked you for something", "You answered"]
    assert [str(event.label) for event in told[:6]] == ["Received", "A person looked at it", *back_and_forth * 2]
    assert [event.at for event in told[1:6]] == [now, *(now + days * DAY for days in (1, 3, 5, 7))]
    review = told[6]
    assert (review.state, review.promised, review.is_late) == ("current", now + 9 * DAY, False), "her days do not count"
    release(claim_id=waiting.pk, seen=waiting.decisions.get().pk, by=eva, now=now + 8 * DAY)
    assert said(waiting, now + 8 * DAY)[-2:] == [("Decided", "done"), ("Settlement note", "current")]
    measured.cache_clear()
    assert measured(Step.DECISION, now + 9 * DAY).median == 4 * DAY


def test_a_broken_promise_is_said_and_stands_first(waiting: Claim, ana: Person, sent: Sent, now: datetime) -> None:
    assert late_step(steps(waiting, now + 5 * DAY)) is None
    late = late_step(steps(waiting, now + 6 * DAY))
    assert late
    assert "stand first in our queue" in str(late.sentence)
    settle(claim_id=sent(line(**HIGH)).pk, now=now - DAY)
    Review.objects.filter(pk=waiting.pk).update(due_at=now - 2 * DAY)
    assert Review.objects.with_us().order_by("due_at").first() == waiting.review
    with time_machine.travel(now, tick=False):
        shown = " ".join(Page(signed_in(ana.user).get(page("status", waiting))).text.split())
    assert "We promised you a decision by 18 November 2026 and have not kept that." in shown
    assert "We promised this by 18 November 2026 and are late. We are sorry." in shown
    assert "Promised by" not in shown


def test_what_no_worker_decides_and_what_nobody_prints_is_late_too(sent: Sent, now: datetime) -> None:
    claim = sent()
    assert late_step(steps(claim, now + 9 * DAY)) is None
    assert late_step(steps(claim, now + 11 * DAY))
    settle(claim_id=claim.pk, now=now)
    note = steps(claim, now + 2 * DAY)[-1]
    assert (note.state, note.is_late) == ("current", True)


def test_a_letter_is_not_called_a_mail(sent: Sent, clock: None, now: datetime) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    assert "ready" in str(steps(claim, now)[-1].sentence)
    mark_posted(letters=Dispatch.objects.filter(kind="settlement-note"), now=now, proof="posted")
    assert "posted" in str(steps(claim, now)[-1].sentence)


@pytest.mark.parametrize(("amount", "title"), [("70", "Decided again"), ("90", "Decided again, in your favour")])
def test_every_decision_stays_on_the_way(sent: Sent, now: datetime, amount: str, title: str) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    old = claim.settlements.get()
    Settlement.objects.update(superseded_at=now + DAY)
    new = Settlement.objects.get(pk=old.pk)
    decision = claim.decisions.get()
    decision.pk, decision.sequence = uuid4(), 2
    decision.save(force_insert=True)
    new.pk, new.seal, new.number, new.decision, new.superseded_at = uuid4(), uuid4(), "S-NEW", decision, None
    new.reimbursed, new.settled_at = Decimal(amount), now + DAY
    new.save(force_insert=True)
    assert [label for label, _state in said(claim, now)][1:3] == ["Decided", title]

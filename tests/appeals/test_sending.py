"""An appeal is sent once, in time or with a reason, about a decision that counts."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core import mail

from claims.adjudication import settle
from claims.appeals.deadlines import appeal_by
from claims.appeals.drafts import EVIDENCE, begin_draft, discard_draft
from claims.appeals.models import Appeal, AppealDocument
from claims.appeals.refusals import (
    AlreadyAppealed,
    AlreadySent,
    ChangedSince,
    LateReasonMissing,
    NothingToDispute,
    Replaced,
)
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import subject
from claims.models import Claim, Settlement
from claims.replacing import decide_again
from portal.entitlements.models import PriceLevel
from portal.members.models import AuditEntry, Person
from portal.post.models import Dispatch
from portal.vault.models import StoredDocument
from portal.vault.uploads import Refused
from portal.work.jobs import drain
from tests.appeals.conftest import SURGERY, Sent, days, mailed
from tests.claims.conftest import line, photo
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private")
Appealed = Callable[..., Appeal]


@pytest.mark.django_db(transaction=True)
def test_it_is_acknowledged_at_once_without_a_medical_word(appealed: Appealed, now: datetime) -> None:
    appeal = appealed()
    assert (appeal.state, appeal.received_on, appeal.due_on) == ("waiting", date(2026, 11, 20), date(2027, 1, 19))
    assert appeal.number.startswith("A-")
    assert appeal.disputed == 1100
    assert AuditEntry.objects.get(act="appeal.sent").person == appeal.claim.patient_id
    drain(now)
    (receipt,) = [one for one in mail.outbox if "appeal" in one.subject.lower()]
    body = f"{receipt.subject} {receipt.body}"
    assert appeal.number in body
    assert "19 January 2027" in body
    assert not {"surgery", "price", "only one", "1,100", "1100", "414/"} & set(body.lower().split())
    assert "It is the only one" not in body


def test_the_last_day_is_sixty_days_after_receipt(settlement: Settlement, appealed: Appealed, now: datetime) -> None:
    mailed(settlement, now)
    appeal = appealed(at=now + days(60))
    assert (appeal.state, appeal.appeal_by) == ("waiting", date(2027, 1, 19))


def test_on_the_61st_day_a_reason_is_asked_and_a_person_decides(
    settlement: Settlement, appealed: Appealed, now: datetime
) -> None:
    mailed(settlement, now)
    with pytest.raises(LateReasonMissing):
        appealed(at=now + days(61))
    appeal = appealed(at=now + days(61), late_words="I was in hospital.")
    assert (appeal.state, appeal.late_words) == ("late", "I was in hospital.")


def test_a_letter_is_received_some_days_after_it_was_posted(
    settlement: Settlement, appealed: Appealed, now: datetime
) -> None:
    mailed(settlement, now, channel="letter")
    assert appealed(at=now + days(74)).appeal_by == date(2027, 2, 2)


def test_a_mail_that_came_back_was_not_received_but_the_letter_after_it_is(
    settlement: Settlement, appealed: Appealed, now: datetime
) -> None:
    mailed(settlement, now)
    mail_back = Dispatch.objects.get(kind="settlement-note")
    mail_back.state, mail_back.recipient = "returned", "ana@example.org"
    mail_back.save()
    assert appeal_by(settlement) is None
    facts = {"language": "en", "recipient": "Ana", "created_at": now, "sent_at": now + days(2), "state": "sent"}
    Dispatch.objects.create(
        kind="settlement-note", channel="letter", instead_of=mail_back, message_id="<instead>", **facts
    )
    assert appealed(at=now + days(76)).appeal_by == date(2027, 2, 4)


def test_twice_for_the_same_step_shows_the_first(
    settlement: Settlement, ana: Person, appealed: Appealed, now: datetime
) -> None:
    first = appealed()
    again = send_appeal(appeal_id=first.pk, checked=now, by=ana.user, now=now)
    assert again == first, "a second click"
    with pytest.raises(AlreadyAppealed) as refused:
        appealed()
    assert refused.value.first == first
    visit = settlement.lines.exclude(line__benefit=SURGERY).get()
    what = subject(settlement, visit.pk, None)
    other = begin_draft(what=what, ground="fact", words="Also this.", language="en", by=ana.user, now=now)
    assert other.state == "draft", "another line is another appeal"
    whole = appealed(whole=True)
    with pytest.raises(AlreadyAppealed) as covered:
        send_appeal(appeal_id=other.pk, checked=other.changed_at, by=ana.user, now=now)
    assert covered.value.first == whole, "what is disputed as a whole is disputed in each part"


def test_a_decision_that_was_replaced_leads_to_the_living_one(
    settled: Claim, settlement: Settlement, appealed: Appealed, ana: Person, now: datetime
) -> None:
    draft = begin_draft(
        what=subject(settlement, None, None), ground="plan", words="No.", language="en", by=ana.user, now=now
    )
    PriceLevel.objects.update(amount=1000)
    decide_again(claim_id=settled.pk, by=make_staff("eva", "assessor"), now=now)
    living = Settlement.objects.live().get()
    with pytest.raises(Replaced) as refused:
        appealed()
    assert refused.value.living == living
    with pytest.raises(Replaced):
        send_appeal(appeal_id=draft.pk, checked=draft.changed_at, by=ana.user, now=now)


def test_there_must_be_something_to_dispute(sent: Sent, straight: None, ana: Person, now: datetime) -> None:
    claim = sent(line(benefit=SURGERY))
    settle(claim_id=claim.pk, now=now)
    what = subject(claim.settlements.get(), None, None)
    with pytest.raises(NothingToDispute):
        begin_draft(what=what, ground="plan", words="No.", language="en", by=ana.user, now=now)


def test_a_draft_is_kept_and_thrown_away_whole(settlement: Settlement, ana: Person, now: datetime) -> None:
    what, user = subject(settlement, None, None), ana.user
    assert user
    before = StoredDocument.objects.count()
    first = begin_draft(what=what, ground="plan", words="One.", language="en", by=user, now=now)
    same = begin_draft(what=what, ground="fact", words="Two.", language="en", by=user, now=now + days(1))
    assert (same.pk, same.words) == (first.pk, "Two.")
    EVIDENCE.add(parent_id=first.pk, upload=photo(), by=user, now=now)
    with pytest.raises(ChangedSince):
        send_appeal(appeal_id=first.pk, checked=now - days(1), by=user, now=now)
    discard_draft(appeal_id=first.pk, by=user, now=now)
    assert (Appeal.objects.count(), StoredDocument.objects.count()) == (0, before)


def test_evidence_that_the_vault_refuses_leaves_nothing(
    settlement: Settlement, appealed: Appealed, ana: Person, now: datetime
) -> None:
    user = ana.user
    assert user
    what = subject(settlement, None, None)
    draft = begin_draft(what=what, ground="plan", words="One.", language="en", by=user, now=now)
    upload = photo()
    upload.file.write(b"no picture at all")
    upload.file.truncate(17)
    with pytest.raises(Refused):
        EVIDENCE.add(parent_id=draft.pk, upload=upload, by=user, now=now)
    assert not AppealDocument.objects.exists()
    sent = appealed()
    with pytest.raises(AlreadySent):
        EVIDENCE.add(parent_id=sent.pk, upload=photo(), by=user, now=now)

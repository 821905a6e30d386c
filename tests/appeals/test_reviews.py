"""The second level: worth at least 500 USD, asked in time, an expert both agree on, consent, and a binding outcome."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from claims.appeals.comparing import remaining_in_dollars
from claims.appeals.deciding import uphold
from claims.appeals.links import MOST_USES, make_link
from claims.appeals.models import Appeal, ExpertLink, ExternalReview
from claims.appeals.notices import write_notice
from claims.appeals.refusals import MayNotDecide, NoReview, NotYet, SameEyes
from claims.appeals.reviews import answer_expert, ask_review, carry_out, consent, name_expert, record_outcome
from claims.appeals.trials import prepare, trial
from claims.models import Settlement
from portal.members.models import AuditEntry, Person, User
from portal.post.models import Dispatch
from tests.appeals.conftest import SURGERY, days
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private")
Favour = ExternalReview.Favour


@pytest.fixture
def lost(appealed: Callable[..., Appeal], now: datetime) -> Appeal:
    """Refused by Eva, and the refusal received on the day."""
    appeal = appealed()
    uphold(appeal_id=appeal.pk, reasons="The price is usual.", by=make_staff("eva", "assessor"), now=now)
    write_notice(appeal_id=appeal.pk, now=now)
    Dispatch.objects.filter(kind="appeal-decision").update(state="sent", sent_at=now, channel="email")
    return Appeal.objects.get(pk=appeal.pk)


@pytest.fixture
def consultant(db: None) -> User:
    return make_staff("consultant", "medical consultant")


@pytest.fixture
def named(lost: Appeal, ana: Person, consultant: User, now: datetime) -> ExternalReview:
    """Both sides agree on the expert."""
    ask_review(appeal_id=lost.pk, words="Look at the report.", physician="Dr Otieno", by=ana.user, now=now)
    review = name_expert(review_id=lost.pk, expert="Prof. Aho, Helsinki", by=consultant, now=now)
    return answer_expert(review_id=review.pk, seen=review.named_at, agrees=True, by=ana.user, now=now)


def test_within_sixty_days_of_the_refusal(lost: Appeal, ana: Person, now: datetime) -> None:
    with pytest.raises(NoReview):
        ask_review(appeal_id=lost.pk, words="", physician="Dr O", by=ana.user, now=now + days(61))
    review = ask_review(appeal_id=lost.pk, words="", physician="Dr O", by=ana.user, now=now + days(60))
    assert review.value_usd == 1100
    assert ask_review(appeal_id=lost.pk, words="x", physician="y", by=ana.user, now=now + days(60)) == review


def test_only_where_enough_is_in_dispute(lost: Appeal, ana: Person, now: datetime) -> None:
    """A line of which 20 are the member's own; and the same amounts in a currency of which 125 make a dollar."""
    visit = lost.settlement.lines.exclude(line__benefit=SURGERY).get()
    Appeal.objects.filter(pk=lost.pk).update(line=visit, cut=None)
    small = Appeal.objects.get(pk=lost.pk)
    assert remaining_in_dollars(small) == 20
    with pytest.raises(NoReview, match=r"20\.00"):
        ask_review(appeal_id=lost.pk, words="", physician="Dr O", by=ana.user, now=now)
    Appeal.objects.filter(pk=lost.pk).update(line=None)
    Settlement.objects.filter(pk=lost.settlement_id).update(currency="KES")
    assert remaining_in_dollars(Appeal.objects.get(pk=lost.pk)) == Decimal("8.96"), "1,120 KES"


def test_the_expert_is_named_jointly(lost: Appeal, ana: Person, consultant: User, now: datetime) -> None:
    review = ask_review(appeal_id=lost.pk, words="", physician="Dr Otieno", by=ana.user, now=now)
    with pytest.raises(MayNotDecide):
        name_expert(review_id=review.pk, expert="Prof. Aho", by=make_staff("zoe", "assessor"), now=now)
    first = name_expert(review_id=review.pk, expert="Prof. Aho", by=consultant, now=now)
    seen = first.named_at
    declined = answer_expert(review_id=review.pk, seen=seen, agrees=False, by=ana.user, now=now)
    assert (declined.state, declined.expert, declined.plan_agreed_at) == ("asked", "", None)
    with pytest.raises(NotYet):
        answer_expert(review_id=review.pk, seen=seen, agrees=True, by=ana.user, now=now)
    second = name_expert(review_id=review.pk, expert="Dr Lind", by=consultant, now=now + days(1))
    agreed = answer_expert(review_id=review.pk, seen=second.named_at, agrees=True, by=ana.user, now=now + days(1))
    assert (agreed.state, agreed.plan_agreed_by, agreed.member_agreed_by) == ("named", consultant, ana.user)


def test_documents_leave_only_with_her_consent(
    named: ExternalReview, ana: Person, consultant: User, client: Client, now: datetime, clock: None
) -> None:
    with pytest.raises(NotYet):
        make_link(review_id=named.pk, by=consultant, now=now)
    consent(review_id=named.pk, given=True, by=ana.user, now=now)
    consent(review_id=named.pk, given=False, by=ana.user, now=now)
    with pytest.raises(NotYet):
        make_link(review_id=named.pk, by=consultant, now=now)
    consent(review_id=named.pk, given=True, by=ana.user, now=now)
    token = make_link(review_id=named.pk, by=consultant, now=now)
    with pytest.raises(NotYet):
        consent(review_id=named.pk, given=False, by=ana.user, now=now)
    assert token not in str(ExpertLink.objects.values_list("token_digest", flat=True))
    address = reverse("appeals:expert_documents", args=[token])
    page = client.get(address)
    assert page.status_code == 200
    assert not {"Ana", "Otieno", "414/20001"} & set(page.content.decode().split())
    assert ExpertLink.objects.get().uses == 0, "looking counts nothing"
    answer = client.post(address)
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = set(archive.namelist())
        assert {"appeal.txt", "appeal-decision.pdf", "document-1.jpg", "evidence-1.jpg", "list.txt"} <= names
        assert "It is the only one." in archive.read("appeal.txt").decode()
    assert AuditEntry.objects.filter(act="review.package_opened", person=ana.pk).count() == 1
    for _more in range(MOST_USES):
        last = client.post(address)
    assert (last.status_code, ExpertLink.objects.get().uses) == (404, MOST_USES)
    other = make_link(review_id=named.pk, by=consultant, now=now)
    ExpertLink.objects.filter(revoked_at=None).update(created_at=now - days(2), expires_at=now - days(1))
    assert client.get(reverse("appeals:expert_documents", args=[other])).status_code == 404


@pytest.mark.parametrize(("favour", "hers"), [(Favour.PLAN, 300), (Favour.PART, 300), (Favour.MEMBER, 0)])
def test_the_outcome_is_final_and_its_cost_is_shared(
    named: ExternalReview, ana: Person, consultant: User, now: datetime, favour: ExternalReview.Favour, hers: int
) -> None:
    consent(review_id=named.pk, given=True, by=ana.user, now=now)
    token = make_link(review_id=named.pk, by=consultant, now=now)
    args = {"review_id": named.pk, "favour": favour, "reasons": "It was needed.", "currency": "USD", "now": now}
    done = record_outcome(**args, fee=Decimal(600), by=consultant)
    assert (done.member_fee, done.plan_fee) == (hers, 600 - hers)
    assert ExpertLink.objects.get().revoked_at, token
    with pytest.raises(NotYet):
        record_outcome(**args, fee=Decimal(1), by=consultant)


def test_what_the_expert_decided_is_carried_out_by_another(named: ExternalReview, ana: Person, now: datetime) -> None:
    both = make_staff("both", "medical consultant", "assessor")
    zoe = make_staff("zoe", "assessor")
    consent(review_id=named.pk, given=True, by=ana.user, now=now)
    make_link(review_id=named.pk, by=both, now=now)
    args = {"favour": Favour.MEMBER, "reasons": "It was needed.", "fee": Decimal(600), "currency": "USD"}
    record_outcome(review_id=named.pk, **args, by=both, now=now)
    surgery = named.claim.lines.get(benefit=SURGERY)
    facts = {"accepted": Decimal(2000)}
    prepare(appeal_id=named.pk, line_id=surgery.pk, changes=facts, why="The expert.", by=zoe, now=now)
    tried = trial(named.appeal, now=now)
    assert tried
    with pytest.raises(SameEyes):
        carry_out(review_id=named.pk, seen=tried.seen, by=both, now=now)
    done = carry_out(review_id=named.pk, seen=tried.seen, by=zoe, now=now)
    assert Settlement.objects.live().get().reimbursed == 2080
    assert done.decision == Settlement.objects.live().get().decision

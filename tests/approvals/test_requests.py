"""A request from the first word to its end: what is refused and why, what is kept, what is said to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from approvals import refusals
from approvals.handling import (
    answer_desk,
    ask_member,
    close_request,
    correct_request,
    finish_request,
    resume,
    tell_member,
    wait_for_provider,
)
from approvals.models import CareRequest, RequestMessage
from approvals.needs import kind_for, needed
from approvals.requests import DOCUMENTS, begin_request, discard_request, send_request, today_of, write_request
from portal.members.models import AuditEntry, Enrolment, Person, User
from portal.post.models import Dispatch
from tests.claims.conftest import photo
from tests.people import make_person

Made = Callable[..., CareRequest]
PLAN = "un-mip-2018-07"
pytestmark = pytest.mark.usefixtures("clock", "private", "still_bell")


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.mark.parametrize(
    ("asked", "needs"),
    [
        ({"kind": "hospital"}, "both"),
        ({"kind": "hospital", "room": "private"}, "both"),
        ({"kind": "hospital", "benefit": "delivery_hospital"}, "guarantee"),
        ({"kind": "day_surgery"}, "guarantee"),
        ({"kind": "imaging"}, "approval"),
        ({"kind": "dental"}, "approval"),
        ({"kind": "other"}, "neither"),
        ({"kind": "other", "benefit": "gp_consultation"}, "neither"),
        ({"kind": "other", "benefit": "physiotherapy"}, "approval"),
        ({"kind": "other", "benefit": "no such care"}, "neither"),
    ],
)
def test_what_the_plan_asks_for(asked: dict[str, str], needs: str, now: datetime) -> None:
    assert needed(PLAN, on=now.date(), **asked).needs == needs


def test_what_the_answer_rests_on(now: datetime) -> None:
    stay = needed(PLAN, kind="hospital", room="private", on=now.date())
    assert (stay.benefit, stay.notice_days, stay.clause, stay.section) == ("hosp_bed_private", 7, "1", "2.1")
    assert needed(PLAN, kind="hospital", on=now.date(), emergency=True).afterwards
    assert needed(PLAN, kind="other", benefit="physiotherapy", on=now.date()).above == 60
    assert (kind_for(PLAN, "dental_major"), kind_for(PLAN, "gp_consultation")) == ("dental", "other")


def test_sent_twice_it_is_one_request_with_one_receipt(drafted: Made, now: datetime) -> None:
    draft = drafted()
    for _click in range(2):
        done = send_request(request_id=draft.pk, checked=draft.changed_at, by=draft.asked_by, now=now)
    assert (done.state, done.needs, done.is_short_notice) == ("sent", "both", False)
    mail = Dispatch.objects.get(kind="care-request-receipt")
    assert done.number in mail.body_text
    assert "Gallstones" not in mail.body_text + mail.subject
    assert AuditEntry.objects.filter(act="carerequest.sent").count() == 1


def test_the_same_form_finds_its_draft(drafted: Made, ana: Person, now: datetime) -> None:
    first = drafted()
    assert ana.user
    again = begin_request(
        form_key=first.form_key, person=ana, language="fr", by=ana.user, now=now, kind="imaging", benefit=""
    )
    assert (again.pk, again.kind, again.diagnosis) == (first.pk, "imaging", "Gallstones")


def test_a_day_that_has_passed(drafted: Made, ana: Person, now: datetime) -> None:
    yesterday = today_of(ana, now) - days(1)
    draft = drafted()
    with pytest.raises(refusals.PastDay, match="send a claim"):
        write_request(request_id=draft.pk, facts={"from_on": yesterday}, now=now)
    emergency = {"from_on": yesterday, "is_emergency": True, "until_on": None, "diagnosis": "", "treatment": ""}
    written = write_request(request_id=draft.pk, facts=emergency, now=now)
    sent = send_request(request_id=draft.pk, checked=written.changed_at, by=draft.asked_by, now=now)
    assert (sent.is_emergency, sent.is_short_notice) == (True, False)


@pytest.mark.parametrize(("ahead", "short"), [(0, True), (1, True), (6, True), (7, False)])
def test_tomorrow_is_accepted_and_marked(sent: Made, ana: Person, now: datetime, ahead: int, short: bool) -> None:
    first = today_of(ana, now) + days(ahead)
    assert sent(from_on=first, until_on=None).is_short_notice is short


def test_the_last_day_comes_after_the_first(drafted: Made, ana: Person, now: datetime) -> None:
    first = today_of(ana, now) + days(9)
    with pytest.raises(refusals.EndsBeforeItStarts):
        write_request(request_id=drafted().pk, facts={"from_on": first, "until_on": first - days(1)}, now=now)


def test_somebody_no_longer_insured_on_the_day(drafted: Made, ana: Person, now: datetime) -> None:
    draft = drafted()
    last = today_of(ana, now) + days(10)
    Enrolment.objects.filter(person=ana).update(until_on=last)
    with pytest.raises(refusals.NotInsured, match="ends on"):
        send_request(request_id=draft.pk, checked=draft.changed_at, by=draft.asked_by, now=now)
    fresh = make_person(ana.family, "child", given_name="Nia", enrolled_on=None)
    with pytest.raises(refusals.NotInsured, match="Nia is not insured"):
        write_request(request_id=drafted(person=fresh).pk, facts={"from_on": last}, now=now)
    assert not Dispatch.objects.exists()


def test_what_must_be_said(drafted: Made, now: datetime) -> None:
    for gap, refusal in (
        ({"provider_name": ""}, refusals.WhereMissing),
        ({"from_on": None, "until_on": None}, refusals.WhereMissing),
        ({"diagnosis": ""}, refusals.MedicalMissing),
        ({"benefit": "unheard of"}, refusals.UnknownBenefit),
    ):
        draft = drafted(**gap)
        with pytest.raises(refusal):
            send_request(request_id=draft.pk, checked=draft.changed_at, by=draft.asked_by, now=now)


def test_what_is_sent_is_what_was_seen(drafted: Made, now: datetime) -> None:
    draft = drafted()
    write_request(request_id=draft.pk, facts={"treatment": "Something else"}, now=now + days(1))
    with pytest.raises(refusals.ChangedSince):
        send_request(request_id=draft.pk, checked=draft.changed_at, by=draft.asked_by, now=now + days(1))


def test_medical_words_are_ciphertext(sent: Made) -> None:
    sent(icd10="K80.1", other_insurance="Mutuelle")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM approvals_carerequest")
        row = repr(cursor.fetchall())
    assert not [word for word in ("Gallstones", "gallbladder", "K80", "Mutuelle") if word in row]


def test_documents_before_and_after(sent: Made, drafted: Made, ana: Person, now: datetime) -> None:
    assert ana.user
    draft = drafted()
    report = DOCUMENTS.add(parent_id=draft.pk, upload=photo("a.jpg"), by=ana.user, now=now)
    DOCUMENTS.remove(parent_id=draft.pk, document_id=report.pk, by=ana.user, now=now)
    assert not draft.documents.exists()
    request = sent()
    later = DOCUMENTS.add(parent_id=request.pk, upload=photo("b.jpg"), by=ana.user, now=now)
    with pytest.raises(refusals.AlreadySent):
        DOCUMENTS.remove(parent_id=request.pk, document_id=later.pk, by=ana.user, now=now)
    close_request(request_id=request.pk, words="Not covered.", by=make_desk(), now=now)
    with pytest.raises(refusals.Ended):
        DOCUMENTS.add(parent_id=request.pk, upload=photo("c.jpg"), by=ana.user, now=now)
    discard_request(request_id=draft.pk, by=ana.user, now=now)
    assert not CareRequest.objects.drafts().exists()


def make_desk() -> User:
    return User.objects.create_user("desk9", "x", is_staff=True)


def test_messages_both_ways(sent: Made, officer: User, ana: Person, now: datetime) -> None:
    request = sent()
    ask_member(request_id=request.pk, words="Which hospital ward?", by=officer, now=now)
    with pytest.raises(refusals.WaitsAlready):
        wait_for_provider(request_id=request.pk, why="The offer.", by=officer, now=now)
    tell_member(request_id=request.pk, words="Take your time.", by=officer, now=now + timedelta(hours=1))
    assert ana.user
    answer_desk(request_id=request.pk, words=" Surgery. ", by=ana.user, now=now + days(1))
    request.refresh_from_db()
    assert request.state == "sent"
    said = [(one.from_us, one.is_question, one.words) for one in request.messages.all()]
    assert said == [(True, True, "Which hospital ward?"), (True, False, "Take your time."), (False, False, "Surgery.")]
    mails = [one.body_text for one in Dispatch.objects.filter(kind="care-request-news")]
    assert len(mails) == 2
    assert not [mail for mail in mails if "ward" in mail]
    with pytest.raises(refusals.NotWaiting):
        resume(request_id=request.pk, by=officer, now=now + days(1))
    with pytest.raises(refusals.Unsaid):
        answer_desk(request_id=request.pk, words="  ", by=ana.user, now=now)


def test_nothing_after_the_end(sent: Made, officer: User, ana: Person, now: datetime) -> None:
    request = sent()
    finish_request(request_id=request.pk, by=officer, now=now)
    finish_request(request_id=request.pk, by=officer, now=now)
    assert ana.user
    for act in (
        lambda: tell_member(request_id=request.pk, words="x", by=officer, now=now),
        lambda: answer_desk(request_id=request.pk, words="x", by=ana.user, now=now),  # type: ignore[arg-type]
        lambda: close_request(request_id=request.pk, words="x", by=officer, now=now),
    ):
        with pytest.raises(refusals.Ended):
            act()
    assert not RequestMessage.objects.exists()


def test_closing_needs_its_reasons(sent: Made, officer: User, now: datetime) -> None:
    request = sent()
    with pytest.raises(refusals.ReasonsMissing):
        close_request(request_id=request.pk, words=" ", by=officer, now=now)
    done = close_request(request_id=request.pk, words="The plan does not pay this.", by=officer, now=now)
    assert (done.state, done.reasons, done.ended_by) == ("closed", "The plan does not pay this.", officer)


def test_nobody_answers_her_own_family(sent: Made, ben: Person, now: datetime) -> None:
    user = User.objects.create_user("ben-desk", "x", is_staff=True)
    Person.objects.filter(pk=ben.pk).update(user=user)
    with pytest.raises(refusals.OwnFamily):
        ask_member(request_id=sent().pk, words="Which?", by=user, now=now)


def test_corrected_facts_are_judged_anew(sent: Made, officer: User, now: datetime) -> None:
    request = sent(kind="other")
    assert request.needs == "neither"
    corrected = correct_request(request_id=request.pk, facts={"benefit": "mri_pet_ct_outpatient"}, by=officer, now=now)
    assert corrected.needs == "approval"
    assert AuditEntry.objects.get(act="carerequest.corrected").detail == {"fields": "benefit"}


def test_no_act_without_its_trail(sent: Made, officer: User, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    request = sent()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(AuditEntry, "save", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        ask_member(request_id=request.pk, words="Which?", by=officer, now=now)
    request.refresh_from_db()
    assert (request.state, request.messages.count(), request.pauses.count()) == ("sent", 0, 0)

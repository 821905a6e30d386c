"""Who is told what, by which way, and what becomes read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.asking import ask
from claims.models import Claim, OfficeRules
from claims.notes import write_note
from claims.told import RECEIPT, SETTLED
from portal.members.activation import activate, issue_code
from portal.members.bank import replace_account
from portal.members.models import ActivationCode, AuditEntry, Person
from portal.notices.choices import choose
from portal.notices.models import Notice
from portal.notices.reading import bell_of, notices_of
from portal.notices.telling import Mail, tell
from portal.notices.topics import How, Topic, kind_of_notice, what_of
from portal.post.models import Dispatch
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.payments.conftest import details
from tests.people import make_family, make_person, make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Sent = Callable[..., Claim]
TRIAL = kind_of_notice("trial", Topic.CARE, "Something happened.")


def seen_by(person: Person, now: datetime) -> set[str]:
    assert person.user
    return {one.what for one in notices_of(person, now)}


def settled(claim: Claim, now: datetime) -> UUID:
    settle(claim_id=claim.pk, now=now)
    settlement = claim.settlements.get()
    write_note(settlement_id=settlement.pk, now=now)
    return settlement.pk


def test_a_settlement_is_told_to_its_patient_alone(
    ana: Person, ben: Person, dario: Person, stranger: Person, sent: Sent, now: datetime
) -> None:
    settled(sent(patient=ben, by=ben.user), now)
    assert seen_by(ben, now) == {SETTLED.code, RECEIPT.code}
    assert seen_by(ana, now) == seen_by(dario, now) == seen_by(stranger, now) == set()


def test_what_is_about_a_child_goes_to_both_parents_until_she_is_grown(
    ana: Person, ben: Person, carla: Person, dario: Person, sent: Sent, now: datetime
) -> None:
    settled(sent(patient=carla), now)
    assert SETTLED.code in seen_by(ana, now)
    assert SETTLED.code in seen_by(ben, now)
    assert seen_by(dario, now) == set()
    assert ben.user
    carla.born_on = date(2008, 11, 20)  # eighteen today
    carla.save()
    assert seen_by(ana, now) == seen_by(ben, now) == set()
    assert bell_of(ben, "/", now).unread == 0


def test_told_twice_is_told_once(ana: Person, now: datetime) -> None:
    key = uuid4()
    for _twice in range(2):
        tell(what=TRIAL, reader=ana, key=key, link="/x/", mail=Mail("care_request_news", ana.email, "en"), now=now)
    assert Notice.objects.count() == Dispatch.objects.count() == 1


def test_the_notice_and_the_deed_are_one(ana: Person, now: datetime) -> None:
    assert ana.user
    with transaction.atomic():
        replace_account(family=ana.family, details=details(), from_on=now.date(), by=ana.user, now=now)
        assert Notice.objects.get().topic == Topic.SECURITY
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("how", "mails", "waits"), [("at_once", 1, False), ("daily", 0, True), ("here", 0, False)])
def test_each_choice_is_honoured_where_mail_is_sent(
    how: str, mails: int, waits: bool, ana: Person, now: datetime
) -> None:
    choose(reader=ana, chosen={Topic.CARE: How(how)}, by=ana.user, now=now)
    tell(what=TRIAL, reader=ana, key=uuid4(), link="/x/", mail=Mail("care_request_news", ana.email, "en"), now=now)
    assert Dispatch.objects.count() == mails
    assert Notice.objects.get().waits_for_mail is waits


def test_a_mail_that_cannot_be_written_leaves_the_notice(ana: Person, now: datetime) -> None:
    tell(what=TRIAL, reader=ana, key=uuid4(), link="/x/", mail=Mail("care_request_news", "nowhere", "en"), now=now)
    assert not Dispatch.objects.exists()
    assert seen_by(ana, now) == {"trial"}


def test_what_must_always_be_sent_cannot_be_chosen_away(ana: Person, now: datetime) -> None:
    assert choose(reader=ana, chosen={Topic.SECURITY: How.HERE, Topic.DECISIONS: How.HERE}, by=ana.user, now=now) == 0
    replace_account(family=ana.family, details=details(), from_on=now.date(), by=ana.user, now=now)
    assert [one.kind for one in Dispatch.objects.all()] == ["bank-details-changed"]
    assert Dispatch.objects.get().stop_url is None


def test_a_question_about_a_claim_waits_on_the_first_page_and_in_the_list(
    ana: Person, ana_client: Client, sent: Sent, now: datetime
) -> None:
    claim = sent()
    eva = make_staff("eva", "assessor")
    OfficeRules.objects.create(straight_through=0, why="trial", by=eva, at=now)
    settle(claim_id=claim.pk, now=now)
    ask(claim_id=claim.pk, template="prescription", by=eva, now=now)
    notice = Notice.objects.get(what="claim-question")
    assert notice.link == reverse("claims:more", args=[claim.pk])
    assert "We have a question about a claim." in Page(ana_client.get(reverse("notices:list"))).text


def test_all_read_at_once_and_only_hers(ana: Person, ben: Person, ana_client: Client, now: datetime) -> None:
    for reader in (ana, ana, ben):
        tell(what=TRIAL, reader=reader, key=uuid4(), link="/x/", now=now)
    ana_client.post(reverse("notices:read_all"))
    assert list(Notice.objects.unread().values_list("reader", flat=True)) == [ben.pk]


def test_the_list_is_narrowed_by_topic_and_person(
    ana: Person, carla: Person, ana_client: Client, ben: Person, now: datetime
) -> None:
    tell(what=TRIAL, reader=ana, about=carla, key=uuid4(), link="/x/", words="about Carla", now=now)
    tell(what=SETTLED, reader=ana, about=ana, key=uuid4(), link="/y/", words="about Ana", now=now)
    at = reverse("notices:list")
    assert "about Carla" in Page(ana_client.get(at)).text
    only = Page(ana_client.get(at, {"topic": "decisions"})).text
    assert ("about Ana" in only, "about Carla" in only) == (True, False)
    only = Page(ana_client.get(at, {"person": str(carla.pk)})).text
    assert ("about Ana" in only, "about Carla" in only) == (False, True)
    for silly in ({"topic": "x"}, {"person": str(ben.pk)}, {"person": "x"}, {"page": "-1"}):
        assert ana_client.get(at, silly).status_code == 200


def test_the_security_of_an_account_is_told_off_the_trail(ana: Person, now: datetime) -> None:
    for act in ("account.password_changed", "account.second_factor_added", "account.signed_in"):
        AuditEntry.objects.create(at=now, act=act, by_label="x", person=ana.pk, family=ana.family_id)
    assert seen_by(ana, now) == {"password-changed", "second-factor-added"}


def test_a_new_password_by_a_code_of_the_desk_is_told_and_a_first_one_is_not(ana: Person, now: datetime) -> None:
    newcomer = make_person(make_family("414/40001"), given_name="Mina", email="mina@example.org")
    for person in (ana, newcomer):
        issue_code(person=person, by=make_staff(f"desk of {person}"), sent_by=ActivationCode.SentBy.PHONE, now=now)
        activate(code_id=person.activation_codes.get().pk, password="a cedar by the lake", by=None, now=now)
    (notice,) = Notice.objects.filter(what="password-changed")
    assert (notice.reader, notice.topic, notice.link) == (ana, Topic.SECURITY, reverse("members:account"))
    assert not Notice.objects.filter(reader=newcomer).exists()


def test_a_kind_that_nobody_names_any_more_is_still_shown(ana: Person, ana_client: Client, now: datetime) -> None:
    assert str(what_of("long-gone").sentence) == "There is something new for you."
    Notice.objects.create(reader=ana, what="long-gone", key=uuid4(), topic="care", link="/", at=now)
    assert "There is something new for you." in Page(ana_client.get(reverse("notices:list"))).text


def test_two_kinds_do_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="trial"):
        kind_of_notice("trial", Topic.CARE, "Something else.")


def test_queries_of_the_list_stay_constant(
    ana: Person, carla: Person, ana_client: Client, now: datetime, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(40):
        at = now - timedelta(hours=number)
        tell(what=TRIAL, reader=ana, about=carla, key=uuid4(), link="/x/", now=at)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        ana_client.get(reverse("notices:list"))


def test_a_child_s_new_card_is_told_to_both_parents(ana: Person, ben: Person, carla: Person, now: datetime) -> None:
    AuditEntry.objects.create(at=now, act="card.replaced", by_label="x", person=carla.pk, family=ana.family_id)
    assert seen_by(ana, now) == seen_by(ben, now) == {"card-replaced"}


def test_an_adult_without_an_account_finds_it_when_she_opens_one(ana: Person, dario: Person, now: datetime) -> None:
    account, dario.user = dario.user, None
    dario.save()
    AuditEntry.objects.create(at=now, act="card.replaced", by_label="x", person=dario.pk, family=ana.family_id)
    assert seen_by(ana, now) == set()
    dario.user = account
    dario.save()
    assert seen_by(dario, now) == {"card-replaced"}

"""The desk that helps members in: nobody without enough passed questions, a code shown once, every act on the trail."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.members import bank, identity, recovery
from portal.members.bank_formats import checked
from portal.members.identity import NotChecked, TooManyChecks, check_identity, suffices
from portal.members.models import ActivationCode, AuditEntry, FactorReset, IdentityCheck, Person, Recovery, User
from portal.members.recovery import NoSecondFactor, SamePerson, agree_to_reset, ask_factor_reset, give_code
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.people import PASSWORD, make_family, make_person, make_staff

pytestmark = pytest.mark.usefixtures("still_bell", "private")
Staff = Callable[..., Any]
LIST = "/admin/members/entrance/"
GOOD = ["number", "born", "address", "bank"]
SentBy = ActivationCode.SentBy


@pytest.fixture
def eva(db: None) -> User:
    """A colleague of member services."""
    return make_staff("eva", "member services")


def passed(person: Person, by: User, now: datetime) -> IdentityCheck:
    return check_identity(person=person, passed=GOOD, failed=[], by=by, now=now)


def with_factor(person: Person) -> None:
    Authenticator.objects.create(user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def at(person: Person, name: str) -> str:
    return reverse(f"admin:members_entrance_{name}", args=[person.pk])


@pytest.mark.parametrize(
    ("right", "wrong", "is_enough"),
    [
        (GOOD, [], True),
        (GOOD, ["relatives"], True),
        (GOOD, ["relatives", "claim"], False),
        (["number", "name", "born", "address", "relatives"], [], False),
        (["cover", "bank", "claim"], [], False),
        ([], [], False),
    ],
)
def test_what_is_enough(right: list[str], wrong: list[str], is_enough: bool) -> None:
    assert suffices(right, wrong) is is_enough


def test_nothing_without_a_check_of_ones_own_that_is_fresh(ana: Person, eva: User, now: datetime) -> None:
    with_factor(ana)
    other = make_staff("other", "member services")
    passed(ana, other, now)
    acts: list[Callable[[datetime], object]] = [
        *(lambda at, how=how: give_code(person=ana, sent_by=how, by=eva, now=at) for how in SentBy),
        lambda at: ask_factor_reset(person=ana, by=eva, now=at),
    ]
    for act in acts:
        with pytest.raises(NotChecked):
            act(now)
    passed(ana, eva, now)
    check_identity(person=ana, passed=["number"], failed=["bank"], by=eva, now=now + timedelta(minutes=1))
    with pytest.raises(NotChecked):
        acts[0](now + timedelta(minutes=2))
    passed(ana, eva, now + timedelta(minutes=3))
    with pytest.raises(NotChecked):
        acts[0](now + timedelta(minutes=3) + identity.LASTS)
    assert not ActivationCode.objects.exists()
    acts[0](now + timedelta(minutes=4))


def test_three_failed_checks_close_the_telephone_for_a_day(ana: Person, eva: User, now: datetime) -> None:
    for minute in range(3):
        moment = now + timedelta(minutes=minute)
        assert not check_identity(person=ana, passed=["number"], failed=["bank"], by=eva, now=moment).is_enough
    with pytest.raises(TooManyChecks):
        passed(ana, eva, now + timedelta(hours=23))
    assert passed(ana, eva, now + timedelta(days=1, minutes=3)).is_enough
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityCheck.objects.update(is_enough=True)


def test_the_desk_finds_checks_and_reads_out_once(staff_client: Staff, ana: Person, caplog: Any) -> None:
    client = staff_client("member services")
    found = client.post(LIST, {"_search": "1", "q": "٤١٤ ٢٠٠٠١"}, follow=True)
    assert [one.pk for one in found.context["cl"].result_list] == [ana.pk]
    page = client.get(f"{LIST}{ana.pk}/change/").content.decode()
    assert "Show once" not in page, "not before the check"
    assert client.post(at(ana, "read_out")).status_code == 422
    answers = dict.fromkeys(GOOD, "passed") | {"claim": "failed"}
    assert client.post(at(ana, "identity"), answers, follow=True).status_code == 200
    shown = client.post(at(ana, "read_out"))
    (code,) = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", shown.content.decode())
    assert "no-store" in shown.headers["Cache-Control"]
    after = client.get(f"{LIST}{ana.pk}/change/").content.decode()
    assert code not in after + caplog.text + str(list(AuditEntry.objects.values()))
    entry = AuditEntry.objects.get(act="identity.confirmed")
    assert entry.detail == {"passed": "address, bank, born, number", "failed": "claim"}
    assert {"entrance.read", "activation_code.issued"} <= set(AuditEntry.objects.values_list("act", flat=True))
    live = ActivationCode.objects.get()
    assert live.expires_at - live.created_at == timedelta(hours=24)
    jobs.drain(datetime.now(UTC))
    assert Dispatch.objects.get(kind="account-recovered").recipient == "ana@example.org"
    assert client.post(at(ana, "end"), follow=True).status_code == 200
    assert not ActivationCode.objects.usable(datetime.now(UTC)).exists()


def test_an_empty_check_is_no_check(staff_client: Staff, ana: Person) -> None:
    client = staff_client("member services")
    assert client.post(at(ana, "identity"), {}).status_code == 422
    assert client.post(at(ana, "identity"), {"bank": "6769"}).status_code == 422
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("role", ["assessor", "finance", "auditor"])
def test_other_roles_help_nobody_in(staff_client: Staff, ana: Person, role: str) -> None:
    client = staff_client(role)
    assert client.get(f"{LIST}{ana.pk}/change/").status_code in (403, 404)
    assert client.post(at(ana, "identity"), dict.fromkeys(GOOD, "passed")).status_code == 404


def test_without_an_address_she_is_told_by_letter(ana: Person, eva: User, now: datetime) -> None:
    ana.family.address_line_1 = "12 Riverside Drive"
    ana.family.save()
    User.objects.filter(pk=ana.user_id).update(email="")
    Person.objects.update(email="")
    passed(ana, eva, now)
    give_code(person=ana, sent_by=SentBy.PHONE, by=eva, now=now)
    for _ in range(2):
        jobs.drain(now)
    letter = Dispatch.objects.get(kind="account-recovered")
    assert letter.channel == Dispatch.Channel.LETTER
    assert letter.attachments.count() == 1


def test_bank_details_wait_a_week(ana: Person, ana_client: Client, eva: User, now: datetime) -> None:
    assert ana.user
    told = checked(account="BE71 0961 2345 6769", holder="A", bic="", clearing="", country="BE", currency="EUR")
    passed(ana, eva, now)
    give_code(person=ana, sent_by=SentBy.PHONE, by=eva, now=now)
    change = {"family": ana.family, "details": told, "from_on": now.date(), "by": ana.user}
    with pytest.raises(bank.BankDetailsWait):
        bank.replace_account(**change, now=now + timedelta(days=6))  # type: ignore[arg-type]
    assert bank.replace_account(**change, now=now + recovery.HOLD)  # type: ignore[arg-type]
    Recovery.objects.create(person=ana, way="code", at=now, by=eva, held_until=datetime.now(UTC) + timedelta(days=2))
    page = ana_client.get(reverse("members:bank_details")).content.decode()
    assert "Your bank details wait" in page
    assert reverse("members:change_bank_details") not in page


def test_a_code_by_mail_or_letter_holds_nothing_back(ana: Person, eva: User, now: datetime) -> None:
    passed(ana, eva, now)
    assert give_code(person=ana, sent_by=SentBy.MAIL, by=eva, now=now) == ""
    assert not Recovery.objects.exists()


def test_a_lost_second_factor(ana: Person, eva: User, now: datetime) -> None:
    passed(ana, eva, now)
    with pytest.raises(NoSecondFactor):
        ask_factor_reset(person=ana, by=eva, now=now)
    client = Client()
    client.post("/accounts/login/", {"login": ana.reference, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    with_factor(ana)
    assert ask_factor_reset(person=ana, by=eva, now=now).done_at == now
    assert not Authenticator.objects.filter(user=ana.user_id).exists()
    assert client.get("/account/").status_code == 302, "signed out"
    assert Recovery.objects.get().way == Recovery.Way.FACTOR
    assert AuditEntry.objects.filter(act="account.second_factor_removed", person=ana.pk).exists()


def test_after_new_bank_details_a_second_colleague_agrees(ana: Person, eva: User, now: datetime) -> None:
    assert ana.user
    told = checked(account="BE71 0961 2345 6769", holder="A", bic="", clearing="", country="BE", currency="EUR")
    bank.replace_account(family=ana.family, details=told, from_on=now.date(), by=ana.user, now=now)
    with_factor(ana)
    later = now + timedelta(days=29)
    passed(ana, eva, later)
    asked = ask_factor_reset(person=ana, by=eva, now=later)
    assert asked.done_at is None
    assert Authenticator.objects.filter(user=ana.user_id).exists()
    with pytest.raises(SamePerson):
        agree_to_reset(person=ana, by=eva, now=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=asked.pk).update(confirmed_by=eva)
    with pytest.raises(recovery.NothingWaits):
        agree_to_reset(person=ana, by=make_staff("late", "member services"), now=later + recovery.REQUEST_LASTS)
    agree_to_reset(person=ana, by=make_staff("lea", "member services"), now=later)
    assert not Authenticator.objects.filter(user=ana.user_id).exists()
    with pytest.raises(recovery.NothingWaits):
        agree_to_reset(person=ana, by=make_staff("mia", "member services"), now=later)


def test_the_desk_of_a_second_factor_and_an_address(staff_client: Staff, ana: Person) -> None:
    client = staff_client("member services")
    with_factor(ana)
    client.post(at(ana, "identity"), dict.fromkeys(GOOD, "passed"))
    wrong = client.post(at(ana, "email"), {"email": "no address"})
    assert wrong.status_code == 422
    done = client.post(at(ana, "email"), {"email": "new@example.org", "mailbox_lost": "on"}, follow=True)
    assert "new@example.org" in done.content.decode()
    client.post(at(ana, "factor"))
    assert Authenticator.objects.filter(user=ana.user_id).exists(), "the address is new: four eyes"
    assert client.post(at(ana, "agree")).status_code == 422
    other = staff_client("member services", reference="other")
    assert "I agree" in other.get(f"{LIST}{ana.pk}/change/").content.decode()
    assert other.post(at(ana, "agree")).status_code == 302
    assert not Authenticator.objects.filter(user=ana.user_id).exists()


def test_nobody_is_helped_into_an_account_of_staff(ana: Person, eva: User, now: datetime) -> None:
    """Or who may help members in could make herself an administrator."""
    with_factor(ana)
    User.objects.filter(pk=ana.user_id).update(is_staff=True)
    passed(ana, eva, now)
    with pytest.raises(identity.NotAMember):
        ask_factor_reset(person=ana, by=eva, now=now)
    with pytest.raises(identity.NotAMember):
        give_code(person=ana, sent_by=SentBy.PHONE, by=eva, now=now)
    assert Authenticator.objects.filter(user=ana.user_id).exists()


def test_the_list_asks_the_database_the_same_for_many(
    staff_client: Staff, ana: Person, django_assert_max_num_queries: Any
) -> None:
    client = staff_client("member services")
    with django_assert_max_num_queries(40) as few:
        client.get(LIST)
    for number in range(6):
        make_person(make_family(f"414/3{number:04}"), account=True)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_a_code_for_an_account_keeps_its_second_factor_and_tells_her(client: Client, ana: Person, eva: User) -> None:
    now = datetime.now(UTC)
    with_factor(ana)
    passed(ana, eva, now)
    code = give_code(person=ana, sent_by=SentBy.PHONE, by=eva, now=now)
    born = {"born_on_day": 14, "born_on_month": 3, "born_on_year": 1980}
    client.get("/activate/")
    client.post("/activate/", {"reference": "41420001", **born, "code": code})
    new = "a cedar above the valley"
    done = client.post("/activate/password/", {"password1": new, "password2": new})
    assert done.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert Dispatch.objects.get(kind="password_changed").recipient == "ana@example.org"

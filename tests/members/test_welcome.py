"""The welcome letter: card, code and steps, the code nowhere else; and letters that come back."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from portal.members import activation, codes
from portal.members.activation import NoPostalAddress, check_code, issue_code
from portal.members.enrolment_import import import_enrolment
from portal.members.models import ActivationCode, AuditEntry, Person, User
from portal.members.returned_codes import NoLetterOut, letter_returned
from portal.members.welcome import write_letter
from portal.post.letters import queue_letter_instead
from portal.post.models import Dispatch, Paper
from portal.work import jobs
from portal.work.models import Job
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.members.test_enrolment_import import ROW, csv_of
from tests.people import make_family, make_person, make_staff
from tests.post.pdfs import text_of

pytestmark = pytest.mark.usefixtures("still_bell", "private")
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def mina(db: None) -> Person:
    """Enrolled without e-mail, with a spouse."""
    family = make_family("414/40001", address_line_1="12 Riverside Drive", city="Nairobi", postcode="00100")
    make_person(family, "spouse", given_name="Tomas", number=1)
    return Person.objects.get(pk=make_person(family, given_name="Mina").pk)


def letter_of(person: Person, now: datetime) -> Dispatch:
    assert issue_code(person=person, by=None, now=now) == "", "it is made when it is printed"
    jobs.drain(now)
    return Dispatch.objects.get(kind="welcome-letter")


def test_the_letter_opens_the_account(mina: Person, now: datetime) -> None:
    letter = letter_of(mina, now)
    paper = letter.attachments.get()
    with paper.file.open("rb") as file:
        text = text_of(file.read())
    (code,) = CODE.findall(text)
    for words in ("Mina Otieno", "Tomas Otieno", "414/40001", "414/40001-1", "19 January 2027", "activate"):
        assert words in text
    assert letter.recipient.splitlines()[0] == "Mina Otieno"
    told = {"reference": "414 40001", "born_on": mina.born_on, "address": "192.0.2.1"}
    assert check_code(**told, code=code, now=now + timedelta(days=59))
    stored = ActivationCode.objects.get()
    assert codes.matches(code, stored.digest)
    left = f"{list(AuditEntry.objects.values())} {paper.title} {paper.filename} {letter.subject}"
    assert code not in left
    assert "Otieno" not in left


def test_a_letter_is_written_once(mina: Person, now: datetime) -> None:
    letter_of(mina, now)
    digest = ActivationCode.objects.get().digest
    assert write_letter(code_id=ActivationCode.objects.get().pk, now=now) is None
    assert ActivationCode.objects.get().digest == digest
    assert Paper.objects.count() == 1


def test_no_letter_for_a_code_that_ended(mina: Person, now: datetime) -> None:
    issue_code(person=mina, by=None, now=now)
    activation.end_codes(person=mina, by=None, now=now)
    jobs.drain(now)
    assert not Dispatch.objects.exists()


def test_somebody_without_any_address_gets_none(mina: Person, now: datetime) -> None:
    mina.family.address_line_1 = ""
    mina.family.save()
    with pytest.raises(NoPostalAddress):
        issue_code(person=mina, by=None, now=now)
    assert not ActivationCode.objects.exists()


def test_the_relatives_of_an_adult_child_are_not_on_her_letter(mina: Person, now: datetime) -> None:
    spouse = Person.objects.get(number=1)
    with letter_of(spouse, now).attachments.get().file.open("rb") as file:
        text = text_of(file.read())
    assert "Tomas" in text
    assert "Mina" not in text


def test_a_letter_that_came_back_ends_its_code(
    mina: Person, now: datetime, staff_client: Callable[..., Client]
) -> None:
    eva = make_staff("eva", "member services")
    with pytest.raises(NoLetterOut):
        letter_returned(person=mina, by=eva, now=now)
    letter = letter_of(mina, now)
    with pytest.raises(NoLetterOut):
        letter_returned(person=mina, by=eva, now=now)
    Dispatch.objects.filter(pk=letter.pk).update(state="sent", sent_at=now)
    letter_returned(person=mina, by=eva, now=now)
    letter.refresh_from_db()
    assert (letter.state, letter.proof) == ("returned", "returned by post")
    assert not ActivationCode.objects.usable(now).exists()
    assert {"activation_letter.returned", "activation_code.ended"} <= set(
        AuditEntry.objects.values_list("act", flat=True)
    )


def test_a_mail_that_reached_nobody_becomes_a_letter(mina: Person, now: datetime) -> None:
    Person.objects.filter(pk=mina.pk).update(email="gone@example.org")
    plain = issue_code(person=mina, by=None, now=now)
    queue_letter_instead(mail=Dispatch.objects.get(kind="activation_code"), now=now)
    jobs.drain(now)
    assert Dispatch.objects.filter(kind="welcome-letter").exists()
    live = ActivationCode.objects.usable(now).get()
    assert live.sent_by == "letter"
    assert not codes.matches(plain, live.digest)


def test_the_newly_enrolled_are_invited_once(mina: Person, now: datetime, staff_client: Callable[..., Client]) -> None:
    """By letter and by mail; nobody twice, no child."""
    make_person(make_family("414/40002"), given_name="Nadia", email="nadia@example.org")
    make_person(mina.family, "child", given_name="Carla", born_on=date(2015, 5, 9), number=2)
    client = staff_client("member services")
    chosen = {"action": "invite", "_selected_action": [str(one.pk) for one in Person.objects.all()]}
    answers = [client.post("/admin/members/entrance/", chosen, follow=True).content.decode() for _ in range(2)]
    assert "3 invited, 1 left" in answers[0]
    assert "0 invited, 4 left" in answers[1]
    by = sorted(ActivationCode.objects.values_list("sent_by", flat=True))
    assert by == ["letter", "letter", "mail"]


def test_a_file_invites_when_asked_to(db: None, now: datetime) -> None:
    """And leaves the address of whoever has an account to her."""
    import_enrolment(file=csv_of(ROW), by=None, now=now)
    assert not Job.objects.filter(kind="members.invite").exists()
    import_enrolment(file=csv_of(ROW), invite=True, by=None, now=now)
    jobs.drain(now)
    code = ActivationCode.objects.get()
    assert code.sent_by == "mail"
    activation.activate(code_id=code.pk, password="an olive tree", by=None, now=now)
    User.objects.update(email="own@example.net")
    Person.objects.update(email="own@example.net")
    import_enrolment(file=csv_of(ROW), invite=True, by=None, now=now)
    assert Person.objects.get().email == "own@example.net"
    assert ActivationCode.objects.count() == 1

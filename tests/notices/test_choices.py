"""Choosing which e-mails come, the link that stops them, and the mail of the day."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from portal.members.models import AuditEntry, Enrolment, Person
from portal.notices import daily
from portal.notices.choices import DAY, all_of, choose, stop_link
from portal.notices.models import MailChoice, Notice
from portal.notices.telling import Mail, tell
from portal.notices.topics import CHOSEN, How, Topic, kind_of_notice
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import clock as clock
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
MESSAGE = kind_of_notice("trial-message", Topic.MESSAGES, "A trial message.")


def told(reader: Person, now: datetime) -> Notice:
    key = uuid4()
    tell(what=MESSAGE, reader=reader, key=key, link="/x/", mail=Mail("enquiry_answer", reader.email, "en"), now=now)
    return Notice.objects.get(key=key)


def path_of(reader: Person, topic: str = Topic.MESSAGES) -> str:
    return "/" + stop_link(reader, topic).split("/", 3)[3]


@pytest.fixture
def outbox() -> list[EmailMultiAlternatives]:
    mail.outbox = []
    return mail.outbox


def test_choices_are_saved_and_written_down(ana: Person, ana_client: Client) -> None:
    page = Page(ana_client.get(reverse("notices:mails")))
    assert "Decisions and settlement notes" in page.text
    assert "cannot be switched off" in page.text
    form = dict.fromkeys((topic.value for topic in CHOSEN), "at_once")
    ana_client.post(reverse("notices:mails"), {**form, "care": "daily", "messages": "here", "security": "here"})
    assert {topic: how for topic, how in all_of(ana).items() if how != How.AT_ONCE} == {
        Topic.CARE: How.DAILY,
        Topic.MESSAGES: How.HERE,
    }
    assert AuditEntry.objects.filter(act="mail_choice.changed", person=ana.pk).count() == 2
    assert ana_client.post(reverse("notices:mails"), {**form, "care": "never"}).status_code == 200
    assert all_of(ana)[Topic.CARE] == How.DAILY


def test_a_mail_carries_the_one_click_header_and_the_link(
    ana: Person, now: datetime, outbox: list[EmailMultiAlternatives]
) -> None:
    told(ana, now)
    jobs.drain(now)
    sent = message_from_bytes(outbox[0].message().as_bytes(), policy=policy.default)
    link = str(sent["List-Unsubscribe"]).strip()
    assert link.startswith("<http")
    assert str(sent["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert link[1:-1] in outbox[0].body
    assert Dispatch.objects.get().stop_url is None  # emptied with the words


def test_one_click_stops_it_without_a_session_and_once(client: Client, ana: Person, now: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _reused in range(2):
        answer = strict.post(path_of(ana), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert all_of(ana)[Topic.MESSAGES] == How.HERE
    assert AuditEntry.objects.filter(act="mail_choice.changed", person=ana.pk).count() == 1
    told(ana, now)
    assert not Dispatch.objects.exists()
    assert "messages" not in answer.content.decode().casefold() or ana.given_name not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(method: str, client: Client, ana: Person) -> None:
    answer = getattr(client, method)(path_of(ana))
    assert answer.status_code == 200
    assert not MailChoice.objects.exists()
    assert client.put(path_of(ana)).status_code == 405


def test_a_forged_or_foreign_link_is_nobody_s(client: Client, ana: Person, ben: Person, ana_client: Client) -> None:
    good = path_of(ana)
    token = good.rstrip("/").rpartition("/")[2]
    body, _colon, signature = token.rpartition(":")
    other = path_of(ben).rstrip("/").rpartition("/")[2]
    for forged in (f"{body}:{signature[::-1]}", f"{other.rpartition(':')[0]}:{signature}", "x", f"{token}x", "a:b:c"):
        answer = client.post(reverse("notices:stop", args=[forged]))
        assert answer.status_code == 404, forged
    assert not MailChoice.objects.exists()
    # Signed in as Ana, a link of Ben's stops Ben's mail and none of hers.
    ana_client.post(path_of(ben))
    assert [choice.reader for choice in MailChoice.objects.all()] == [ben]


def test_a_link_for_what_is_always_sent_stops_nothing(client: Client, ana: Person) -> None:
    client.post(path_of(ana, Topic.SECURITY))
    assert not MailChoice.objects.exists()


def test_a_member_who_is_gone_leaves_a_link_that_leads_nowhere(client: Client, stranger: Person) -> None:
    at = path_of(stranger)
    Enrolment.objects.filter(person=stranger).delete()
    stranger.delete()
    assert client.get(at).status_code == client.post(at).status_code == 404


def test_once_a_day_in_her_morning_and_safe_to_run_twice(
    ana: Person, now: datetime, outbox: list[EmailMultiAlternatives]
) -> None:
    choose(reader=ana, chosen={Topic.MESSAGES: How.DAILY}, by=ana.user, now=now)
    night = datetime(2026, 11, 20, 3, 59, tzinfo=UTC)  # 06:59 in Nairobi
    told(ana, night)
    told(ana, night)
    assert daily.order_mails(now=night) == 0
    for _twice in range(2):
        assert daily.order_mails(now=night + timedelta(minutes=1)) in {0, 1}
        jobs.drain(night + timedelta(minutes=2))
    assert len(outbox) == 1
    assert "Messages and receipts: 2" in outbox[0].body
    assert "trial" not in outbox[0].body
    told(ana, now)  # later that day: it waits for the next morning
    daily.order_mails(now=now)
    jobs.drain(now)
    assert len(outbox) == 1
    daily.order_mails(now=now + timedelta(days=1))
    jobs.drain(now + timedelta(days=1))
    assert len(outbox) == 2


def test_what_she_read_by_then_is_not_mailed(ana: Person, now: datetime) -> None:
    choose(reader=ana, chosen={Topic.MESSAGES: How.DAILY}, by=ana.user, now=now)
    notice = told(ana, now)
    Notice.objects.filter(pk=notice.pk).update(read_at=now)
    assert not daily.send_mail_of_the_day(reader_id=ana.pk, now=now)
    assert not Dispatch.objects.exists()
    assert not Notice.objects.to_collect().exists()


def test_the_link_of_the_daily_mail_stops_what_comes_daily(client: Client, ana: Person, now: datetime) -> None:
    choose(reader=ana, chosen={Topic.MESSAGES: How.DAILY, Topic.CARE: How.DAILY}, by=ana.user, now=now)
    client.post(path_of(ana, DAY))
    assert set(MailChoice.objects.values_list("topic", "how")) == {("messages", "here"), ("care", "here")}

"""News of the plan: written by one, published by another, told to every member once, corrected, withdrawn."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.members.models import AuditEntry, Person, User
from portal.notices.choices import choose
from portal.notices.models import News, NewsVersion, Notice
from portal.notices.news_telling import tell_batch
from portal.notices.news_writing import (
    ChangedMeanwhile,
    IsWithdrawn,
    NothingWaits,
    OwnWords,
    Words,
    drop_draft,
    publish_news,
    withdraw_news,
    write_news,
)
from portal.notices.topics import How, Topic
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import clock as clock
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.members.test_races import all_at_once
from tests.people import make_family, make_person, make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
FRENCH = {"fr": {"heading": "Bureaux fermés", "text": "Le premier janvier."}}


@pytest.fixture
def mara(db: None) -> User:
    return make_staff("mara", "member services")


@pytest.fixture
def zoe(db: None) -> User:
    return make_staff("zoe", "member services")


def words(now: datetime, **changes: Any) -> Words:
    plain = {"heading": "Offices are closed", "text": "On the first of January.", "shown_from": now.date()}
    return Words(**{**plain, "translations": FRENCH, **changes})


@pytest.fixture
def written(mara: User, now: datetime) -> News:
    """A draft of Mara's."""
    return write_news(news_id=None, words=words(now), based_on=None, by=mara, now=now).news


@pytest.fixture
def published(written: News, zoe: User, now: datetime) -> News:
    """Published by Zoe, and nobody told yet."""
    publish_news(news_id=written.pk, number=1, by=zoe, now=now)
    return News.objects.get(pk=written.pk)


def told(person: Person) -> list[str]:
    return [one.what for one in Notice.objects.filter(reader=person).order_by("at", "what")]


def test_nobody_reads_a_draft_and_everybody_what_was_published(
    ana: Person,
    ben: Person,
    carla: Person,
    stranger: Person,
    ana_client: Client,
    written: News,
    zoe: User,
    now: datetime,
) -> None:
    place = reverse("notices:piece", args=[written.pk])
    jobs.drain(now)
    assert ana_client.get(place).status_code == 404
    assert not Notice.objects.exists()
    publish_news(news_id=written.pk, number=1, by=zoe, now=now)
    jobs.drain(now)
    assert told(ana) == told(ben) == told(stranger) == ["plan-news"]
    assert told(carla) == [], "she has no account"
    assert (Notice.objects.get(reader=ana).topic, Notice.objects.get(reader=ana).link) == (Topic.COVER, place)
    assert "On the first of January." in Page(ana_client.get(place)).text
    listed = Page(ana_client.get(reverse("notices:list"))).text
    assert listed.count("Offices are closed") >= 2, "as a notification, and among the news"
    acts = AuditEntry.objects.filter(object_type="notices.news").order_by("at", "pk").values_list("act", "by_label")
    assert sorted(acts) == [("news.published", "zoe"), ("news.told", "system"), ("news.written", "mara")]


def test_the_author_does_not_publish_nor_who_wrote_a_part(written: News, mara: User, zoe: User, now: datetime) -> None:
    with pytest.raises(OwnWords):
        publish_news(news_id=written.pk, number=1, by=mara, now=now)
    write_news(news_id=written.pk, words=words(now, text="Until Monday."), based_on=1, by=zoe, now=now)
    for author in (mara, zoe):
        with pytest.raises(OwnWords):
            publish_news(news_id=written.pk, number=2, by=author, now=now)
    publish_news(news_id=written.pk, number=2, by=make_staff("third", "member services"), now=now)


def test_the_database_keeps_four_eyes(written: News, mara: User, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsVersion.objects.filter(news=written).update(published_at=now, published_by=mara)


def test_of_two_who_write_from_the_same_text_one_is_refused(written: News, zoe: User, now: datetime) -> None:
    write_news(news_id=written.pk, words=words(now), based_on=1, by=zoe, now=now)
    with pytest.raises(ChangedMeanwhile):
        write_news(news_id=written.pk, words=words(now), based_on=1, by=zoe, now=now)


def test_a_draft_put_aside_is_not_published(written: News, mara: User, zoe: User, now: datetime) -> None:
    drop_draft(news_id=written.pk, number=1, by=mara, now=now)
    for verb in (publish_news, drop_draft, withdraw_news):
        with pytest.raises(NothingWaits):
            verb(news_id=written.pk, number=1, by=zoe, now=now)


def test_it_is_told_on_its_day(ana: Person, ana_client: Client, mara: User, zoe: User, now: datetime) -> None:
    later = words(now, shown_from=date(2026, 11, 23))
    version = write_news(news_id=None, words=later, based_on=None, by=mara, now=now)
    publish_news(news_id=version.news_id, number=1, by=zoe, now=now)
    jobs.drain(now)
    assert told(ana) == []
    assert ana_client.get(reverse("notices:piece", args=[version.news_id])).status_code == 404
    jobs.drain(now + timedelta(days=3))
    assert told(ana) == ["plan-news"]


def test_each_reads_it_in_her_language_or_in_english(ana: Person, ben: Person, published: News, now: datetime) -> None:
    for person, language in ((ana, "fr"), (ben, "ar")):
        Person.objects.filter(pk=person.pk).update(language=language)
    jobs.drain(now)
    assert Notice.objects.get(reader=ana).words == "Bureaux fermés"
    assert Notice.objects.get(reader=ben).words == "", "no English words without their language"
    assert ana.user
    assert ben.user
    pages = {}
    for person, language in ((ana, "fr"), (ben, "ar")):
        client = Client(headers={"accept-language": language})
        User.objects.filter(pk=person.user_id).update(language=language)
        client.force_login(User.objects.get(pk=person.user_id))
        pages[language] = client.get(reverse("notices:piece", args=[published.pk])).content.decode()
        assert client.get(reverse("notices:list")).status_code == 200
    assert '<span lang="fr" dir="auto">Bureaux fermés</span>' in pages["fr"]
    assert '<span lang="en" dir="auto">Offices are closed</span>' in pages["ar"]


@pytest.mark.parametrize(("how", "mails", "waits"), [("at_once", 1, False), ("daily", 0, True), ("here", 0, False)])
def test_e_mail_goes_as_each_chose(
    how: str, mails: int, waits: bool, ana: Person, published: News, now: datetime
) -> None:
    choose(reader=ana, chosen={Topic.COVER: How(how)}, by=ana.user, now=now)
    assert published.published
    tell_batch(version_id=published.published.pk, now=now)
    sent = list(Dispatch.objects.filter(kind="plan-news"))
    assert len(sent) == mails
    assert Notice.objects.get(reader=ana).waits_for_mail is waits
    for mail in sent:
        assert mail.recipient == "ana@example.org"
        assert mail.stop_url
        assert "closed" not in mail.subject + mail.body_text + mail.body_html, "the portal says what it is"


def test_an_address_that_cannot_be_used_stops_nobody(ana: Person, ben: Person, published: News, now: datetime) -> None:
    User.objects.filter(pk=ana.user_id).update(email="nowhere")
    jobs.drain(now)
    assert told(ana) == told(ben) == ["plan-news"]
    assert [one.recipient for one in Dispatch.objects.filter(kind="plan-news")] == ["ben@example.org"]


def test_told_twice_is_told_once(ana: Person, published: News, now: datetime) -> None:
    for _twice in range(2):
        jobs.drain(now)
        assert published.published
        jobs.enqueue(kind="notices.tell_news", key=published.published.pk, now=now)
        NewsVersion.objects.update(told_up_to=None, told_at=None)  # as if its own memory were lost
    jobs.drain(now)
    assert told(ana) == ["plan-news"]
    assert Dispatch.objects.filter(kind="plan-news").count() == 1


def members(number: int) -> list[Person]:
    """So many families of one with an account."""
    facts = {"account": True, "email": "one@example.org"}
    return [make_person(make_family(f"414/6{one:04}"), **facts) for one in range(number)]


def test_batch_after_batch_each_is_told_once_with_the_same_few_queries(published: News, now: datetime) -> None:
    assert published.published
    key, counts = published.published.pk, []
    members(7)
    for _batch in range(3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            is_more = tell_batch(version_id=key, now=now, most=3)
        counts.append(len(asked))
    assert not is_more
    assert Notice.objects.filter(what="plan-news").count() == Dispatch.objects.filter(kind="plan-news").count() == 7
    assert tell_batch(version_id=key, now=now, most=3) is False, "nobody is left"
    members_more = [make_person(make_family(f"414/7{one:04}"), account=True) for one in range(30)]
    NewsVersion.objects.update(told_up_to=None, told_at=None)
    with CaptureQueriesContext(connection) as asked:
        tell_batch(version_id=key, now=now, most=100)
    assert len(asked) <= max(counts) + 3, "more members, not more queries"
    assert Notice.objects.filter(what="plan-news").count() == 7 + len(members_more)


def test_a_job_with_more_members_than_it_takes_goes_on_later(
    published: News, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.notices.news_telling.BATCHES", 0)
    members(2)
    jobs.drain(now)
    assert not Notice.objects.exists()
    monkeypatch.undo()
    jobs.drain(now + timedelta(minutes=2))
    assert Notice.objects.count() == 2


def test_a_correction_says_so_and_is_told(
    ana: Person, ana_client: Client, published: News, mara: User, zoe: User, now: datetime
) -> None:
    jobs.drain(now)
    place, later = reverse("notices:piece", args=[published.pk]), now + timedelta(hours=1)
    write_news(news_id=published.pk, words=words(now, text="On the second."), based_on=1, by=zoe, now=later)
    assert "On the first of January." in Page(ana_client.get(place)).text, "a draft changes nothing"
    publish_news(news_id=published.pk, number=2, by=mara, now=later)
    jobs.drain(later)
    page = Page(ana_client.get(place)).text
    assert "On the second." in page
    assert "This news was corrected" in page
    assert "Corrected" in Page(ana_client.get(reverse("notices:list"))).text
    assert told(ana) == ["plan-news", "plan-news-corrected"]
    assert Dispatch.objects.filter(kind="plan-news-corrected").count() == 1


def test_what_is_withdrawn_says_so_without_its_text_and_is_told_to_nobody_more(
    ana: Person, ana_client: Client, published: News, mara: User, zoe: User, now: datetime
) -> None:
    withdraw_news(news_id=published.pk, number=1, by=mara, now=now)
    jobs.drain(now)
    assert told(ana) == []
    page = Page(ana_client.get(reverse("notices:piece", args=[published.pk]))).text
    assert "This news was withdrawn" in page
    assert "first of January" not in page
    assert "Withdrawn" in Page(ana_client.get(reverse("notices:list"))).text
    with pytest.raises(IsWithdrawn):
        write_news(news_id=published.pk, words=words(now), based_on=1, by=zoe, now=now)
    with pytest.raises(NothingWaits):
        withdraw_news(news_id=published.pk, number=1, by=zoe, now=now)


def test_a_version_that_is_gone_is_a_normal_end(db: None, now: datetime) -> None:
    assert tell_batch(version_id=uuid4(), now=now) is False


@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_once_one_does(written: News, ana: Person, now: datetime) -> None:
    colleagues = [make_staff(f"colleague-{number}", "member services") for number in range(8)]

    def publish(number: int) -> UUID:
        publish_news(news_id=written.pk, number=1, by=colleagues[number], now=now)
        return colleagues[number].pk

    answers = all_at_once(publish, len(colleagues))
    (winner,) = [one for one in answers if not isinstance(one, Exception)]
    assert {type(one) for one in answers if isinstance(one, Exception)} == {NothingWaits}
    assert NewsVersion.objects.get().published_by_id == winner
    assert AuditEntry.objects.filter(act="news.published").count() == 1
    key = NewsVersion.objects.get().pk
    assert not any(all_at_once(lambda _number: tell_batch(version_id=key, now=now), 4))
    assert told(ana) == ["plan-news"]

"""One tap below a decision or an answer: who is asked, what is kept, and what the desk sees of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from portal.clarity.answering import KEPT, answer, forget_words, say_more
from portal.clarity.asking import Kind, asked_about
from portal.clarity.models import Opinion
from portal.clarity.results import months_until, tallies, trends
from portal.members.models import AuditEntry, Person
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Sent = Callable[..., Claim]


@pytest.fixture
def settlement(sent: Sent, now: datetime) -> UUID:
    """A settlement of Ana's."""
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    return claim.settlements.get().pk


def page_of(key: UUID) -> str:
    claim = Claim.objects.get(settlements=key)
    return reverse("claims:settlement", args=[claim.pk, key])


def tap(client: Client, key: UUID, said: str, kind: str = "settlement") -> int:
    return client.post(reverse("clarity:answer", args=[kind, key]), {"clear": said}).status_code


def test_one_tap_without_a_script_and_it_can_be_changed(ana_client: Client, settlement: UUID) -> None:
    before = Page(ana_client.get(page_of(settlement))).text
    assert "Was this clear?" in before
    assert "What was unclear?" not in before
    answered = ana_client.post(reverse("clarity:answer", args=["settlement", settlement]), {"clear": "no"})
    assert answered.url == page_of(settlement) + "#clear"  # type: ignore[attr-defined]
    after = Page(ana_client.get(page_of(settlement))).text
    assert "What was unclear?" in after
    assert "Ask us about it" in after
    ana_client.post(reverse("clarity:say_more", args=["settlement", settlement]), {"words": "  The rate.\x00 "})
    assert Opinion.objects.get().words == "The rate."
    tap(ana_client, settlement, "yes")
    opinion = Opinion.objects.get()
    assert (opinion.is_clear, opinion.words, opinion.has_words) == (True, "The rate.", True)
    ana_client.post(reverse("clarity:say_more", args=["settlement", settlement]), {"words": ""})
    assert not Opinion.objects.get().has_words
    assert tap(ana_client, settlement, "perhaps") == 302
    assert Opinion.objects.get().is_clear


def test_only_those_it_was_meant_for_are_asked(
    settlement: UUID,
    ana_client: Client,
    ben_client: Client,
    dario_client: Client,
    stranger_client: Client,
    client: Client,
    staff_client: Callable[..., Client],
) -> None:
    for other in (ben_client, dario_client, stranger_client, staff_client("assessor")):
        assert tap(other, settlement, "no") == 404
        words = reverse("clarity:say_more", args=["settlement", settlement])
        assert other.post(words, {"words": "x"}).status_code == 404
    assert tap(client, settlement, "no") == 302  # to the door
    assert tap(ana_client, uuid4(), "no") == tap(ana_client, settlement, "no", "appeal") == 404
    assert tap(ana_client, settlement, "no", "weather") == 404
    assert ana_client.get(reverse("clarity:answer", args=["settlement", settlement])).status_code == 405
    assert not Opinion.objects.exists()


def test_words_without_an_answer_are_not_kept(ana: Person, now: datetime) -> None:
    assert say_more(person=ana, kind=Kind.ANSWER, key=uuid4(), words="x", now=now) is None


def test_both_parents_are_asked_about_a_child_s_settlement(
    carla: Person, sent: Sent, now: datetime, ana_client: Client, ben_client: Client
) -> None:
    claim = sent(patient=carla)
    settle(claim_id=claim.pk, now=now)
    key = claim.settlements.get().pk
    assert tap(ana_client, key, "yes") == tap(ben_client, key, "no") == 302
    assert Opinion.objects.count() == 2


@pytest.fixture
def answers(ana: Person, ben: Person, now: datetime) -> None:
    """Three about settlements this month, one last month, one about an answer."""
    last_month = now - timedelta(days=30)
    for person, kind, clear, at in (
        (ana, Kind.SETTLEMENT, True, now),
        (ben, Kind.SETTLEMENT, True, now),
        (ana, Kind.SETTLEMENT, False, now),
        (ana, Kind.SETTLEMENT, False, last_month),
        (ben, Kind.ANSWER, True, now),
        (ben, Kind.ANSWER, True, now - timedelta(days=400)),
    ):
        key = uuid4()
        answer(person=person, kind=kind, key=key, is_clear=clear, now=at)
        if not clear:
            say_more(person=person, kind=kind, key=key, words="About my glioblastoma", now=at)


@pytest.mark.usefixtures("answers")
def test_counts_by_month_and_kind(now: datetime) -> None:
    found = tallies(now=now)
    told = [(one.month.month, one.kind, one.answers, one.clear, one.unclear, one.percent) for one in found]
    assert told == [
        (11, Kind.ANSWER, 1, 1, 0, 100),
        (11, Kind.SETTLEMENT, 3, 2, 1, 66),
        (10, Kind.SETTLEMENT, 1, 0, 1, 0),
    ]
    settlements, answers = trends(found, now=now)
    assert (settlements.kind, settlements.answers, settlements.percent) == (Kind.SETTLEMENT, 4, 50)
    assert [bool(month) for month in settlements.months] == [False] * 10 + [True, True]
    assert answers.percent == 100
    assert (months_until(now)[0].isoformat(), len(months_until(now))) == ("2025-12-01", 12)


@pytest.mark.usefixtures("answers")
def test_the_desk_sees_counts_and_takes_them_along(staff_client: Callable[..., Client]) -> None:
    analyst = staff_client("plan analyst")
    page = analyst.get(reverse("admin:clarity_opinion_changelist")).content.decode()
    assert "50 % clear" in page
    assert "glioblastoma" not in page
    assert "In their words" not in page
    table = analyst.get(reverse("admin:clarity_opinion_table"))
    assert table.headers["Content-Type"].startswith("text/csv")
    assert table.content.decode().splitlines()[:3] == [
        "month,kind,answers,clear,unclear,percent_clear,with_words",
        "2026-11,answer,1,1,0,100,0",
        "2026-11,settlement,3,2,1,66,1",
    ]
    assert analyst.get(reverse("admin:clarity_opinion_words")).status_code == 403
    assert not AuditEntry.objects.filter(act="opinion.read").exists()
    one = Opinion.objects.earliest("at")
    assert analyst.get(reverse("admin:clarity_opinion_change", args=[one.pk])).status_code in {302, 403, 404}
    finance = staff_client("finance")
    for name in ("changelist", "table", "words"):
        assert finance.get(reverse(f"admin:clarity_opinion_{name}")).status_code == 403


@pytest.mark.usefixtures("answers")
def test_words_are_read_by_permission_and_each_reading_is_written_down(
    ana: Person, staff_client: Callable[..., Client]
) -> None:
    services = staff_client("member services")
    page = services.get(reverse("admin:clarity_opinion_words"), {"clear": "no"}).content.decode()
    assert page.count("About my glioblastoma") == 2
    assert "Otieno" not in page
    read = AuditEntry.objects.filter(act="opinion.read", by=services.user)  # type: ignore[attr-defined]
    assert [(one.person, one.detail) for one in read] == [(ana.pk, {})] * 2
    others = services.get(reverse("admin:clarity_opinion_words"), {"kind": "answer"}).content.decode()
    assert "glioblastoma" not in others
    for silly in ({"kind": "x"}, {"page": "9" * 40}, {"clear": "x"}):
        assert services.get(reverse("admin:clarity_opinion_words"), silly).status_code == 200


@pytest.mark.usefixtures("answers")
def test_words_go_after_two_years_and_the_counts_stay(now: datetime) -> None:
    assert forget_words(now=now + KEPT - timedelta(days=31)) == 0
    assert forget_words(now=now + KEPT + timedelta(days=1)) == 2
    assert forget_words(now=now + KEPT + timedelta(days=1)) == 0
    assert [one.words for one in Opinion.objects.filter(is_clear=False)] == ["", ""]
    assert Opinion.objects.count() == 6


def test_a_kind_has_one_finder() -> None:
    with pytest.raises(ValueError, match="settlement"):
        asked_about(Kind.SETTLEMENT)(lambda _request, _key: "/")


def test_every_kind_is_known(ana_client: Client, ana: Person) -> None:
    """A thing of nobody's is not found, whatever its kind."""
    make_person(ana.family, "child")
    for kind in Kind:
        assert tap(ana_client, uuid4(), "no", kind.value) == 404

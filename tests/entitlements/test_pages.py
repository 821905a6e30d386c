"""The pages of “My plan”: what they say, to whom, and how many questions they ask the database."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.benefits.plans import load_plan
from portal.entitlements.models import ReferenceSalary
from portal.members.models import Person, SalaryFigure
from tests.entitlements.conftest import Uses

pytestmark = pytest.mark.usefixtures("clock", "figures")

PLAN = load_plan("un-mip-2018-07")
PLAIN = ["plan", "search", "rules", "left", "year", "rights", "calendar"]


def address(name: str, **keys: str) -> str:
    return reverse(f"entitlements:{name}", kwargs=keys)


def text(client: Client, name: str, query: str = "", **keys: str) -> str:
    answer = client.get(address(name, **keys) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(answer.content.decode().replace("\xa0", " ").replace("&#x27;", "'").split())


@pytest.mark.parametrize("name", PLAIN)
def test_pages_are_for_members(name: str, client: Client, ana_client: Client, staff_client: Any) -> None:
    assert ana_client.get(address(name)).status_code == 200
    assert client.get(address(name)).status_code == 302
    assert staff_client("plan analyst").get(address(name)).status_code == 404
    assert ana_client.post(address(name)).status_code == 405


def test_the_way_to_every_benefit(ana_client: Client) -> None:
    overview = text(ana_client, "plan")
    for key, situation in PLAN.situations.items():
        assert address("situation", key=key) in overview
        assert f"<span>{situation.title}</span>" in overview
    lists = "".join(text(ana_client, "section", key=one.replace("/", "-")) for one in PLAN.sections)
    for code in PLAN.rows:
        assert address("benefit", code=code) in lists


@pytest.mark.parametrize("code", PLAN.rows)
def test_every_benefit_has_a_page(ana_client: Client, code: str) -> None:
    shown = text(ana_client, "benefit", code=code)
    covered = PLAN.rows[code].versions[-1].covered
    assert ("What to send" in shown, "The plan does not cover this" in shown) == (covered, not covered)


@pytest.mark.parametrize(
    ("name", "keys"),
    [("benefit", {"code": "magic"}), ("section", {"key": "9.9"}), ("situation", {"key": "bored"})],
)
def test_what_the_plan_does_not_know_is_not_there(name: str, keys: dict[str, str], ana_client: Client) -> None:
    assert ana_client.get(address(name, **keys)).status_code == 404


@pytest.mark.parametrize("query", ["glasses", "GLASES", "  glasses  "])
def test_search(query: str, ana_client: Client) -> None:
    assert address("benefit", code="lenses") in text(ana_client, "search", f"?q={query}")


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "%E2%80%8F", "q" * 3000, "%22%27", ""])
def test_search_takes_anything(query: str, ana_client: Client) -> None:
    assert "<script>alert" not in text(ana_client, "search", f"?q={query}")


def test_own_figures_on_a_benefit(ana_client: Client, ana: Person, carla: Person, uses: Uses) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "587.50", DENTAL_ORDINARY=1)
    uses(ana, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    dental = text(ana_client, "benefit", code="dental_ordinary")
    assert '412.50 USD</bdi> of <bdi class="money">1,000.00 USD</bdi> left' in dental
    assert "In 2026." in dental
    assert "Again from 14 March 2027." in text(ana_client, "benefit", code="lenses")
    assert "Up to 75.00 USD each." in text(ana_client, "benefit", code="lenses")
    assert "This benefit is not for this person" in text(ana_client, "benefit", code="well_child_3_19")


def test_waiting_period_on_a_benefit(stranger_client: Client, stranger: Person) -> None:
    stranger.enrolments.update(from_on=date(2026, 5, 1))
    assert "the plan pays from 1 May 2027." in text(stranger_client, "benefit", code="lenses")


def test_others_are_never_shown(
    ana: Person, ben: Person, dario: Person, carla: Person, ana_client: Client, dario_client: Client, uses: Uses
) -> None:
    uses(ben, "dental_ordinary", date(2026, 3, 1), "587.50", DENTAL_ORDINARY=1)
    for name in ("left", "rights", "year"):
        shown = text(ana_client, name)
        assert "Ben" not in shown
        assert "Dario" not in shown
        assert ("Carla" in shown) == (name != "rights")
        own = text(dario_client, name)
        assert not {"Ana", "Ben", "Carla"} & set(own.replace("<", " ").replace(">", " ").split())
    assert "Ben" not in text(ana_client, "benefit", code="dental_ordinary")


def test_left(ana_client: Client, ana: Person, uses: Uses) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "1000.00", DENTAL_ORDINARY=1)
    shown = text(ana_client, "left")
    assert "Used up in 2026. Again from 1 January 2027." in shown
    assert "11,000.00 USD</bdi> of" in shown
    assert "more, of which nothing is used" in shown


def test_nobody_is_offered_what_is_for_others(ana_client: Client, ana: Person, carla: Person) -> None:
    ana.born_on = date(1990, 1, 1)
    ana.save()
    assert "Mammography" not in text(ana_client, "left")
    ana.born_on = date(1980, 1, 1)
    ana.save()
    assert text(ana_client, "left").count("Mammography") == 1


def test_figures_that_are_missing_are_told(ana_client: Client) -> None:
    ReferenceSalary.objects.all().delete()
    SalaryFigure.objects.all().delete()
    assert "Not known yet: the reference salary" in text(ana_client, "left")
    assert "Not known yet: the reference salary" in text(ana_client, "benefit", code="dental_ordinary")
    assert "The limit is not known yet" in text(ana_client, "year")
    assert "No dates yet" in text(ana_client, "rights")


def test_year_tells_pay_to_participant_and_spouse_only(
    ana: Person, ana_client: Client, ben_client: Client, dario_client: Client, uses: Uses
) -> None:
    uses(ana, "gp_consultation", date(2026, 3, 1), "10000.00", "3000.00")
    for client in (ana_client, ben_client):
        shown = text(client, "year")
        assert "The stop-loss is reached" in shown
        assert "2,500.00 USD" in shown
        assert "400.00 USD" in shown
    shown = text(dario_client, "year")
    assert "2,500.00" not in shown
    assert "3,000.00" not in shown
    assert "The participant and the spouse see the sum" in shown


def test_rights(ana_client: Client, ana: Person, uses: Uses) -> None:
    uses(ana, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    shown = text(ana_client, "rights")
    assert '<time datetime="2027-03-14">14 March 2027</time>' in shown
    assert "Lenses: again from this day" in shown


def test_names_of_things_follow_the_language(ana_client: Client) -> None:
    ana_client.cookies["language"] = "ar"
    answer = ana_client.get(address("section", key="2.6"), headers={"accept-language": "ar"})
    assert "Lenses for glasses" not in answer.content.decode()


# Every page asks seven for session, account, person and bell; whom she may see is two more, the family's standing six.
@pytest.mark.parametrize(
    ("name", "keys", "most"),
    [
        ("plan", {}, 7),
        ("search", {}, 7),
        ("rules", {}, 7),
        ("section", {"key": "2.3"}, 7),
        ("benefit", {"code": "hosp_spa_cure"}, 7),
        ("benefit", {"code": "dental_ordinary"}, 17),  # one more for approvals
        ("left", {}, 16),
        ("year", {}, 16),
        ("rights", {}, 22),
        ("calendar", {}, 8),
    ],
)
def test_questions_stay_as_many(
    name: str, keys: dict[str, str], most: int, ana: Person, carla: Person, ana_client: Client, uses: Uses
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ana_client.get(address(name, **keys)).status_code == 200
        return len(asked)

    questions()
    before = questions()
    assert before <= most
    for month in range(1, 11):
        for person in (ana, carla):
            uses(person, "dental_ordinary", date(2026, month, 1), "10.00", DENTAL_ORDINARY=1)
            uses(person, "frames", date(2026 - month, 5, 1), "10.00", FRAMES=1)
    assert questions() == before

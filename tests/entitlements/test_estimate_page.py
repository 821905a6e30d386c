"""The page of “What would I get?”: who may ask for whom, what it says, what it refuses, and that nothing is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.entitlements.models import ReferenceSalary
from portal.members.models import Person
from tests.entitlements.conftest import Uses

pytestmark = pytest.mark.usefixtures("clock", "figures")
ADDRESS = "/plan/estimate/"


def typed(whose: Person, /, **fields: str) -> dict[str, str]:
    """The form as sent: 100 dollars at a general practitioner in Kenya, on 20 November 2026."""
    plain = {
        "benefit": "gp_consultation",
        "person": str(whose.pk),
        "on_day": "20",
        "on_month": "11",
        "on_year": "2026",
        "country": "KE",
        "charged": "100",
        "currency": "USD",
        "quantity": "1",
    }
    return {**plain, **fields}


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def ask(client: Client, person: Person, **fields: str) -> str:
    return words(client.post(ADDRESS, typed(person, **fields)))


@contextmanager
def no_writes() -> Iterator[None]:
    """Only reads reach the database, but for the session."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        yield
    asked = [query["sql"] for query in seen.captured_queries]
    assert not [one for one in asked if one.split()[0] in ("INSERT", "UPDATE", "DELETE") and "session" not in one]


def test_the_page_is_for_members(client: Client, ana_client: Client, staff_client: Any) -> None:
    assert reverse("entitlements:estimate") == ADDRESS
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS).status_code == 302
    assert staff_client("plan analyst").get(ADDRESS).status_code == 404
    answer = ana_client.get(ADDRESS)
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="benefit"' in words(answer)


def test_a_benefit_of_the_plan_may_be_chosen_before(ana_client: Client) -> None:
    chosen = words(ana_client.get(ADDRESS + "?benefit=hosp_bed_private"))
    assert 'value="hosp_bed_private" selected' in chosen
    assert "semi-private room" in chosen
    assert 'name="semi_private"' not in words(ana_client.get(ADDRESS + "?benefit=lenses"))
    assert ana_client.get(ADDRESS + "?benefit=<b>no</b>").status_code == 200


def test_an_answer_tells_the_whole_way(ana: Person, ana_client: Client) -> None:
    with no_writes():
        page = ask(ana_client, ana)
    for told in ("80.00 USD", "your part would be", "Kenya", "Not needed.", "Clause:", "11,920.00"):
        assert told in page, told
    assert 'name="charged" value="100"' in page


def test_a_cut_comes_with_its_remedy(ana: Person, ana_client: Client) -> None:
    page = ask(ana_client, ana, benefit="mri_pet_ct_outpatient", charged="515")
    assert "Nothing is paid until the medical consultant has decided" in page
    assert "With prior approval" in page
    assert "The plan pays 412.00 USD instead of 0.00 USD" in page
    assert "412.00 USD instead" not in ask(
        ana_client, ana, benefit="mri_pet_ct_outpatient", charged="515", is_approved="on"
    )


def test_one_asks_for_oneself_and_ones_children_only(
    ana: Person, ben: Person, carla: Person, dario: Person, stranger: Person, ana_client: Client, dario_client: Client
) -> None:
    assert "80.00 USD" in ask(ana_client, carla)
    for other in (ben, dario, stranger):
        page = ask(ana_client, other)
        assert "Choose a person." in page
        assert "The plan would pay" not in page
        assert str(other.pk) not in page
    assert "Choose a person." in ask(dario_client, ana)
    assert "Choose a person." in words(ana_client.post(ADDRESS, typed(ana, person="1' OR 1=1")))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("benefit", "", "Choose the kind of care."),
        ("benefit", "magic", "Select a valid choice"),
        ("on_day", "31", "Enter a real date"),
        ("on_year", "1889", "too long ago"),
        ("on_year", "2029", "within the next two years"),
        ("charged", "", "Enter the price."),
        ("charged", "0", "more than zero"),
        ("charged", "-5", "in figures"),
        ("charged", "NaN", "in figures"),
        ("charged", "1,234", "in figures"),
        ("charged", "0.001", "no amounts this small"),
        ("charged", "99999999999", "more than any bill"),
        ("currency", "XXX", "Select a valid choice"),
        ("country", "ZZ", "Select a valid choice"),
        ("quantity", "0", "greater than or equal to 1"),
        ("quantity", "1e9", "whole number"),
        ("other_insurance", "100.01", "cannot pay more"),
    ],
)
def test_the_impossible_is_refused_beside_its_field(
    field: str, value: str, says: str, ana: Person, ana_client: Client
) -> None:
    fields = {"is_approved": "on", "other_insurance": "3.50", field: value}
    page = ask(ana_client, ana, **fields)
    assert says in page
    assert 'aria-invalid="true"' in page
    assert "The plan would pay" not in page
    if field != "other_insurance":
        assert 'name="other_insurance" value="3.50"' in page
    assert "checked" in page


def test_days_are_in_order(ana: Person, ana_client: Client) -> None:
    later = {"prescribed_day": "21", "prescribed_month": "11", "prescribed_year": "2026"}
    assert "on or before the day of care" in ask(ana_client, ana, **later)


def test_care_that_asks_for_the_eye_asks_beside_it(ana: Person, ana_client: Client) -> None:
    page = ask(ana_client, ana, benefit="refractive_surgery")
    assert "Choose the eye" in page
    page = ask(ana_client, ana, benefit="refractive_surgery", eye="left")
    assert "With a valid prescription and with prior approval" in page


def test_a_private_room_asks_for_the_semi_private_price(ana: Person, ana_client: Client) -> None:
    room = {"benefit": "hosp_bed_private", "charged": "1000", "quantity": "2", "is_approved": "on"}
    assert "One price is missing" in ask(ana_client, ana, **room)
    page = ask(ana_client, ana, **room, semi_private="300")
    assert "Semi-private room in hospital, for 600.00 USD" in page


def test_a_missing_figure_is_a_sentence(ana: Person, ana_client: Client) -> None:
    assert "We do not have the rate of exchange of EUR for November 2026 yet." in ask(ana_client, ana, currency="EUR")
    ReferenceSalary.objects.all().delete()
    assert "We do not have the reference salary of 2026 yet." in ask(ana_client, ana)


def test_figures_of_days_to_come_are_named(ana: Person, ana_client: Client) -> None:
    page = ask(ana_client, ana, on_year="2027", on_month="3", charged="12500", currency="KES")
    assert "80.00 USD" in page
    assert "The rate of exchange of March 2027 is not known yet" in page
    assert "The reference salary of 2027 is not known yet" in page
    assert "the latest known: 1 USD is 125 KES" in page


def test_somebody_never_enrolled_gets_a_sentence(ana: Person, carla: Person, ana_client: Client) -> None:
    carla.enrolments.all().delete()
    assert "not enrolled" in ask(ana_client, carla)


def test_questions_to_the_database_do_not_grow(ana: Person, ana_client: Client, uses: Uses) -> None:
    counts = set()
    for size in (0, 40):
        for day in range(size):
            uses(ana, "checkup_adult", date(2026, 1, 1 + day % 28), "1.00", checkup_adult=1)
        with CaptureQueriesContext(connection) as seen:
            ask(ana_client, ana, benefit="checkup_adult")
        counts.add(len(seen))
    assert len(counts) == 1, counts


def test_the_plan_s_pages_lead_here(ana_client: Client) -> None:
    assert f'href="{ADDRESS}?benefit=lenses"' in words(ana_client.get("/plan/benefits/lenses/"))
    assert f'href="{ADDRESS}"' in words(ana_client.get("/plan/"))

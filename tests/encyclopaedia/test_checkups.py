"""Check-ups that the plan pays at a person's age and sex, and when the next one is paid."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from portal.benefits.plans import load_plan
from portal.encyclopaedia.checkups import CheckUp, When, codes_of
from portal.members.models import Person
from tests.conftest import signed_in
from tests.entitlements.conftest import clock as clock
from tests.entitlements.conftest import figures as figures
from tests.entitlements.conftest import uses as uses

pytestmark = pytest.mark.usefixtures("articles", "clock", "figures")
AT = "/health/check-ups/"
Uses = Callable[..., UUID]


def of(client: Client, name: str) -> dict[str, CheckUp]:
    """What the page shows for one person, by code."""
    people = client.get(AT).context["people"]
    one = next(one for one in people if one.person.given_name == name)
    return {each.code: each for each in (*one.now, *one.later, *one.with_age)}


def born(person: Person, day: date) -> None:
    person.born_on = day
    person.save()


def test_who_sees_whose(ana: Person, ben: Person, carla: Person, dario: Person, client: Client) -> None:
    shown = {}
    for person in (ana, ben, dario):
        people = signed_in(person.user).get(AT).context["people"]
        shown[person.given_name] = [one.person.given_name for one in people]
    assert shown == {"Ana": ["Ana", "Carla"], "Ben": ["Ben", "Carla"], "Dario": ["Dario"]}
    assert client.get(AT).status_code == 302


def test_sex_and_age_choose(ana: Person, ben: Person, carla: Person) -> None:
    hers, his = of(signed_in(ana.user), "Ana"), of(signed_in(ben.user), "Ben")
    child = of(signed_in(ana.user), "Carla")
    assert {"checkup_pap_smear", "spec_routine_women"} <= set(hers)
    assert not {"checkup_psa", "checkup_colonoscopy_men"} & set(hers)
    assert not {"checkup_pap_smear", "checkup_mammography", "spec_routine_women"} & set(his)
    assert "well_child_3_19" in child
    assert not {"checkup_adult", "spec_routine_women", "checkup_mammography", "well_child_0_1"} & set(child)


def test_one_that_was_done_is_paid_again_next_year(ana: Person, uses: Uses) -> None:
    client = signed_in(ana.user)
    before = of(client, "Ana")["checkup_adult"]
    assert (before.when, before.done_on, before.next_on) == (When.NOW, None, None)
    uses(ana, "checkup_adult", date(2026, 3, 9), "80.00", checkup_adult=1)
    after = of(client, "Ana")["checkup_adult"]
    assert (after.when, after.done_on, after.next_on) == (When.LATER, date(2026, 3, 9), date(2027, 1, 1))
    page = client.get(AT).text
    assert "Paid again from 1 January 2027." in page
    assert "Last one: 9 March 2026." in page


def test_one_of_last_year_is_told_and_paid_now(ana: Person, uses: Uses) -> None:
    uses(ana, "checkup_adult", date(2025, 3, 9), "80.00", checkup_adult=1)
    shown = of(signed_in(ana.user), "Ana")["checkup_adult"]
    assert (shown.when, shown.done_on) == (When.NOW, date(2025, 3, 9))


def test_one_every_so_many_years_opens_by_the_engine_s_own_day(ana: Person, uses: Uses) -> None:
    born(ana, date(1970, 3, 14))
    uses(ana, "checkup_colonoscopy_women", date(2024, 5, 6), "400.00", checkup_colonoscopy_women=1)
    shown = of(signed_in(ana.user), "Ana")["checkup_colonoscopy_women"]
    assert shown.when is When.LATER
    assert shown.done_on == date(2024, 5, 6)
    assert shown.next_on is not None
    assert shown.next_on > date(2026, 11, 20)
    assert (shown.next_on.month, shown.next_on.day) == (5, 6)


def test_an_examination_that_shares_its_tests_tells_of_them(ana: Person, uses: Uses) -> None:
    born(ana, date(1970, 3, 14))
    uses(ana, "checkup_mammography", date(2026, 2, 2), "90.00", MAMMO_COUNT=1)
    shown = of(signed_in(ana.user), "Ana")
    assert shown["checkup_mammography"].next_on == date(2027, 1, 1)
    assert shown["spec_routine_women"].next_on == date(2027, 1, 1)
    assert shown["checkup_pap_smear"].when is When.NOW


def test_a_coming_birthday_is_told(ben: Person) -> None:
    terms = load_plan(settings.DEFAULT_PLAN).terms("checkup_psa", date(2026, 11, 20))
    assert terms.age
    assert terms.age.minimum
    born(ben, date(2028 - terms.age.minimum, 7, 2))
    shown = of(signed_in(ben.user), "Ben")["checkup_psa"]
    assert (shown.when, shown.next_on) == (When.WITH_AGE, date(2028, 7, 2))
    born(ben, date(2040 - terms.age.minimum, 7, 2))
    assert "checkup_psa" not in of(signed_in(ben.user), "Ben")


def test_each_leads_to_its_article_and_to_providers(ana: Person) -> None:
    shown = of(signed_in(ana.user), "Ana")
    assert shown["checkup_pap_smear"].article
    assert shown["checkup_pap_smear"].article.slug == "cervical-smear"
    assert shown["checkup_pap_smear"].door
    assert "/providers/?speciality=" in shown["checkup_pap_smear"].door.url
    without = [code for code, one in shown.items() if one.article is None]
    assert without == []


def test_several_in_a_year_are_counted(ana: Person, uses: Uses) -> None:
    uses(ana, "hiv_test", date(2026, 4, 1), "10.00", hiv_test=1)
    shown = of(signed_in(ana.user), "Ana")["hiv_test"]
    assert (shown.when, shown.left, shown.of) == (When.NOW, 1, 2)


def test_somebody_who_is_not_insured(ana: Person) -> None:
    ana.enrolments.update(until_on=date(2026, 1, 31))
    assert "Not insured today." in signed_in(ana.user).get(AT).text


def test_the_list_is_the_plan_s() -> None:
    codes = codes_of(load_plan(settings.DEFAULT_PLAN))
    assert len(codes) >= 24
    assert codes[0] == "checkup_adult"


def test_a_family_costs_the_database_no_more_than_one(
    ana: Person, carla: Person, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = signed_in(ana.user)
    client.get(AT)
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        client.get(AT)

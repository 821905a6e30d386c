"""What is left, by the engine's own counting: years, windows, lifetimes, waiting periods, figures that are missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.benefits.facts import Eye
from portal.entitlements.balances import Account, Balance
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.entitlements.standing import read_standing
from portal.members.models import Person
from tests.entitlements.conftest import Uses
from tests.people import make_family, make_person

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("figures")


def account(person: Person, on: date = DAY) -> Account:
    return Account(read_standing(person.family, on), str(person.pk))


def balance(person: Person, key: str, on: date = DAY, eye: Eye | None = None) -> Balance:
    return next(one for one in account(person, on).balances() if one.allowance.key == key and one.eye is eye)


def test_amount_of_a_year(ana: Person, uses: Uses) -> None:
    uses(ana, "dental_ordinary", date(2026, 3, 1), "587.50", DENTAL_ORDINARY=1)
    uses(ana, "orthodontics", date(2025, 3, 1), "100.00", DENTAL_ORDINARY=1)
    dental = balance(ana, "DENTAL_ORDINARY")
    assert (dental.amount, dental.amount_left) == (Decimal("1000.00"), Decimal("412.50"))
    assert (dental.opens_on, dental.is_touched, dental.is_used_up) == (date(2027, 1, 1), True, False)
    assert dental.benefits == ("dental_ordinary", "dental_major", "orthodontics", "dental_surgery")


def test_ceiling_in_another_currency(uses: Uses) -> None:
    theirs = make_person(make_family("414/40001", currency="KES"))
    uses(theirs, "eye_test", date(2026, 10, 1), "2500.00", EYE_TEST=1)
    tests = balance(theirs, "EYE_TEST")
    assert (tests.amount, tests.amount_left) == (Decimal("12500.00"), Decimal("10000.00"))


def test_window_from_the_first_purchase(ana: Person, uses: Uses) -> None:
    fresh = balance(ana, "LENSES")
    assert (fresh.units_left, fresh.opens_on, fresh.unit_amount) == (2, None, Decimal("75.00"))
    uses(ana, "lenses", date(2026, 3, 14), "60.00", LENSES=1)
    uses(ana, "contact_lenses", date(2026, 9, 1), "60.00", LENSES=1)
    lenses = balance(ana, "LENSES")
    assert (lenses.units_left, lenses.is_used_up, lenses.opens_on) == (0, True, date(2027, 3, 14))
    again = balance(ana, "LENSES", on=date(2027, 3, 14))
    assert (again.units_left, again.opens_on, again.is_touched) == (2, None, False)


def test_test_every_so_many_years(uses: Uses) -> None:
    young = make_person(make_family("414/40007"), born_on=date(1990, 1, 1))
    assert balance(young, "checkup_chest_xray").opens_on is None
    uses(young, "checkup_chest_xray", date(2026, 2, 1), "30.00", checkup_chest_xray=1)
    xray = balance(young, "checkup_chest_xray")
    assert (xray.units_left, xray.opens_on, xray.is_touched) == (0, date(2028, 2, 1), True)
    assert balance(young, "checkup_chest_xray", on=date(2028, 2, 1)).units_left == 1


def test_sooner_for_those_who_may(uses: Uses) -> None:
    smoker = make_person(make_family("414/40002"), smoker=True)
    uses(smoker, "checkup_chest_xray", date(2026, 2, 1), "30.00", checkup_chest_xray=1)
    assert balance(smoker, "checkup_chest_xray").opens_on == date(2027, 2, 1)
    nearly = make_person(make_family("414/40003"), born_on=date(1982, 6, 30))
    uses(nearly, "checkup_ecg", date(2026, 2, 1), "30.00", checkup_ecg=1)
    assert balance(nearly, "checkup_ecg").opens_on == date(2027, 6, 30), "her 45th birthday comes before two years"


def test_lifetime_for_each_eye(ana: Person, uses: Uses) -> None:
    uses(ana, "refractive_surgery", date(2022, 2, 1), "150.00", **{"REFRACTIVE:left": 1})
    left, right = balance(ana, "REFRACTIVE", eye=Eye.LEFT), balance(ana, "REFRACTIVE", eye=Eye.RIGHT)
    assert (left.amount_left, left.is_used_up, left.opens_on) == (0, True, None)
    assert (right.amount_left, right.is_used_up) == (Decimal("150.00"), False)


def test_sessions_before_approval(ana: Person, uses: Uses) -> None:
    uses(ana, "physiotherapy", date(2026, 2, 1), "300.00", physiotherapy=12)
    sessions = balance(ana, "physiotherapy")
    assert (sessions.units, sessions.units_left, sessions.is_for_approval) == (60, 48, True)


def test_waiting_period(uses: Uses) -> None:
    new = make_person(make_family("414/40004"), enrolled_on=date(2026, 5, 1))
    assert balance(new, "LENSES").waits_until == date(2027, 5, 1)
    assert balance(new, "LENSES", on=date(2027, 5, 1)).waits_until is None
    assert balance(new, "EYE_TEST").waits_until is None


def test_only_what_is_open_to_the_person(ana: Person, ben: Person, carla: Person) -> None:
    keys = {person: {one.allowance.key for one in account(person).balances()} for person in (ana, ben, carla)}
    assert "MAMMO_COUNT" in keys[ana]
    assert "MAMMO_COUNT" not in keys[ben]
    assert "PSA_COUNT" in keys[ben]
    assert "well_child_3_19" in keys[carla]
    assert "well_child_3_19" not in keys[ana]


def test_overall_maximum(ana: Person, uses: Uses) -> None:
    uses(ana, "hosp_bed_ward", date(2026, 2, 1), "11000.00")
    uses(ana, "hosp_bed_ward", date(2025, 2, 1), "500.00")
    overall = account(ana).overall()
    assert (overall.total, overall.left) == (Decimal("12000.00"), Decimal("1000.00"))


def test_missing_figures_are_told_and_break_nothing(ana: Person) -> None:
    ReferenceSalary.objects.all().delete()
    ExchangeRate.objects.all().delete()
    theirs = make_person(make_family("414/40005", currency="KES"))
    dental, eyes = balance(ana, "DENTAL_ORDINARY"), balance(theirs, "EYE_TEST")
    assert (dental.amount, dental.amount_left, dental.missing) == (None, 0, "reference_salary_missing")
    assert (eyes.amount, eyes.missing) == (None, "rate_missing")
    assert not dental.is_used_up
    assert account(ana).overall().total is None


def test_standing_asks_seven_questions_whatever_the_history(
    ana: Person, ben: Person, carla: Person, uses: Uses
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            standing = read_standing(ana.family, DAY)
            for person in standing.facts.people:
                Account(standing, person).balances()
        return len(asked)

    assert questions() == 7
    for month in range(1, 11):
        for person in (ana, ben, carla):
            uses(person, "dental_ordinary", date(2026, month, 1), "10.00", DENTAL_ORDINARY=1)
            uses(person, "frames", date(2026 - month, 5, 1), "10.00", FRAMES=1)
    assert questions() == 7


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 29)])
def test_every_day_and_age_has_balances(day: date) -> None:
    family = make_family("414/40006")
    for number, born in enumerate([date(1930, 1, 1), date(1980, 2, 29), date(2008, 2, 29), date(2025, 12, 31)]):
        person = make_person(family, "child" if number else "participant", born_on=born, number=number)
        assert account(person, day).balances()

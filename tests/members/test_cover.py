"""Dated rows: first and last day included, none overlapping, kept by validation and by the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.members.models import Enrolment, Family, Person, SalaryFigure
from tests.people import make_family, make_person

SPANS = [
    (date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30), None, True),
    (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), None, False),
    (date(2026, 1, 1), None, date(2026, 7, 1), date(2026, 7, 1), True),
    (date(2026, 7, 1), date(2026, 7, 1), date(2026, 1, 1), date(2026, 6, 30), False),
    (date(2026, 7, 1), date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31), True),
]


@pytest.mark.parametrize(("from_1", "until_1", "from_2", "until_2", "do_overlap"), SPANS)
def test_two_enrolments_share_no_day(
    family: Family, from_1: date, until_1: date | None, from_2: date, until_2: date | None, do_overlap: bool
) -> None:
    person = make_person(family, enrolled_on=None)
    Enrolment.objects.create(person=person, from_on=from_1, until_on=until_1)
    second = Enrolment(person=person, from_on=from_2, until_on=until_2)
    if not do_overlap:
        second.full_clean()
        second.save()
        return
    with pytest.raises(ValidationError, match="overlap"):
        second.full_clean()
    with pytest.raises(IntegrityError, match="members_enrolment_no_overlap"), transaction.atomic():
        second.save()


def test_a_row_may_be_changed_into_an_overlap_neither(family: Family) -> None:
    person = make_person(family, enrolled_on=None)
    first = Enrolment.objects.create(person=person, from_on=date(2025, 1, 1), until_on=date(2025, 12, 31))
    Enrolment.objects.create(person=person, from_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=first.pk).update(until_on=None)
    first.until_on = date(2025, 6, 30)
    first.save()


def test_people_do_not_hinder_each_other(ana: Person, ben: Person) -> None:
    assert Enrolment.objects.in_force(date(2026, 1, 1)).count() == 2


def test_salary_figures_of_one_kind_share_no_day(family: Family) -> None:
    facts: dict[str, Any] = {"family": family, "from_on": date(2026, 1, 1), "amount": Decimal(1), "currency": "USD"}
    SalaryFigure.objects.create(kind=SalaryFigure.Kind.CONTRIBUTION_BASE, **facts)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        SalaryFigure.objects.create(kind=SalaryFigure.Kind.NET_BASE, **facts)


def test_the_last_day_is_not_before_the_first(family: Family) -> None:
    person = make_person(family, enrolled_on=None)
    with pytest.raises(IntegrityError, match="start_before_end"), transaction.atomic():
        Enrolment.objects.create(person=person, from_on=date(2026, 1, 2), until_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "is_covered"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_cover_holds_on_its_first_and_last_day(family: Family, day: date, is_covered: bool) -> None:
    person = make_person(family, enrolled_on=None)
    Enrolment.objects.create(person=person, from_on=date(2026, 1, 1), until_on=date(2026, 6, 30))
    assert person.enrolments.in_force(day).exists() is is_covered


def test_a_family_has_one_participant(ana: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(ana.family)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(ana.family, "spouse", number=0)


def test_references_of_a_family(ana: Person, ben: Person) -> None:
    assert (ana.reference, ben.reference) == ("414/20001", "414/20001-1")
    assert make_family("414/50001").residence == "KE"

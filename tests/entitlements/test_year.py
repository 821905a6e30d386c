"""The family's year towards the stop-loss, and its picture."""

from datetime import date
from decimal import Decimal

import pytest

from portal.entitlements.charts import year_chart
from portal.entitlements.models import ReferenceSalary
from portal.entitlements.standing import read_standing
from portal.entitlements.year import family_year
from portal.members.models import Person
from tests.entitlements.conftest import Uses
from tests.people import make_family, make_person

DAY = date(2026, 11, 20)


def test_a_year_below_the_limit(ana: Person, ben: Person, figures: None, uses: Uses) -> None:
    uses(ana, "gp_consultation", date(2026, 3, 1), "4000.00", "1000.00")
    uses(ben, "gp_consultation", date(2026, 4, 1), "3600.00", "900.00")
    uses(ben, "gp_consultation", date(2025, 4, 1), "3600.00", "900.00")
    year = family_year(read_standing(ana.family, DAY))
    assert (year.decision.out_of_pocket, year.decision.limit) == (Decimal("1900.00"), Decimal("2500.00"))
    assert (year.left, year.supplement, year.is_reached, year.is_near) == (Decimal("600.00"), 0, False, True)


def test_a_year_above_the_limit(ana: Person, figures: None, uses: Uses) -> None:
    uses(ana, "gp_consultation", date(2026, 3, 1), "10000.00", "3000.00")
    year = family_year(read_standing(ana.family, DAY))
    assert (year.is_reached, year.left, year.supplement) == (True, 0, Decimal("400.00"))


def test_nothing_is_claimed_of_figures_that_are_missing(ana: Person, uses: Uses) -> None:
    uses(ana, "gp_consultation", date(2026, 3, 1), "10000.00", "3000.00")
    assert not ReferenceSalary.objects.exists()
    year = family_year(read_standing(ana.family, DAY))
    assert (year.supplement, year.is_reached, year.decision.out_of_pocket) == (None, False, 3000)
    nobody = make_person(make_family("414/40001"))
    year = family_year(read_standing(nobody.family, DAY))
    assert (year.supplement, year.left, year.is_near, year.decision.limit) == (None, 0, False, None)


@pytest.mark.usefixtures("figures")
def test_picture(ana: Person, uses: Uses) -> None:
    standing = read_standing(ana.family, DAY)
    empty = year_chart(standing.entries, family_year(standing).decision, 11)
    assert empty is not None
    assert {bar.height for bar in empty.months} == {"0.00"}
    uses(ana, "gp_consultation", date(2026, 3, 1), "4000.00", "1000.00")
    uses(ana, "gp_consultation", date(2026, 5, 1), "4000.00", "2000.00")
    standing = read_standing(ana.family, DAY)
    chart = year_chart(standing.entries, family_year(standing).decision, 11)
    assert chart is not None
    assert [bar.is_above for bar in chart.months[2:5]] == [False, False, True]
    assert chart.months[1].height == "0.00" < chart.months[2].height < chart.months[4].height
    assert chart.months[11].height == "0.00", "December is still to come"
    assert Decimal(chart.months[4].y) < Decimal(chart.limit_y) < Decimal(chart.months[2].y)

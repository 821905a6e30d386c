"""Rights and deadlines: computed from facts, and only of the people the reader may see."""

from collections.abc import Iterable
from datetime import date

import pytest

from portal.entitlements import rights
from portal.entitlements.rights import Kind, Right, provides, rights_of
from portal.entitlements.standing import read_standing
from portal.members.models import Person
from tests.entitlements.conftest import Uses
from tests.people import make_family, make_person

DAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("figures")


def told(*people: Person, with_family: bool = True, on: date = DAY) -> list[tuple[date | None, Kind, str]]:
    found = rights_of(read_standing(people[0].family, on), people, with_family=with_family)
    return [(right.on, right.kind, right.title) for right in found]


def test_nothing_used_nothing_told(ana: Person) -> None:
    assert told(ana) == []


def test_what_comes_back(ana: Person, uses: Uses) -> None:
    uses(ana, "frames", date(2026, 8, 5), "40.00", FRAMES=1)
    uses(ana, "lenses", date(2026, 3, 14), "60.00", LENSES=2)
    uses(ana, "eye_test", date(2026, 4, 1), "60.00", EYE_TEST=1)
    uses(ana, "checkup_ecg", date(2026, 2, 1), "30.00", checkup_ecg=1)
    uses(ana, "dental_ordinary", date(2026, 2, 1), "30.00", DENTAL_ORDINARY=1)
    assert told(ana) == [
        (date(2027, 1, 1), Kind.YEAR, "Yearly allowances begin anew"),
        (date(2027, 2, 1), Kind.OPENS, "Check-up: electrocardiogram at rest and under strain: again from this day"),
        (date(2027, 3, 14), Kind.OPENS, "Lenses: again from this day"),
        (date(2027, 4, 1), Kind.ENDS, "Eye tests: a new allowance"),
        (date(2028, 8, 5), Kind.OPENS, "Frames: again from this day"),
    ]


def test_waiting_period_is_one_right(uses: Uses) -> None:
    new = make_person(make_family("414/40001"), enrolled_on=date(2026, 5, 1))
    assert told(new) == [(date(2027, 5, 1), Kind.WAITING_ENDS, "The waiting period is over")]
    assert told(new, on=date(2027, 5, 1)) == []


def test_who_is_no_longer_insured_has_none(ana: Person, uses: Uses) -> None:
    uses(ana, "frames", date(2026, 8, 5), "40.00", FRAMES=1)
    ana.enrolments.update(until_on=date(2026, 11, 19))
    assert told(ana) == []


def test_stop_loss_is_for_those_who_may_know_the_pay(ana: Person, dario: Person, uses: Uses) -> None:
    uses(ana, "gp_consultation", date(2026, 3, 1), "10000.00", "2000.00")
    assert told(ana) == [(None, Kind.STOP_LOSS, "Your family is near the stop-loss")]
    assert told(dario, with_family=False) == []
    uses(ana, "gp_consultation", date(2026, 3, 1), "1000.00", "1000.00")
    assert told(ana)[0][2] == "Your family has reached the stop-loss"


def test_only_the_given_people(ana: Person, ben: Person, uses: Uses) -> None:
    uses(ben, "frames", date(2026, 8, 5), "40.00", FRAMES=1)
    assert told(ana) == []
    assert len(told(ben)) == 1


def test_rooms_above_add_theirs(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "providers", [])

    @provides
    def _of_claims(standing: object, people: Iterable[Person]) -> list[Right]:
        return [Right(Kind.ENDS, date(2026, 12, 1), one, "Send the claim", "…", "/claims/", "Claims") for one in people]

    assert told(ana) == [(date(2026, 12, 1), Kind.ENDS, "Send the claim")]

"""What claims add to the list of rights: the last day to send a draft, and prescriptions that end."""

from collections.abc import Callable
from datetime import date

from claims.models import Claim
from portal.entitlements.rights import rights_of
from portal.entitlements.standing import read_standing
from portal.members.models import Person
from tests.claims.conftest import line

Drafted = Callable[..., Claim]


def days(person: Person, today: date) -> list[tuple[str, date | None]]:
    standing = read_standing(person.family, today)
    return [(right.title, right.on) for right in rights_of(standing, [person], with_family=True)]


def test_a_draft_must_be_sent_a_year_after_its_first_expense(drafted: Drafted, ana: Person, today: date) -> None:
    drafted(line(service_on=date(2026, 3, 5)), line(service_on=date(2026, 2, 1)))
    assert ("Last day to send a claim you have begun", date(2027, 2, 1)) in days(ana, today)


def test_a_draft_of_the_other_parent_is_not_hers_to_finish(
    drafted: Drafted, ana: Person, ben: Person, carla: Person, today: date
) -> None:
    drafted(line(), patient=carla, by=ben.user)
    standing = read_standing(ana.family, today)
    assert not [right for right in rights_of(standing, [ana, carla], with_family=True) if "begun" in right.title]


def test_the_latest_prescription_ends_by_the_plan_s_time(sent: Callable[..., Claim], ana: Person, today: date) -> None:
    for day in (date(2026, 5, 4), date(2026, 9, 1)):
        sent(line(benefit="rx_general", prescribed_on=day))
    sent(line(benefit="physiotherapy", prescribed_on=date(2026, 8, 31)))
    found = days(ana, today)
    assert ("A prescription ends: Prescribed medicines", date(2027, 9, 1)) in found
    assert ("A prescription ends: Physiotherapy", date(2027, 2, 28)) in found

"""How many members live far from a hospital with direct payment: towns and numbers, nobody by name.

Found out by a job, which reads every such hospital once: no town costs a query of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from portal.members.audit import record
from portal.members.models import Person, User
from portal.work.jobs import enqueue
from providers.codes import CareKind
from providers.drawing import Spot
from providers.globe import box, distance_km
from providers.models import Agreement, City, Place, Provider, ReachReport
from providers.places import fill_places
from providers.words import key

REACH_JOB = "providers.find_reach"
NEAR_KM = 50
_SOME = 500


@dataclass(frozen=True)
class Town:
    """A town with members."""

    name: str
    members: int


@dataclass(frozen=True)
class Reach:
    """A country: members far from a hospital, by town; all members; those whose town is not known where."""

    country: str
    members: int
    far: list[Town]
    unplaced: list[Town]

    @property
    def far_members(self) -> int:
        """Members without such a hospital within reach."""
        return sum(town.members for town in self.far)

    @property
    def unplaced_members(self) -> int:
        """Members whose town is not known."""
        return sum(town.members for town in self.unplaced)

    def told(self) -> dict[str, Any]:
        """As a report keeps it."""
        far, unplaced = ([[town.name, town.members] for town in some] for some in (self.far, self.unplaced))
        return {"country": self.country, "members": self.members, "far": far, "unplaced": unplaced}


def ask_for_reach(*, by: User, now: datetime) -> ReachReport:
    """Have it found out; one that is being found out already is not begun a second time."""
    with transaction.atomic():
        waiting = ReachReport.objects.select_for_update().filter(made_at__isnull=True).first()
        if waiting:
            return waiting
        made = ReachReport.objects.create(asked_by=by, asked_at=now)
        record(act="reachreport.asked", by=by, about=made, now=now)
        enqueue(kind=REACH_JOB, key=made.pk, now=now)
    return made


def make_report(*, report_id: UUID, on: date, now: datetime) -> None:
    """Find it out and keep it; a second time changes nothing."""
    if ReachReport.objects.filter(pk=report_id, made_at__isnull=True).exists():
        fill_places()  # nothing to do but after an upgrade
        found = [one.told() for one in reach(on=on)]
        ReachReport.objects.filter(pk=report_id, made_at__isnull=True).update(made_at=now, countries=found)


def read_report(report: ReachReport) -> list[Reach]:
    """What a report keeps."""
    return [
        Reach(one["country"], one["members"], *([Town(*town) for town in one[name]] for name in ("far", "unplaced")))
        for one in report.countries
    ]


def reach(*, on: date) -> list[Reach]:
    """Every country where members live, those with most members out of reach first."""
    towns = _towns(on)
    known = places({(country, town) for country, names in towns.items() for town in names if town})
    hospitals = Hospitals(_hospitals(on))
    found = []
    for country, names in towns.items():
        far, unplaced, everybody = [], [], 0
        for town, (name, members) in names.items():
            everybody += members
            place = known.get((country, town))
            if place is None:
                unplaced.append(Town(name, members))
            elif not hospitals.is_near(place):
                far.append(Town(name, members))
        ranked = (sorted(some, key=lambda town: (-town.members, town.name)) for some in (far, unplaced))
        found.append(Reach(country, everybody, *ranked))
    return sorted(found, key=lambda one: (-one.far_members, -one.members, one.country))


def _towns(on: date) -> dict[str, dict[str, tuple[str, int]]]:
    """Country → key of a town → its name as most write it, and members enrolled on the day."""
    enrolled = Q(enrolments__from_on__lte=on) & (Q(enrolments__until_on__isnull=True) | Q(enrolments__until_on__gte=on))
    homes = Person.objects.filter(enrolled).values_list("family__country", "family__city")
    counted = homes.annotate(members=Count("pk", distinct=True)).order_by("-members", "family__city")
    towns: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for country, city, members in counted:
        name, before = towns[country.upper()].get(key(city), (city.strip(), 0))
        towns[country.upper()][key(city)] = (name, before + members)
    return towns


def _hospitals(on: date) -> Iterable[Spot]:
    """Where open hospitals are whose agreement of the day has direct payment for a stay."""
    stays = Q(direct_care="") | Q(direct_care__contains=CareKind.IN_PATIENT)
    agreed = Agreement.objects.in_force(on=on).filter(stays, direct_payment=True)
    of_hospital = agreed.filter(provider__kind=Provider.Kind.HOSPITAL, provider__latitude__isnull=False)
    of_hospital = of_hospital.filter(Q(provider__closed_on__isnull=True) | Q(provider__closed_on__gt=on))
    spots = of_hospital.values_list("provider__latitude", "provider__longitude").iterator()
    return ((latitude, longitude) for latitude, longitude in spots if latitude is not None and longitude is not None)


class Hospitals:
    """Places by their square degree, so that only those around a town are measured."""

    def __init__(self, places: Iterable[Spot]) -> None:
        self.squares: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        for latitude, longitude in places:
            self.squares[int(latitude // 1), int(longitude // 1)].append((latitude, longitude))

    def is_near(self, town: Spot) -> bool:
        """Whether one lies within NEAR_KM."""
        return any(distance_km(*town, *one) <= NEAR_KM for square in self._around(*town) for one in square)

    def _around(self, latitude: float, longitude: float) -> Iterable[list[Spot]]:
        sides = box(latitude, longitude, NEAR_KM)
        if sides is None:  # by a pole, or where the date changes
            return list(self.squares.values())
        down, aside = sides
        rows = range(int((latitude - down) // 1), int((latitude + down) // 1) + 1)
        columns = range(int((longitude - aside) // 1), int((longitude + aside) // 1) + 1)
        return [self.squares[row, column] for row in rows for column in columns if (row, column) in self.squares]


def places(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Spot]:
    """Where towns are, by country and key: among the cities of the world the largest of the name, else our own."""
    found: dict[tuple[str, str], Spot] = {}
    towns = sorted({town for _country, town in wanted})
    ours = City.objects.filter(latitude__isnull=False, longitude__isnull=False).order_by("pk")
    for known in (ours, Place.objects.order_by("population", "-pk")):  # what comes later counts
        for start in range(0, len(towns), _SOME):
            some = known.filter(key__in=towns[start : start + _SOME])
            for country, town, latitude, longitude in some.values_list("country", "key", "latitude", "longitude"):
                if latitude is not None and longitude is not None and (country, town) in wanted:
                    found[country, town] = (latitude, longitude)
    return found

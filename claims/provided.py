"""Who gave the care: the provider of our list that was chosen, or that a typed name means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from providers.models import Provider


def with_providers(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a claim (model fields by name), each with the provider that bears exactly the typed name, if one does.

    In the country of care, and open on its day. Of several it is the one whose id the line gives as `provider`: the
    branch that was chosen. Who changed the name after choosing chose nobody; where nobody was chosen, nothing is
    guessed. A `Provider` in place of an id stays. One query.
    """
    told = [dict(line) for line in lines]
    known: dict[tuple[str, str], list[Provider]] = defaultdict(list)
    names, countries = {line["provider_name"] for line in told}, {line["country"] for line in told}
    for provider in Provider.objects.filter(name__in=names, country__in=countries):
        known[provider.name, provider.country].append(provider)
    for line in told:
        if isinstance(chosen := line.pop("provider", None), Provider):
            line["provider"] = chosen
            continue
        day = line["service_on"]
        meant = known[line["provider_name"], line["country"]]
        meant = [one for one in meant if one.closed_on is None or day < one.closed_on]
        if len(meant) > 1:
            meant = [one for one in meant if one.pk == chosen]
        if meant:
            line["provider"] = meant[0]
    return told

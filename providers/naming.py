"""Providers to choose by name in the forms of other rooms: the same search as the provider list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from portal.look.choices import country_choices
from providers.models import Provider
from providers.search_suggestions import suggest


@dataclass(frozen=True)
class Named:
    """A provider: where it is in words, so that branches of one name can be told apart, and the country's code."""

    pk: UUID
    name: str
    where: str
    country: str

    @classmethod
    def of(cls, one: Provider) -> Named:
        """As pages show it: street, city and country, as far as they are known."""
        country = dict(country_choices()).get(one.country, one.country)
        return cls(one.pk, one.name, ", ".join(part for part in (one.address, one.city, country) if part), one.country)


def named(typed: str, country: str = "") -> list[Named]:
    """Those whose name may be meant, of the country first; misspelt and unfinished names find them too."""
    return [Named.of(one) for one in suggest(typed, country=country).providers]


def named_by(keys: Iterable[object]) -> dict[UUID, Named]:
    """Providers by their ids, which may be as they were sent; what is no id, or nobody's, is left out. One query."""
    ids = {found for key in keys if (found := read_key(key))}
    return {one.pk: Named.of(one) for one in Provider.objects.filter(pk__in=ids).order_by()} if ids else {}


def read_key(key: object) -> UUID | None:
    """The id that was sent, or None for what is none."""
    try:
        return UUID(str(key)) if key else None
    except ValueError:
        return None


def chosen(key: str) -> dict[str, str]:
    """A provider as fields `provider`, `provider_name` and `country`; nothing for a key that is none."""
    one = next(iter(named_by([key]).values()), None)
    return {"provider": str(one.pk), "provider_name": one.name, "country": one.country} if one else {}

"""What rooms above put on the page of a benefit: they register here at the start, and it imports none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.members.models import Person


@dataclass(frozen=True)
class Part:
    """A piece of a page: a template, and what it finds as `part`."""

    template: str
    context: dict[str, Any]


OnBenefit = Callable[[str, Iterable[Person], datetime], Iterable[tuple[str, dict[str, Any]]]]
_on_benefit: list[OnBenefit] = []


def on_benefit(giver: OnBenefit) -> OnBenefit:
    """Registers parts, as template and context, for the page of a benefit: its code, whom the reader may see, now."""
    _on_benefit.append(giver)
    return giver


def parts_on_benefit(benefit: str, people: Iterable[Person], now: datetime) -> list[Part]:
    """What the rooms above say on the page of a benefit."""
    return [Part(*part) for giver in _on_benefit for part in giver(benefit, people, now)]

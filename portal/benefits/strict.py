"""Reading YAML that people write: nothing is guessed, nothing unknown passes, and every refusal names its key."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

MONEY = re.compile(r"[0-9]{1,13}(\.[0-9]{1,10})?")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1850, 2199

Refuse = Callable[[str, str], Exception]


@dataclass(frozen=True, slots=True)
class Fault:
    """Stands for a value where the YAML itself is at fault; the Node that meets it names the key and the problem."""

    problem: str


# LibYAML where the wheel brings it: six times as fast, and the same refusals.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_SafeLoader):  # type: ignore[misc, valid-type]
    """SafeLoader that leaves a Fault for a repeated key, and reads NO, ON and YES as text (NO is Norway)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the parent, after looking for keys that stand twice or are no plain words."""
        seen, faults = set(), {}
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                faults[f"the key in line {line}"] = Fault("must be a plain word")
            elif (key := (key_node.tag, key_node.value)) in seen:
                faults[key_node.value] = Fault(f"stands twice (line {line})")
            else:
                seen.add(key)
        if faults:
            node.value = [pair for pair in node.value if isinstance(pair[0], yaml.ScalarNode)]
        constructed: dict[Any, Any] = super().construct_mapping(node, deep)
        return constructed | faults

    def day_or_text(self, node: yaml.ScalarNode) -> Any:
        """A date; text when the calendar has no such day, for the reader of the key to refuse."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value

    def unknown(self, _: yaml.Node) -> Fault:
        """Whatever carries a tag of its own."""
        return Fault("carries a tag that is not known")


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.day_or_text)
Loader.add_constructor(None, Loader.unknown)
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$"), list("tTfF"))


def documents(text: str) -> Iterator[Any]:
    """The YAML documents of a text. Raises yaml.YAMLError or ValueError."""
    return iter(yaml.load_all(text, Loader=Loader))


class Node:
    """One mapping of a file. Take each key once by its kind; `done` refuses whatever was not taken."""

    def __init__(self, value: object, path: str, refuse: Refuse) -> None:
        self.path, self._refuse = path, refuse
        if not isinstance(value, Mapping):
            raise refuse(path, "must be a mapping of keys to values")
        self._values = dict(value)
        for key, held in value.items():
            if isinstance(held, Fault):
                raise self.wrong(key, held.problem)

    def wrong(self, key: object, problem: str) -> Exception:
        """The refusal of a key, to be raised by the caller."""
        return self._refuse(self.at(key), problem)

    def at(self, key: object) -> str:
        """The whole path of a key."""
        return f"{self.path}.{key}" if self.path else str(key)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[Any]:
        """Keys not taken yet, in the order of the file; taking them meanwhile is safe."""
        return iter(list(self._values))

    def take(self, key: object) -> Any:
        """The value of a key that must be there."""
        if key not in self._values:
            raise self.wrong(key, "is missing")
        return self._values.pop(key)

    def done(self) -> None:
        """Refuse keys that nothing took."""
        for key in self._values:
            raise self.wrong(key, "is not a known key")

    def node(self, key: object) -> "Node":
        """A mapping that must be there."""
        return Node(self.take(key), self.at(key), self._refuse)

    def optional(self, key: object) -> "Node":
        """A mapping, empty when absent."""
        return self.node(key) if key in self._values else Node({}, self.at(key), self._refuse)

    def nodes(self, key: object) -> list["Node"]:
        """A list of mappings that must be there and not be empty."""
        value = self.take(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "must be a list with at least one entry")
        return [Node(entry, f"{self.at(key)}[{place}]", self._refuse) for place, entry in enumerate(value)]

    def text(self, key: object, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self.take(key) if default is None or key in self._values else default
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "must be a text")
        return value

    def texts(self, key: object) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self.wrong(key, "must be a list of texts")
        return tuple(value)

    def one_of(self, key: object, options: Mapping[str, Any] | type, default: object = None) -> Any:
        """One of the values of an enum, or the value of one of the keys of a mapping; `default` when absent."""
        if key not in self._values and default is not None:
            return default
        known = options if isinstance(options, Mapping) else {str(member.value): member for member in options}  # type: ignore[attr-defined]
        value = self.take(key)
        if not isinstance(value, str) or value not in known:
            few = ", ".join(sorted(known)) if len(known) <= 12 else "see the list of known ones"
            raise self.wrong(key, f"{value!r} is not known; one of: {few}")
        return known[value]

    def flag(self, key: object, default: bool = False) -> bool:
        """true or false."""
        value = self._values.pop(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def whole(self, key: object, lowest: int, default: int | None = None) -> int:
        """A whole number of at least `lowest`."""
        value = self.take(key) if default is None or key in self._values else default
        if type(value) is not int or value < lowest or value > 1_000_000:
            raise self.wrong(key, f"must be a whole number from {lowest}")
        return value

    def day(self, key: object) -> date:
        """An ISO date that must be there."""
        value = self.take(key)
        if isinstance(value, str) and ISO_DAY.fullmatch(value):
            with suppress(ValueError):  # refused below
                value = date.fromisoformat(value)
        if type(value) is not date or not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise self.wrong(key, "must be a date such as 2018-03-15")
        return value

    def money(self, key: object, default: Decimal | None = None) -> Decimal:
        """A quoted decimal, zero or more."""
        if key not in self._values and default is not None:
            return default
        value = self.take(key)
        if not isinstance(value, str) or not MONEY.fullmatch(value):
            raise self.wrong(key, 'must be an amount in quotes, such as "120.00"')
        return Decimal(value)

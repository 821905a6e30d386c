"""What the plan's words are in another language: one file for each plan and language, English where it says nothing.

`plans/words/<language>/<plan>.yaml` may hold `title`, `version`, `sections`, `situations`, `benefits`, `allowances`,
`exclusions` and `areas`. Codes that the plan does not know are refused, and lists that do not match the plan's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

import yaml

from portal.benefits.plans import FOLDER, PlanError, load_plan
from portal.benefits.strict import Node, documents
from portal.benefits.terms import Plan, Row

WORDS = FOLDER / "words"
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class BenefitWords:
    """A benefit in one language. `words` are for the search and need not match the plan's one by one."""

    label: str
    words: tuple[str, ...]
    send: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SituationWords:
    """A situation in one language."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A plan in one language, whole: what its file leaves out is English.

    `area_notes` has what is noted on a country in the area of a duty station, by both codes: `("KH", "TH")`.
    """

    title: str
    version: str
    sections: Mapping[str, str]
    situations: Mapping[str, SituationWords]
    benefits: Mapping[str, BenefitWords]
    allowances: Mapping[str, str]
    exclusions: Mapping[str, str]
    area_notes: Mapping[tuple[str, str], str]


@lru_cache(maxsize=64)
def load_words(plan_code: str, language: str) -> Words:
    """The words of a plan in a language (`zh-hans`), read once per process. Raises PlanError."""
    path = WORDS / language / f"{plan_code}.yaml"
    if language.strip("abcdefghijklmnopqrstuvwxyz-") or not path.exists():
        return read_words("{}", load_plan(plan_code), "")
    return read_words(path.read_text(encoding="utf-8"), load_plan(plan_code), f"words/{language}/{path.name}")


def read_words(text: str, plan: Plan, file: str) -> Words:
    """Read and check the text of one file of words. Raises PlanError with file and key."""
    try:
        loaded = list(documents(text))
    except (ValueError, yaml.YAMLError) as error:
        raise PlanError(file, "", f"cannot be read: {error}") from error
    if len(loaded) != 1:
        raise PlanError(file, "", "must hold exactly one document")
    top = Node(loaded[0], "", lambda key, problem: PlanError(file, key, problem))
    words = Words(
        title=top.text("title", plan.title),
        version=top.text("version", plan.version),
        sections=_known(top, "sections", plan.sections, lambda node, key: node.text(key, plan.sections[key])),
        situations=_known(top, "situations", plan.situations, lambda node, key: _situation(node, key, plan)),
        benefits=_known(top, "benefits", plan.rows, lambda node, key: _benefit(node, plan.rows[key])),
        allowances=_known(top, "allowances", plan.allowances, lambda node, key: node.text(key, _label(plan, key))),
        exclusions=_known(
            top, "exclusions", plan.exclusions, lambda node, key: node.text(key, plan.exclusions[key].label)
        ),
        area_notes=_area_notes(top.optional("areas"), plan),
    )
    top.done()
    return words


def _known(top: Node, name: str, codes: Iterable[str], read: Callable[[Node, str], Made]) -> Mapping[str, Made]:
    """One part of the file: a word for every code of the plan, and no other code."""
    node = top.optional(name)
    made = {code: read(node, code) for code in codes}
    for code in node:
        raise node.wrong(code, "is not in the plan")
    return MappingProxyType(made)


def _area_notes(node: Node, plan: Plan) -> Mapping[tuple[str, str], str]:
    """What is noted on countries, under their duty station."""
    notes = {}
    for station, countries in plan.areas.items():
        inner = node.optional(station)
        for area in countries.values():
            if area.note:
                notes[station, area.country] = inner.text(area.country, area.note)
        inner.done()
    node.done()
    return MappingProxyType(notes)


def _label(plan: Plan, key: str) -> str:
    return plan.allowances[key].label


def _situation(node: Node, key: str, plan: Plan) -> SituationWords:
    inner, english = node.optional(key), plan.situations[key]
    read = SituationWords(inner.text("title", english.title), inner.texts("words"))
    inner.done()
    return read


def _benefit(node: Node, row: Row) -> BenefitWords:
    inner = node.optional(row.code)
    read = BenefitWords(
        label=inner.text("label", row.label),
        words=inner.texts("words"),
        send=_as_many(inner, "send", row.send),
        conditions=_as_many(inner, "conditions", row.versions[-1].conditions),
    )
    inner.done()
    return read


def _as_many(node: Node, key: str, english: tuple[str, ...]) -> tuple[str, ...]:
    """A list as long as the plan's, so that nothing is lost in translation; the plan's when absent."""
    read = node.texts(key)
    if read and len(read) != len(english):
        raise node.wrong(key, f"has {len(read)} entries, the plan has {len(english)}")
    return read or english

"""What an article holds, and how it is read: from a file (front matter and six sections), a row, or a form.

How to write one: docs/health.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[a-z0-9_]+")
FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
# LibYAML where the wheel brings it: six times as fast.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Kind(StrEnum):
    """What an article is about."""

    DISEASE = "disease"
    SYMPTOM = "symptom"
    TREATMENT = "treatment"
    CHECK_UP = "check-up"


# The sections, in the order of the page, with their headings for diseases and symptoms.
SECTIONS: dict[str, str | Promise] = {
    "what": _("What it is"),
    "signs": _("Signs"),
    "urgent": _("When to seek help at once"),
    "treatment": _("Treatment"),
    "prevention": _("How to prevent it"),
    "plan": _("What the plan has to do with it"),
}
_OF_CARE: dict[str, str | Promise] = {
    "what": _("What is done"),
    "signs": _("For whom, and when it helps"),
    "treatment": _("How it goes"),
    "prevention": _("How to prepare and lower the risks"),
}
_OF_SYMPTOM: dict[str, str | Promise] = {"treatment": _("What helps")}
KEYS = ("title", "kind", "synonyms", "benefits", "specialities", "related", "reviewed_on", "sources")


class ArticleWrong(ValueError):
    """An article that cannot be taken: `key` is what is wrong, `problem` why."""

    def __init__(self, key: str, problem: str) -> None:
        self.key, self.problem = key, problem
        super().__init__(f"{key}: {problem}")


@dataclass(frozen=True)
class Content:
    """The whole of an article. `benefits` and `specialities` are codes, `related` are slugs, `sections` Markdown."""

    title: str
    kind: Kind
    gist: str
    synonyms: tuple[str, ...]
    benefits: tuple[str, ...]
    specialities: tuple[str, ...]
    related: tuple[str, ...]
    reviewed_on: date
    sources: tuple[str, ...]
    sections: Mapping[str, str]

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        plain = asdict(self)
        lists = {name: list(plain[name]) for name in ("synonyms", "benefits", "specialities", "related", "sources")}
        return {**plain, **lists, "kind": self.kind.value, "reviewed_on": self.reviewed_on.isoformat()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From what JSON kept. Raises ArticleWrong."""
        day = stored["reviewed_on"]
        return cls(
            title=_words(stored, "title"),
            kind=_kind(stored["kind"]),
            gist=_words(stored, "gist"),
            synonyms=_list(stored, "synonyms"),
            benefits=_list(stored, "benefits", CODE),
            specialities=_list(stored, "specialities", CODE),
            related=_list(stored, "related", SLUG),
            reviewed_on=day if isinstance(day, date) else _day(day),
            sources=_list(stored, "sources"),
            sections=_sections(stored["sections"]),
        )


def heading(section: str, kind: Kind) -> str | Promise:
    """What a section is called in an article of that kind."""
    if kind in (Kind.TREATMENT, Kind.CHECK_UP) and section in _OF_CARE:
        return _OF_CARE[section]
    if kind is Kind.SYMPTOM and section in _OF_SYMPTOM:
        return _OF_SYMPTOM[section]
    return SECTIONS[section]


def read(text: str) -> Content:
    """An article as a file holds it. Raises ArticleWrong."""
    match = FRONT.fullmatch(text.replace("\r\n", "\n"))
    if match is None:
        raise ArticleWrong("file", "must begin with front matter between two lines of ---")
    try:
        front = yaml.load(match["front"], _SafeLoader)  # noqa: S506 — a safe loader, in C
    except yaml.YAMLError as error:
        raise ArticleWrong("front matter", f"is no YAML: {error}") from error
    if not isinstance(front, dict) or set(front) != set(KEYS):
        raise ArticleWrong("front matter", f"must hold exactly: {', '.join(KEYS)}")
    gist, *parts = re.split(r"^## +(.+?) *$", match["body"], flags=re.MULTILINE)
    names = parts[::2]
    if names != list(SECTIONS):
        raise ArticleWrong("sections", f"must be, in this order: {', '.join(SECTIONS)}")
    bodies = {name: body.strip() for name, body in zip(names, parts[1::2], strict=True)}
    return Content.of({**front, "gist": " ".join(gist.split()), "sections": bodies})


def _words(stored: Mapping[str, Any], key: str) -> str:
    value = stored[key]
    if not isinstance(value, str) or not value.strip():
        raise ArticleWrong(key, "is missing")
    return value.strip()


def _kind(value: Any) -> Kind:
    if value not in set(Kind):
        raise ArticleWrong("kind", f"must be one of: {', '.join(Kind)}")
    return Kind(value)


def _list(stored: Mapping[str, Any], key: str, pattern: re.Pattern[str] | None = None) -> tuple[str, ...]:
    values: Iterable[Any] = stored[key] or ()
    if isinstance(values, str) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ArticleWrong(key, "must be a list of words")
    found = tuple(dict.fromkeys(value.strip() for value in values))
    wrong = [value for value in found if pattern and not pattern.fullmatch(value)]
    if wrong:
        raise ArticleWrong(key, f"cannot be: {', '.join(wrong)}")
    return found


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ArticleWrong("reviewed_on", "must be a day such as 2026-11-22") from error


def _sections(stored: Mapping[str, Any]) -> dict[str, str]:
    if list(stored) != list(SECTIONS) and set(stored) != set(SECTIONS):
        raise ArticleWrong("sections", f"must be: {', '.join(SECTIONS)}")
    return {name: _words(stored, name) for name in SECTIONS}

"""Two texts of an article side by side, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from portal.encyclopaedia.content import SECTIONS, Content


@dataclass(frozen=True)
class Piece:
    """Some words; `is_other` marks those that the other text does not have."""

    words: str
    is_other: bool


@dataclass(frozen=True)
class Difference:
    """A part that differs: its name, then both texts in pieces."""

    part: Any
    old: list[Piece]
    new: list[Piece]


def differences(old: Content | None, new: Content) -> list[Difference]:
    """The parts that differ, in the order of the article; everything is new where there is no old text."""
    found = []
    for (part, before), (_same, after) in zip(_parts(old or new), _parts(new), strict=True):
        if old is None:
            before = ""
        if before != after:
            found.append(Difference(part, *_pieces(before, after)))
    return found


def _parts(content: Content) -> Iterator[tuple[Any, str]]:
    yield _("Title"), content.title
    yield _("Kind"), content.kind.value
    yield _("In one or two sentences"), content.gist
    for name, title in SECTIONS.items():
        yield title, content.sections[name]
    yield _("Other words for it"), ", ".join(content.synonyms)
    yield _("Benefits of the plan"), ", ".join(content.benefits)
    yield _("Specialities"), ", ".join(content.specialities)
    yield _("Related articles"), ", ".join(content.related)
    yield _("Reviewed on"), content.reviewed_on.isoformat()
    yield _("Sources"), "\n".join(content.sources)


def _pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    left, right = before.split(), after.split()
    old, new = list[Piece](), list[Piece]()
    for act, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if b > a:
            old.append(Piece(" ".join(left[a:b]), act != "equal"))
        if d > c:
            new.append(Piece(" ".join(right[c:d]), act != "equal"))
    return old, new

"""The lines of a page as plain text, and the words that tell what stands beside them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

SURE = 55  # of 100: less and the program has guessed
LONGEST_LINE = 300
_ZEROS = "٠۰०০０"
DIGITS = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}


class Seen(Protocol):
    """A word as the machine saw it."""

    @property
    def text(self) -> str: ...
    @property
    def sure(self) -> int: ...
    @property
    def height(self) -> int: ...


class Line(NamedTuple):
    """One line of a page: its text with plain digits, folded for comparing, the letters' height in points."""

    text: str
    folded: str
    height: int
    sure: int


def lines_of(page: Iterable[Sequence[Seen]]) -> list[Line]:
    """The lines that hold something, in the order of the page; words the machine only guessed are left out."""
    found = []
    for words in page:
        sure = [word for word in words if word.sure >= SURE]
        text = plain(" ".join(word.text for word in sure))
        if text:
            height = sorted(word.height for word in sure)[len(sure) // 2]
            found.append(Line(text, fold(text), height, sum(word.sure for word in sure) // len(sure)))
    return found


def plain(text: str) -> str:
    """Without control and direction marks, with one space between words and digits as 0-9."""
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text[: 2 * LONGEST_LINE])
    return " ".join(kept.translate(DIGITS).split())[:LONGEST_LINE]


def fold(text: str) -> str:
    """In small letters without accents; Arabic without its vowel marks and with one form of alef and yeh."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return bare.replace("ى", "ي").replace("ة", "ه").replace("ـ", "")


def words(*texts: str) -> re.Pattern[str]:
    """A pattern that finds any of these, as they begin a word, in folded text; Chinese ones anywhere."""
    folded = [re.escape(fold(text)) for line in texts for text in line.split("|")]
    return re.compile("|".join(one if ord(one[-1]) > 0x2E80 else rf"(?<!\w){one}" for one in folded))

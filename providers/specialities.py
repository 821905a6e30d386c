"""The list of specialities, with their names and everyday words in six languages, read from the file once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
FILE = Path(__file__).parent / "data" / "specialities.yaml"
# A number has its place in the id of a listing.
MOST = 255


@dataclass(frozen=True)
class Speciality:
    """A speciality; `number` is what the search stores.

    Providers of `kinds` have it without saying so, those of `otherwise` when they say nothing.
    """

    code: str
    number: int
    kinds: tuple[str, ...]
    otherwise: tuple[str, ...]
    names: dict[str, str]
    words: dict[str, tuple[str, ...]]

    def name(self, language: str) -> str:
        """In the language, or in English."""
        return self.names.get(language, self.names["en"])


def _read(rows: list[dict[str, Any]]) -> dict[str, Speciality]:
    found: dict[str, Speciality] = {}
    numbers: set[int] = set()
    for row in rows:
        names, words = {}, {}
        for language in LANGUAGES:
            name, _bar, more = row[language].partition("|")
            names[language] = name.strip()
            words[language] = tuple(word.strip() for word in more.split(",") if word.strip())
        code, number = row["code"], row["number"]
        if code in found or number in numbers or not 0 < number <= MOST:
            raise ValueError(f"{FILE.name}: {code} or its number {number} stands twice or is out of range")
        numbers.add(number)
        found[code] = Speciality(
            code, number, tuple(row.get("kinds", ())), tuple(row.get("otherwise", ())), names, words
        )
    return found


# The parser in C where there is one: this is read whenever a process starts.
SPECIALITIES = _read(yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506
BY_NUMBER = {one.number: one for one in SPECIALITIES.values()}
OF_KIND = {kind: one.code for one in SPECIALITIES.values() for kind in one.kinds}
OTHERWISE = {kind: one.code for one in SPECIALITIES.values() for kind in one.otherwise}


def specialities_of(kind: str, codes: str) -> str:
    """All codes a provider has, with a blank between them: those it names and that of its kind, without doubles."""
    own = OF_KIND.get(kind) or ("" if codes else OTHERWISE.get(kind, ""))
    return " ".join(dict.fromkeys([*([own] if own else []), *codes.split()]))

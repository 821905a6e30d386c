"""What articles are called in languages that they are not written in yet, so that they are found in all six."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from portal.benefits.strict import Loader

FILE = Path(__file__).parent / "articles" / "names.yaml"
# The file's own names of languages, as `providers/data/specialities.yaml` has them.
CODES = {"fr": "fr", "es": "es", "ru": "ru", "zh": "zh-hans", "ar": "ar"}


@dataclass(frozen=True)
class Naming:
    """A title, and other words by which people look for the article."""

    title: str
    words: tuple[str, ...]


def namings(language: str) -> Mapping[str, Naming]:
    """By slug; nothing for English, whose names stand in the articles."""
    return _all().get(language, {})


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, Naming]]:
    loaded: dict[str, dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader)  # noqa: S506 — a safe one
    found: dict[str, dict[str, Naming]] = {code: {} for code in CODES.values()}
    for slug, lines in loaded.items():
        for name, line in lines.items():
            title, _bar, words = line.partition("|")
            others = tuple(word.strip() for word in words.split(",") if word.strip())
            found[CODES[name]][slug] = Naming(title.strip(), others)
    return found

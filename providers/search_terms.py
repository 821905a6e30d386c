"""What typed words may mean: specialities by their everyday words in six languages, and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers.everyday import Words, everyday_words
from providers.specialities import SPECIALITIES
from providers.words import split

LONGEST_QUERY = 100
MOST_WORDS = 10
# Found by nobody: articles, titles, “near”.
_SILENT = """
a an and at by doctor's dr dra for find i in me mi my near nearest of on or s that the to who with au aux chez de des
du en et la le les mon pour pres un une cerca con del el los las por que un una y u
v vozle na dlia i ia ne po riadom s u
"""
SILENT = frozenset(_SILENT.split()) | {"د", "في", "من", "قرب"}
# What is said of nearly everybody gives way to what is said more exactly: “doctor for the skin”.
GENERAL = frozenset({"general_practice", "hospital_care"})
LONGEST_PHRASE = 8


@dataclass
class Meant:
    """A query as understood: codes of specialities, the phrase that said each, and the words that are left."""

    specialities: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)


def distance_allowed(word: str) -> int:
    """How many slips of typing a word of this length may hold."""
    return (0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3)[min(len(word), 10)]


def understand(query: str, known: Vocabulary | None = None) -> Meant:
    """The specialities a query names, the longest phrases first, and the words that name none.

    `known`, here and below: the vocabulary, when somebody asked for it already.
    """
    words = split(query[:LONGEST_QUERY])[: MOST_WORDS * 2]
    meant, at = Meant(), 0
    phrases = (known or vocabulary()).phrases
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            code = phrases.get(tuple(words[at : at + length]))
            if code:
                meant.specialities.append(code)
                at += length
                break
        else:
            if words[at] not in SILENT:
                meant.words.append(words[at])
            at += 1
    meant.specialities = _exact(meant.specialities)
    meant.words = list(dict.fromkeys(meant.words))[:MOST_WORDS]
    return meant


def _exact(codes: list[str]) -> list[str]:
    """Each once; “doctor” says nothing more where another speciality is named."""
    once = list(dict.fromkeys(codes))
    return [code for code in once if code != "general_practice" or len(once) == 1][:3]


def near_speciality(word: str, known: Vocabulary | None = None) -> tuple[int, str, str] | None:
    """Slips, the speciality's own word, and its code: what a misspelt word probably means, if it means a speciality."""
    allowed = distance_allowed(word)
    if not allowed:
        return None
    words = (known or vocabulary()).single_words
    near = process.extract(word, words.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    return min(((int(slips), one, words[one]) for one, slips, _at in near if len(one) > 3), default=None)


def begun(word: str, language: str, known: Vocabulary | None = None, most: int = 6) -> list[str]:
    """Codes of specialities that have a word beginning so, those of the reader's language first."""
    found: dict[str, tuple[int, int, str]] = {}
    for tongue, name, code in (known or vocabulary()).beginnings:
        if name.startswith(word):
            rank = (tongue != language, len(name), name)
            found[code] = min(found.get(code, rank), rank)
    return sorted(found, key=lambda code: found[code])[:most]


@dataclass(frozen=True)
class Vocabulary:
    """Every name and everyday word: as the words it is split into; those that are one word; by language, to begin."""

    phrases: dict[tuple[str, ...], str]
    single_words: dict[str, str]
    beginnings: list[tuple[str, str, str]]


_last: list[tuple[Words, Vocabulary]] = []


def vocabulary() -> Vocabulary:
    """What is in force at this moment."""
    words = everyday_words()
    if not _last or _last[0][0] is not words:
        _last[:] = [(words, _vocabulary(words))]
    return _last[0][1]


def _vocabulary(words: Words) -> Vocabulary:
    found: dict[tuple[str, ...], str] = {}
    beginnings = []
    for one in SPECIALITIES.values():
        for language, some in words[one.code].items():
            for text in (one.names[language], *some):
                phrase = tuple(split(text))
                found.setdefault(phrase, one.code)
                beginnings.append((language, " ".join(phrase), one.code))
    phrases = {phrase: code for phrase, code in found.items() if phrase}
    return Vocabulary(phrases, {phrase[0]: code for phrase, code in phrases.items() if len(phrase) == 1}, beginnings)

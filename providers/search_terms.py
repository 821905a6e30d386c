"""What typed words may mean: specialities by their everyday words in six languages, and the rest."""

from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

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


def understand(query: str) -> Meant:
    """The specialities a query names, the longest phrases first, and the words that name none."""
    words = split(query[:LONGEST_QUERY])[: MOST_WORDS * 2]
    meant, at = Meant(), 0
    known = phrases()
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            code = known.get(tuple(words[at : at + length]))
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


def near_speciality(word: str) -> tuple[int, str, str] | None:
    """Slips, the speciality's own word, and its code: what a misspelt word probably means, if it means a speciality."""
    allowed = distance_allowed(word)
    if not allowed:
        return None
    found = []
    for known, code in single_words().items():
        if abs(len(known) - len(word)) <= allowed and len(known) > 3:
            slips = OSA.distance(word, known, score_cutoff=allowed)
            if slips <= allowed:
                found.append((slips, known, code))
    return min(found, default=None)


def begun(word: str, language: str, most: int = 6) -> list[str]:
    """Codes of specialities that have a word beginning so, those of the reader's language first."""
    found: dict[str, tuple[int, int, str]] = {}
    for tongue, known, code in _beginnings():
        if known.startswith(word):
            rank = (tongue != language, len(known), known)
            found[code] = min(found.get(code, rank), rank)
    return sorted(found, key=lambda code: found[code])[:most]


@cache
def phrases() -> dict[tuple[str, ...], str]:
    """Every name and everyday word, as the words it is split into."""
    found: dict[tuple[str, ...], str] = {}
    for one in SPECIALITIES.values():
        for texts in ([*one.names.values()], [text for some in one.words.values() for text in some]):
            for text in texts:
                found.setdefault(tuple(split(text)), one.code)
    return {phrase: code for phrase, code in found.items() if phrase}


@cache
def single_words() -> dict[str, str]:
    """Those that are one word."""
    return {phrase[0]: code for phrase, code in phrases().items() if len(phrase) == 1}


@cache
def _beginnings() -> list[tuple[str, str, str]]:
    return [
        (language, " ".join(split(text)), one.code)
        for one in SPECIALITIES.values()
        for language, some in one.words.items()
        for text in (one.names[language], *some)
    ]

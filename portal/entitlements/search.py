"""Finding benefits by everyday words: names, words and sections in the reader's language and in English.

Accents, capitals and small slips of typing do not matter.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import get_language

from portal.benefits.plan_words import load_words
from portal.benefits.plans import load_plan

LONGEST_QUERY = 80
# What a word is worth where it is found.
LABEL, WORD, SECTION = 6, 4, 2
WHOLE, START, INSIDE = 3, 2, 1
CLOSE = 0.78
# Too common to choose by, in the languages of the portal.
_SILENT = """
a an and the of for my i is in at to do get can
de la le les du des un une et pour mon ma mes au aux en d l j n s el los las del al una mi mis con para y
и в на для к у с по мой моя мое мои 的 我 في من
"""
SILENT = frozenset(_SILENT.split())
# Arabic writes “the”, “and the”, “for the” in one with the word.
_ARTICLE = re.compile("^(?:[وفبك]?ال|و?لل)(?=\\w{3})")
# Arabic endings in one way each; a French letter that is two.
_LETTERS = str.maketrans({"œ": "oe", "ة": "ه", "ى": "ي"})


@dataclass(frozen=True)
class Found:
    """What a search gave: codes of benefits and keys of situations, best first; `read_as` when it was a slip."""

    benefits: tuple[str, ...]
    situations: tuple[str, ...]
    read_as: str = ""


NOTHING = Found((), ())


@dataclass(frozen=True)
class _Entry:
    """Words by which something is found, each with what it is worth."""

    key: str
    words: tuple[tuple[str, int], ...]

    def score(self, wanted: str) -> int:
        """How well one word fits; 0 when it does not."""
        return max((worth * _fit(wanted, word) for word, worth in self.words), default=0)


@dataclass(frozen=True)
class _Index:
    benefits: tuple[_Entry, ...]
    situations: tuple[_Entry, ...]

    def vocabulary(self) -> list[str]:
        """Every word there is."""
        return sorted({word for entry in (*self.benefits, *self.situations) for word, _worth in entry.words})


def search(query: str, plan: str) -> Found:
    """What fits all words of the query; else all words as they were probably meant; else some of them."""
    index = _index(plan, get_language() or "en")
    wanted = [word for word in split(query[:LONGEST_QUERY]) if word not in SILENT]
    if not wanted:
        return NOTHING
    found = _found(index, wanted)
    if found.benefits or found.situations:
        return found
    meant = [_meant(word, index) for word in wanted]
    again = _found(index, meant) if all(meant) else NOTHING
    if again.benefits or again.situations:
        return replace(again, read_as=" ".join(meant))
    # “new glasses”: what fits some of the words, judged by the longer ones.
    return _found(index, [word for word in wanted if len(word) > 3], need_all=False)


def words_of_benefits(plan: str) -> dict[str, str]:
    """By benefit, every word it is found by, as `split` writes them: for a page that searches while one types."""
    entries = _index(plan, get_language() or "en").benefits
    return {entry.key: " ".join(word for word, _worth in entry.words) for entry in entries}


def split(text: str) -> list[str]:
    """The words of a text, without accents and articles grown to them, in small letters.

    Chinese words stay together as they are written.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [_ARTICLE.sub("", word) for word in re.findall(r"[^\W_]+", plain.translate(_LETTERS))]


def _fit(wanted: str, word: str) -> int:
    if wanted == word:
        return WHOLE
    shorter, longer = sorted((wanted, word), key=len)
    # “lens” finds “lenses”, “dentists” finds “dentist”; “in” does not find “insulin”.
    is_near = len(shorter) > 3 and len(longer) - len(shorter) <= 3
    if longer.startswith(shorter) and ((shorter == wanted and len(wanted) > 2) or is_near):
        return START
    return INSIDE if wanted in word and (len(wanted) > 3 or not wanted.isascii()) else 0


def _found(index: _Index, wanted: list[str], *, need_all: bool = True) -> Found:
    every = all if need_all else any
    return Found(_best(index.benefits, wanted, every), _best(index.situations, wanted, every))


def _best(entries: Iterable[_Entry], wanted: list[str], every: Callable[[list[int]], bool]) -> tuple[str, ...]:
    scored = [(entry.key, [entry.score(word) for word in wanted]) for entry in entries]
    fitting = [(key, sum(scores)) for key, scores in scored if every(scores)]
    return tuple(key for key, _score in sorted(fitting, key=lambda one: -one[1]))


def _meant(word: str, index: _Index) -> str:
    """The word of the plan that was probably meant; empty when none is close."""
    close = get_close_matches(word, index.vocabulary(), n=1, cutoff=CLOSE) if len(word) > 3 else []
    return close[0] if close else ""


@lru_cache(maxsize=32)
def _index(plan_code: str, language: str) -> _Index:
    plan = load_plan(plan_code)
    tongues = [load_words(plan_code, language), load_words(plan_code, "en")]
    benefits = []
    for row in plan.rows.values():
        texts = [(row.label, LABEL), *((word, WORD) for word in row.words)]
        for words in tongues:
            own = words.benefits[row.code]
            texts += [(own.label, LABEL), *((word, WORD) for word in own.words)]
            texts.append((words.sections[row.section], SECTION))
        benefits.append(_entry(row.code, texts))
    situations = []
    for situation in plan.situations.values():
        texts = [(situation.title, LABEL), *((word, WORD) for word in situation.words)]
        for words in tongues:
            own_words = words.situations[situation.key]
            texts += [(own_words.title, LABEL), *((word, WORD) for word in own_words.words)]
        situations.append(_entry(situation.key, texts))
    return _Index(tuple(benefits), tuple(situations))


def _entry(key: str, texts: list[tuple[str, int]]) -> _Entry:
    worth: dict[str, int] = {}
    for text, value in texts:
        for word in split(text):
            if word not in SILENT:
                worth[word] = max(value, worth.get(word, 0))
    return _Entry(key, tuple(worth.items()))

"""Finding an article by everyday words, in the reader's language and in English; slips of typing do not matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.encyclopaedia.shelf import ENGLISH, Shown, Stamp, reader_language, shelf, stamp
from portal.entitlements.search import LONGEST_QUERY, SILENT, split

# What a word is worth where it is found, and the share of letters that must agree for a slip.
TITLE, NAME, GIST, TEXT = 12, 10, 4, 1
WHOLE, START, INSIDE = 3, 2, 1
CLOSE = 0.68
# “I have a pain in my back” is about the back.
_ASIDE = "have has is am are how what when with from me too very feel feeling pain hurts"
_SILENT = SILENT | frozenset(_ASIDE.split())


@dataclass(frozen=True)
class Found:
    """Articles, best first; `read_as` what was searched for when what was typed is no word of any article."""

    articles: tuple[Shown, ...]
    read_as: str = ""


def search(query: str) -> Found:
    """What fits all words; else all words as they were probably meant; else some of the words."""
    index, known = _index(stamp(), reader_language()), shelf()
    typed = split(query[:LONGEST_QUERY])
    wanted = [word for word in typed if word not in _SILENT] or typed
    if not wanted:
        return Found(())
    found, read_as = index.fitting(wanted), ""
    if not found:
        meant = [index.meant(word) for word in wanted]
        found = index.fitting([word for word in meant if word])
        read_as = " ".join(word for word in meant if word) if found and meant != wanted else ""
    if not found:
        found = index.fitting([word for word in wanted if len(word) > 3], need_all=False)
    return Found(tuple(known[slug] for slug in found if slug in known), read_as)


class _Index:
    """By article, what each of its words is worth."""

    def __init__(self, language: str) -> None:
        self.words: dict[str, dict[str, int]] = {}
        self.phrases: dict[str, set[tuple[str, ...]]] = {}
        for name in dict.fromkeys((language, ENGLISH)):
            for slug, shown in shelf(name).items():
                self._add(slug, shown)
        self.named = sorted({word for words in self.words.values() for word, worth in words.items() if worth >= NAME})

    def _add(self, slug: str, shown: Shown) -> None:
        content, names = shown.content, shown.content.synonyms
        texts = [(shown.title, TITLE), *((name, NAME) for name in names), (content.gist, GIST)]
        texts += [(content.sections[part], TEXT) for part in ("what", "signs", "urgent")]
        words = self.words.setdefault(slug, {})
        for text, worth in texts:
            for word in split(text):
                words[word] = max(worth, words.get(word, 0))
        self.phrases.setdefault(slug, set()).update(tuple(split(text)) for text in (shown.title, *names))

    def fitting(self, wanted: list[str], *, need_all: bool = True) -> list[str]:
        """Slugs of what fits, best first."""
        every, scored = (all if need_all else any), []
        for slug, words in self.words.items():
            scores = [_score(word, words) for word in wanted]
            # One of the words at least must say what the article is about.
            if wanted and every(scores) and max(scores) >= START * GIST:
                is_name = tuple(wanted) in self.phrases[slug]
                scored.append((-is_name, -sum(scores), slug))
        return [slug for *_score_of, slug in sorted(scored)]

    def meant(self, word: str) -> str:
        """The name's word that was probably meant; empty when none is close."""
        if any(_score(word, words) for words in self.words.values()):
            return word
        if len(word) < 4:
            return ""
        close = process.extractOne(word, self.named, scorer=OSA.normalized_similarity, score_cutoff=CLOSE)
        return str(close[0]) if close else ""


@lru_cache(maxsize=16)
def _index(_stamp: Stamp, language: str) -> _Index:
    return _Index(language)


def _score(wanted: str, words: dict[str, int]) -> int:
    best = 3 * words[wanted] if wanted in words else 0
    if best >= WHOLE * NAME or len(wanted) < 2:
        return best
    return max(best, max(_fits(wanted, words.items()), default=0))


def _fits(wanted: str, words: Iterable[tuple[str, int]]) -> Iterable[int]:
    is_long = len(wanted) > 3 or not wanted.isascii()
    for word, worth in words:
        near = len(word) > 3 and len(wanted) - len(word) <= 3 and wanted.startswith(word)
        if near or (word.startswith(wanted) and len(wanted) > 2):
            yield START * worth
        elif worth >= GIST and is_long and (wanted in word or _is_inside(word, wanted)):
            yield INSIDE * worth


def _is_inside(word: str, wanted: str) -> bool:
    """Chinese is written without spaces: what was typed holds the word."""
    return not word.isascii() and len(word) > 1 and word in wanted

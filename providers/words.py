"""Words as the search compares them: small letters, no accents, one script where a plain rule makes it one.

The same function reads names when they are stored and queries when they are typed.
"""

import re
import unicodedata

LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=[a-z]{2})'s\b")
# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a", "’": "'"}
)
# Russian as Latin passports write it, so that one name is one word in both scripts.
_CYRILLIC = str.maketrans(dict(zip("абвгдезийклмнопрстуфыэіѳїєґўј", "abvgdeziiklmnoprstufyeifieguj", strict=True)))
_CYRILLIC |= str.maketrans(
    {
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "iu",
        "я": "ia",
    }
)
_CYRILLIC |= str.maketrans({"љ": "lj", "њ": "nj", "ћ": "c"})
# Arabic writes “the”, “and the”, “for the” in one with the word, and some letters in either of two ways.
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|و?لل)(?=\w{3})")
_ENDINGS = str.maketrans("ةىأإآٱ", "هياااا")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def plain(text: str) -> str:
    """The text in small letters without accents, in Latin where it was Cyrillic."""
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFKD", text.casefold().translate(_ENDINGS))
    bare = "".join(letter for letter in small if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare.translate(_LETTERS).translate(_CYRILLIC))


def split(text: str) -> list[str]:
    """The words of a text, in their order. Chinese is taken two signs at a time."""
    small = plain(text)
    if "'" in small:
        small = _APOSTROPHE.sub("", small)
    words = _WORD.findall(small)
    if small.isascii():
        return [word[:LONGEST_WORD] for word in words]
    return [part[:LONGEST_WORD] for word in words for part in _parts(word)]


def key(text: str) -> str:
    """The words with one blank between them: what names are ordered by."""
    return " ".join(split(text))


def _parts(word: str) -> list[str]:
    if _ARABIC.search(word):
        return [_ARTICLE.sub("", word)]
    if not _CHINESE.search(word):
        return [word]
    found: list[str] = []
    for run in re.findall(f"{_CHINESE.pattern}|(?:(?!{_CHINESE.pattern}).)+", word):
        if _CHINESE.match(run) and len(run) > 1:
            found += [run[start : start + 2] for start in range(len(run) - 1)]
        else:
            found.append(run)
    return found

"""Everyday words of specialities (“skin doctor”): those of the file, and what provider relations changed since.

Each search asks the database for the last change, so that every process knows a new word at once.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.members.audit import record
from portal.members.models import User
from providers.models import WordChange
from providers.models.listing import ListingState
from providers.specialities import LANGUAGES, SPECIALITIES
from providers.words import split

Act = WordChange.Act
# Code of a speciality → language → words, the name not among them.
Words = dict[str, dict[str, tuple[str, ...]]]


class WordRefused(Exception):
    """A word that cannot be taken; `message` is fit for the page."""

    message: Any = ""

    def __init__(self) -> None:
        super().__init__(str(self.message))


class NoWord(WordRefused):
    message = _("Nobody could search for this: it holds no letter.")


class MeansAnother(WordRefused):
    def __init__(self, speciality: str) -> None:
        words = _("This already means another speciality: %(speciality)s. Withdraw it there first.")
        self.message = words % {"speciality": speciality}
        super().__init__()


class KnownAlready(WordRefused):
    message = _("This is one of its words already.")


class NotKnown(WordRefused):
    message = _("This is not one of its words any more.")


def everyday_words() -> Words:
    """All words in force. One query, of one row, unless something changed."""
    last = WordChange.objects.values_list("pk", "speciality", "language", "word", "act", "at").first()
    return _words(last)


def add_word(*, speciality: str, language: str, word: str, by: User, now: datetime) -> None:
    """Let it mean the speciality from now on. Raises NoWord, MeansAnother, KnownAlready."""
    word = " ".join(word.split())
    if not split(word):
        raise NoWord
    with transaction.atomic():
        ListingState.take_numbers(0)  # one at a time: no word may come to mean two things
        known, phrase = everyday_words(), split(word)
        if any(split(one) == phrase for one in (*known[speciality][language], _name(speciality, language))):
            raise KnownAlready
        for code, languages in known.items():
            texts = [*SPECIALITIES[code].names.values(), *(one for some in languages.values() for one in some)]
            if code != speciality and any(split(text) == phrase for text in texts):
                raise MeansAnother(_name(code, language))
        _write(speciality, language, word, Act.ADDED, by, now)


def withdraw_word(*, speciality: str, language: str, word: str, by: User, now: datetime) -> None:
    """Let it mean the speciality no more. Raises NotKnown."""
    with transaction.atomic():
        ListingState.take_numbers(0)
        if word not in everyday_words()[speciality][language]:
            raise NotKnown
        _write(speciality, language, word, Act.WITHDRAWN, by, now)


def _name(speciality: str, language: str) -> str:
    return SPECIALITIES[speciality].name(language)


def _write(speciality: str, language: str, word: str, act: Act, by: User, now: datetime) -> None:
    made = WordChange.objects.create(speciality=speciality, language=language, word=word, act=act, by=by, at=now)
    about = f"specialityword.{act.value}"
    record(act=about, by=by, about=made, now=now, speciality=speciality, language=language)


@lru_cache(maxsize=2)
def _words(last: tuple[Any, ...] | None) -> Words:
    found = {one.code: {language: list(one.words[language]) for language in LANGUAGES} for one in SPECIALITIES.values()}
    changes = WordChange.objects.filter(pk__lte=last[0]).order_by("pk") if last else []
    for change in changes:
        words = found.get(change.speciality, {}).get(change.language)
        if words is None:
            continue  # a speciality that the file no longer names
        if change.act == Act.ADDED and change.word not in words:
            words.append(change.word)
        elif change.act == Act.WITHDRAWN and change.word in words:
            words.remove(change.word)
    return {code: {name: tuple(some) for name, some in languages.items()} for code, languages in found.items()}

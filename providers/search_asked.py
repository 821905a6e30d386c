"""What somebody typed, understood: specialities, and words of the list in the spellings that may be meant."""

from __future__ import annotations

from dataclasses import dataclass, field

from providers.search_spelling import Spelling, spellings
from providers.search_terms import Meant, Vocabulary, near_speciality, understand, vocabulary


@dataclass
class Asked:
    """A query, understood: groups of words that may each be spelt several ways."""

    specialities: list[str]
    groups: list[list[Spelling]] = field(default_factory=list)
    read_as: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def narrowed(self, speciality: str) -> Asked:
        """The same, to be changed by a search: of this speciality besides, if one was chosen."""
        codes = [speciality, *self.specialities] if speciality else self.specialities
        return Asked(list(dict.fromkeys(codes)), list(self.groups), dict(self.read_as), list(self.unknown))


def ask(query: str, *, is_typing: bool = False, meant: Meant | None = None, known: Vocabulary | None = None) -> Asked:
    """What the query means; `is_typing`: its last word may not be finished. Some queries to the database for each word.

    `meant` and `known`: what the caller found out already.
    """
    known = known or vocabulary()
    meant = meant or understand(query, known)
    asked = Asked(list(meant.specialities))
    for number, word in enumerate(meant.words):
        is_last = is_typing and number == len(meant.words) - 1 and not meant.specialities
        found = spellings(word, is_last=is_last)
        if not found or found[0].fit < 1:
            named = near_speciality(word, known)
            if named and (not found or found[0].fit <= 0.9 - named[0] / len(word)):
                asked.read_as[word] = named[1]
                asked.specialities.append(named[2])
                continue
        if not found:
            asked.unknown.append(word)
            continue
        if found[0].fit < 0.9 and not found[0].word.startswith(word):
            asked.read_as[word] = found[0].word
        asked.groups.append(found)
    asked.specialities = list(dict.fromkeys(asked.specialities))
    return asked

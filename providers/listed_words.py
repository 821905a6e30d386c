"""What of a provider or practitioner the search knows as words: those of the name, and facets as words of their own.

A facet begins with a nought and a letter, as no word of a name that somebody types would: `0k` kind, `0n` country,
`0c` city, `0s` speciality, `0l` language.
"""

from providers.specialities import specialities_of
from providers.words import split

LONGEST_KEY = 80


def provider_words(
    *, names: list[str], kind: str, country: str, city_key: str, specialities: str, languages: str
) -> str:
    """All words of a provider, each once, with a blank between them. `names` are words already split."""
    words = dict.fromkeys(names)
    words[f"0k{kind}"] = words[f"0n{country.lower()}"] = None
    words[city_facet(country, city_key)] = None
    for code in specialities_of(kind, specialities).split():
        words[f"0s{code}"] = None
    for code in languages.split():
        words[f"0l{code}"] = None
    return " ".join(words)


def practitioner_words(*, name: str, specialities: str, languages: str) -> str:
    """The same of somebody who works at a provider."""
    words = dict.fromkeys(split(name))
    words.update(dict.fromkeys(f"0s{code}" for code in specialities.split()))
    words.update(dict.fromkeys(f"0l{code}" for code in languages.split()))
    return " ".join(words)


def city_facet(country: str, city_key: str) -> str:
    """The facet of a city."""
    return f"0c{country.lower()}_{city_key.replace(' ', '_')}"


def name_key(words: list[str]) -> str:
    """What names are ordered by."""
    return " ".join(words)[:LONGEST_KEY].rstrip()

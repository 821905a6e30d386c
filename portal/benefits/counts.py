"""How many units of a line the plan still allows, and what the line takes from each allowance."""

from collections.abc import Mapping
from typing import NamedTuple

from portal.benefits.admissibility import prescription_fault
from portal.benefits.days import add_years, age_on
from portal.benefits.facts import FactsMissing, LineFacts, PersonFacts
from portal.benefits.terms import Allowance, Beyond, Period, Sooner, Terms
from portal.benefits.usage import Track, Usage

NOTHING_TAKEN: Mapping[str, int] = {}


class Kept(NamedTuple):
    """Units that stay in a line. The last `beyond_units` of them are paid at the rate of `beyond`."""

    units: int
    takes: Mapping[str, int]
    beyond_units: int = 0
    beyond: Beyond | None = None


ONE_UNIT = Kept(1, NOTHING_TAKEN)


def track_key(allowance: Allowance, line: LineFacts) -> str:
    """Under which key an allowance is counted for this line. Raises FactsMissing when the eye is not told."""
    if not allowance.per_eye:
        return allowance.key
    if line.eye is None:
        raise FactsMissing("eye_missing")
    return f"{allowance.key}:{line.eye}"


def _admits_sooner(sooner: Sooner, person: PersonFacts, line: LineFacts) -> bool:
    return (sooner.smoker and person.smoker) or (sooner.age is not None and age_on(person.born, line.on) >= sooner.age)


def _too_close(allowance: Allowance, track: Track, line: LineFacts, person: PersonFacts) -> bool:
    """Whether an accepted test lies less than so many years before or after; the anniversary itself is free."""
    years = allowance.years
    if allowance.sooner is not None and _admits_sooner(allowance.sooner, person, line):
        years = allowance.sooner.years
    before, after = track.nearest(line.on)
    return (before is not None and line.on < add_years(before, years)) or (
        after is not None and after < add_years(line.on, years)
    )


def free_units(allowance: Allowance, track: Track, line: LineFacts, person: PersonFacts) -> int:
    """Units of a counted allowance that are left for this line."""
    limit = allowance.units or 0
    match allowance.period:
        case Period.CALENDAR_YEAR:
            return max(limit - track.units_in(line.on.year), 0)
        case Period.WINDOW:
            return track.reach(line.on, allowance.months).units_left(limit)
        case Period.EVERY:
            return 0 if _too_close(allowance, track, line, person) else limit
        case Period.LIFETIME:
            return max(limit - track.units, 0)


def _kept_whole(line: LineFacts, person: PersonFacts, terms: Terms, used: Usage) -> Kept:
    """A unit of the line needs its part of every allowance."""
    kept, beyond, takes = line.quantity, None, {}
    for use in terms.uses:
        allowance = use.allowance
        if allowance.units is None or not use.units:
            continue
        track = used.track(line.person, track_key(allowance, line))
        kept = min(kept, free_units(allowance, track, line, person) // use.units)
        beyond = allowance.beyond
    for use in terms.uses:
        takes[track_key(use.allowance, line)] = kept * use.units
    if beyond is not None and kept < line.quantity and prescription_fault(line, beyond.prescription) is None:
        return Kept(line.quantity, takes, line.quantity - kept, beyond)
    return Kept(kept, takes)


def _kept_partly(line: LineFacts, person: PersonFacts, terms: Terms, used: Usage) -> Kept:
    """The line is one thing that takes what each allowance leaves (a pair of sunglasses: lenses and frame)."""
    takes = {}
    for use in terms.uses:
        key = track_key(use.allowance, line)
        taken = min(use.units, free_units(use.allowance, used.track(line.person, key), line, person))
        if taken:
            takes[key] = taken
    return Kept(line.quantity if takes else 0, takes)


def kept_units(line: LineFacts, person: PersonFacts, terms: Terms, used: Usage) -> Kept:
    """What counts and windows leave of a line (step 5). Raises FactsMissing when the eye is not told."""
    if not terms.uses:
        return ONE_UNIT if line.quantity == 1 else Kept(line.quantity, NOTHING_TAKEN)
    if terms.partly:
        return _kept_partly(line, person, terms, used)
    return _kept_whole(line, person, terms, used)

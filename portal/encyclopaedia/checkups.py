"""Which check-ups the plan pays for somebody of her age and sex: those she can have now, those later, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.benefits.days import add_years, age_on
from portal.benefits.terms import Period, Plan, Terms
from portal.encyclopaedia.beside import Door, doors
from portal.encyclopaedia.content import Kind
from portal.encyclopaedia.shelf import Shown, shelf
from portal.entitlements.balances import Account, Balance
from portal.entitlements.describing import pays
from portal.entitlements.ledger import last_uses
from portal.entitlements.standing import Standing
from portal.entitlements.wording import benefit_name
from portal.members.models import Person

# The plan's own list, and what children and eyes have beside it. Codes that a plan does not know are left out.
SITUATION = "checkups"
BESIDE = ("well_child_0_1", "well_child_1_2", "well_child_3_19", "eye_test")
# How far ahead a birthday is worth telling, in years.
AHEAD = 5


class When(StrEnum):
    """When the plan pays it."""

    NOW = "now"
    LATER = "later"
    WITH_AGE = "with_age"


@dataclass(frozen=True)
class CheckUp:
    """One check-up of one person.

    `next_on` is the day from which it is paid, None: now. `left` of `of` are left in the year where there are several.
    `done_on` is the day of the last one that was claimed.
    """

    code: str
    name: str
    pays: str
    when: When
    next_on: date | None
    done_on: date | None
    left: int
    of: int
    article: Shown | None
    door: Door | None


@dataclass(frozen=True)
class PersonsCheckUps:
    """Somebody's check-ups, in the order of the plan; later ones by their day. `age` in completed years."""

    person: Person
    age: int
    is_insured: bool
    now: list[CheckUp]
    later: list[CheckUp]
    with_age: list[CheckUp]


def codes_of(plan: Plan) -> list[str]:
    """The check-ups of a plan."""
    situation = plan.situations.get(SITUATION)
    listed = situation.benefits if situation else ()
    return [code for code in dict.fromkeys((*listed, *BESIDE)) if code in plan.rows]


def check_ups(people: list[tuple[Person, Account]], standing: Standing) -> list[PersonsCheckUps]:
    """Of everybody given. One query beside what `standing` read."""
    codes = codes_of(standing.plan)
    done, articles = last_uses(standing.family, codes), _articles(codes)
    found = []
    for person, account in people:
        its = list(_of_person(account, codes, done, articles)) if account.is_insured else []
        found.append(
            PersonsCheckUps(
                person=person,
                age=age_on(account.person.born, standing.on),
                is_insured=account.is_insured,
                now=[one for one in its if one.when is When.NOW],
                later=sorted((one for one in its if one.when is When.LATER), key=_day),
                with_age=sorted((one for one in its if one.when is When.WITH_AGE), key=_day),
            )
        )
    return found


def _of_person(
    account: Account, codes: list[str], done: Mapping[tuple[str, str], date], articles: Mapping[str, Shown]
) -> Iterator[CheckUp]:
    plan, on, closed = account.standing.plan, account.standing.on, account.closed()
    for code in codes:
        terms = plan.terms(code, on)
        if not terms.covered:
            continue
        # A specialist's yearly examination is for any age, but it is made of tests that begin at some age.
        is_closed = bool(terms.uses) and all(use.allowance.key in closed for use in terms.uses)
        if account.admits(terms) and not is_closed:
            when, next_on, left, total = _state(account, terms)
        elif (birthday := _birthday(account, terms)) is not None:
            when, next_on, left, total = When.WITH_AGE, birthday, 0, 0
        else:
            continue
        article = articles.get(code)
        keys = [code, *(use.allowance.key for use in terms.uses)]
        known = [day for key in keys if (day := done.get((account.key, key)))]
        yield CheckUp(
            code=code,
            name=benefit_name(code, plan.code),
            pays=pays(terms)[0],
            when=when,
            next_on=next_on,
            done_on=max(known, default=None),
            left=left,
            of=total,
            article=article,
            door=_door(article),
        )


def _state(account: Account, terms: Terms) -> tuple[When, date | None, int, int]:
    waits = account.waits_until(terms)
    if waits is not None:
        return When.LATER, waits, 0, 0
    balances = account.balances(only=terms.code)
    used_up = [one for one in balances if one.is_used_up]
    if used_up:
        return When.LATER, max((one.opens_on for one in used_up if one.opens_on), default=None), 0, 0
    left, total = min((_count(one) for one in balances if _is_several(one)), default=(0, 0))
    return When.NOW, None, left, total


def _is_several(balance: Balance) -> bool:
    return balance.period is Period.CALENDAR_YEAR and balance.units is not None and balance.units > 1


def _count(balance: Balance) -> tuple[int, int]:
    return balance.units_left, balance.units or 0


def _birthday(account: Account, terms: Terms) -> date | None:
    """The day from which she is old enough, if it is not far; None when it is for another sex or place."""
    age, on, born = terms.age, account.standing.on, account.person.born
    if age is None or age.minimum is None or terms.sex not in (None, account.person.sex) or terms.where is not None:
        return None
    day = add_years(born, age.minimum)
    return day if on < day <= add_years(on, AHEAD) else None


def _day(one: CheckUp) -> date:
    return one.next_on or date.max


def _articles(codes: list[str]) -> dict[str, Shown]:
    """By benefit, the article about it: one about check-ups before others, then the one that names it first."""
    found: dict[str, tuple[tuple[bool, int], Shown]] = {}
    for article in shelf().values():
        for place, code in enumerate(article.content.benefits):
            rank = (article.content.kind is not Kind.CHECK_UP, place)
            if code in codes and (code not in found or rank < found[code][0]):
                found[code] = (rank, article)
    return {code: article for code, (_rank, article) in found.items()}


def _door(article: Shown | None) -> Door | None:
    return next(iter(doors(article.content.specialities)), None) if article else None

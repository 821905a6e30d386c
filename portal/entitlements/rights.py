"""Rights and deadlines: what becomes possible or ends on a day, computed from facts and never stored.

Rooms above add their own (a claim's deadline, an appeal's) by registering a provider.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.benefits.terms import Period
from portal.entitlements.balances import Account, Balance
from portal.entitlements.standing import Standing
from portal.entitlements.wording import allowance_name, benefit_name
from portal.entitlements.year import FamilyYear, family_year
from portal.look.words import listed
from portal.members.models import Person


class Kind(StrEnum):
    """What a right is about: which sign stands beside it."""

    WAITING_ENDS = "waiting_ends"
    OPENS = "opens"
    ENDS = "ends"
    YEAR = "year"
    STOP_LOSS = "stop_loss"


@dataclass(frozen=True)
class Right:
    """Something that becomes possible or ends on a day. `person` is None for the whole family.

    A right without a day holds now. Words are in the reader's language; a calendar shows the day alone.
    What is not `pressing` stands in the list, and nobody is called because of it.
    """

    kind: Kind
    on: date | None
    person: Person | None
    title: str
    sentence: str
    link: str
    link_text: str
    pressing: bool = True


Provider = Callable[[Standing, Collection[Person]], Iterable[Right]]
providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    """Decorator: have rights of a room above in everybody's list. Called with the people the reader may see."""
    providers.append(provider)
    return provider


def rights_of(standing: Standing, people: Collection[Person], *, with_family: bool) -> list[Right]:
    """All rights of the given people from the day on, those that hold now first, then by day.

    `with_family` adds what concerns the family as a whole and tells of its pay: for participant and spouse.
    """
    found: list[Right] = []
    for person in people:
        if str(person.pk) in standing.facts.people:
            account = Account(standing, str(person.pk))
            if account.is_insured:
                found += _rights_of_person(account, person)
    if with_family:
        found += _stop_loss(standing, family_year(standing))
    for provider in providers:
        found += provider(standing, people)
    return sorted(found, key=lambda right: (right.on or date.min, right.person.number if right.person else 0))


def _rights_of_person(account: Account, person: Person) -> Iterator[Right]:
    balances = account.balances()
    yield from _waiting(account, person)
    for balance in balances:
        if balance.opens_on and balance.is_touched and balance.period in (Period.WINDOW, Period.EVERY):
            yield _opens(balance, account, person)
    yield from _new_year(balances, account, person)


def _waiting(account: Account, person: Person) -> Iterator[Right]:
    plan = account.standing.plan.code
    waits = [(day, terms.code) for terms in account.terms() if (day := account.waits_until(terms))]
    for day, waiting in groupby(sorted(waits, key=lambda wait: wait[0]), key=lambda wait: wait[0]):
        care = listed(benefit_name(code, plan) for _day, code in waiting)
        yield Right(
            Kind.WAITING_ENDS,
            day,
            person,
            _("The waiting period is over"),
            _("From this day the plan pays for: %(care)s.") % {"care": care},
            *_left_page(),
        )


def _opens(balance: Balance, account: Account, person: Person) -> Right:
    name = allowance_name(balance.allowance, account.standing.plan.code)
    if balance.is_used_up:
        title = _("%(care)s: again from this day") % {"care": name}
        sentence = _("The present allowance is used up. A new one begins.")
        kind = Kind.OPENS
    else:
        title = _("%(care)s: a new allowance") % {"care": name}
        sentence = _("What is left of the present one can be used until the day before.")
        kind = Kind.ENDS
    return Right(kind, balance.opens_on, person, title, sentence, *_benefit_page(balance.benefits[0]))


def _new_year(balances: list[Balance], account: Account, person: Person) -> Iterator[Right]:
    """One right for all yearly allowances that were used, or nobody would read the list."""
    yearly = [one for one in balances if one.period is Period.CALENDAR_YEAR and one.is_touched]
    if yearly:
        plan = account.standing.plan.code
        care = listed(allowance_name(balance.allowance, plan) for balance in yearly)
        sentence = _("Used this year, and whole again then: %(care)s.") % {"care": care}
        yield Right(Kind.YEAR, yearly[0].opens_on, person, _("Yearly allowances begin anew"), sentence, *_left_page())


def _stop_loss(standing: Standing, year: FamilyYear) -> Iterator[Right]:
    rate = f"{standing.plan.rules.stop_loss_rate.normalize():f}"
    if year.is_reached:
        title = _("Your family has reached the stop-loss")
        sentence = _("The plan pays %(rate)s%% of your own part above the limit.") % {"rate": rate}
    elif year.is_near:
        title = _("Your family is near the stop-loss")
        sentence = _("Once the limit is passed, the plan pays %(rate)s%% of your own part above it.") % {"rate": rate}
    else:
        return
    yield Right(Kind.STOP_LOSS, None, None, title, sentence, reverse("entitlements:year"), _("The family's year"))


def _left_page() -> tuple[str, str]:
    return reverse("entitlements:left"), _("What is left")


def _benefit_page(code: str) -> tuple[str, str]:
    return reverse("entitlements:benefit", kwargs={"code": code}), _("About this benefit")

"""What an article's benefits mean for its reader today: what the plan pays, and what she has left."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.benefits.terms import Terms
from portal.entitlements.balances import Account
from portal.entitlements.describing import pays
from portal.entitlements.showing import Bar, person_says
from portal.entitlements.wording import benefit_name
from portal.members.models import Person


@dataclass(frozen=True)
class Benefit:
    """A kind of care. `bars` are what is left of it; `sentences` why there are none, or that it is not paid."""

    code: str
    name: str
    is_covered: bool
    pays: str
    sentences: tuple[str, ...]
    bars: tuple[Bar, ...]
    asks_approval: bool


def own_benefits(codes: Iterable[str], account: Account | None, person: Person) -> list[Benefit]:
    """Those of the codes that her plan knows and that are for somebody like her; each bar once.

    `account` is None for somebody who was never enrolled: then nothing is hers.
    """
    if account is None:
        return []
    plan, on = account.standing.plan, account.standing.on
    shown: set[str] = set()
    found = []
    for code in codes:
        if code in plan.rows:
            terms = plan.terms(code, on)
            if not terms.covered or account.admits(terms):
                found.append(_benefit(terms, account, person, shown))
    return found


def _benefit(terms: Terms, account: Account, person: Person, shown: set[str]) -> Benefit:
    plan = account.standing.plan
    asks = terms.approval or terms.approval_above is not None
    name = benefit_name(terms.code, plan.code)
    if not terms.covered:
        return Benefit(terms.code, name, False, pays(terms)[0], (), (), False)
    says = person_says(account, person, terms)
    bars = tuple(bar for bar in says.bars if bar.label not in shown)
    shown.update(bar.label for bar in bars)
    sentences = () if says.bars else tuple(says.sentences)
    return Benefit(terms.code, name, True, pays(terms)[0], sentences, bars, asks)

"""What the plan says on the first page: days that pass soon, what is left, the family's year as a small picture."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from portal.entitlements.balances import Account
from portal.entitlements.charts import year_chart
from portal.entitlements.rights import Kind, rights_of
from portal.entitlements.showing import Bar, bars, overall_bar
from portal.entitlements.standing import Standing, read_standing
from portal.entitlements.views.loading import accounts_of, sees_family
from portal.entitlements.year import family_year
from portal.home.saying import Need, Part, Reader, Urgency, at_home
from portal.look.words import labelled
from portal.members.models import Person

SOON = timedelta(days=14)
MOST_DAYS, MOST_BARS = 3, 4


@at_home
def plan_at_home(reader: Reader) -> Iterator[Need | Part]:
    """Reads the family's standing once: seven queries, and what the rooms above ask for their deadlines."""
    standing = read_standing(reader.person.family, reader.today)
    yield from _soon(standing, reader)
    accounts = accounts_of(list(reader.people), standing)
    context: dict[str, object] = {"bars": _bars(accounts), "is_known": bool(accounts)}
    if sees_family(reader.person):
        year = family_year(standing)
        chart = year_chart(standing.entries, year.decision, reader.today.month)
        context |= {"year": year, "decision": year.decision, "chart": chart}
    yield Part("entitlements/at_home.html", context)


def _soon(standing: Standing, reader: Reader) -> Iterator[Need]:
    """The nearest days that end something. The page of rights lists them all."""
    last = reader.today + SOON
    ends = (
        right
        for right in rights_of(standing, reader.people, with_family=sees_family(reader.person))
        if right.kind is Kind.ENDS and right.pressing and right.on is not None and right.on <= last
    )
    for right, _number in zip(ends, range(MOST_DAYS), strict=False):
        about = right.person.given_name if right.person else ""
        yield Need(Urgency.ENDS, right.title, right.link, right.link_text, "calendar-clock", about, right.on)


def _bars(accounts: list[tuple[Person, Account]]) -> list[Bar]:
    """What was used, of everybody, least left first; where nothing was used, each one's year as a whole."""
    insured = [(person, account) for person, account in accounts if account.is_insured]
    touched = [
        (bar, person)
        for person, account in insured
        for bar in bars((one for one in account.balances() if one.is_touched), account)
        if bar.total
    ]
    touched.sort(key=lambda found: Decimal(found[0].left) / Decimal(found[0].total or 1))
    # What is used up cannot be used: it comes last, with the day on which it begins anew.
    some, none = [one for one in touched if one[0].left], [one for one in touched if not one[0].left]
    found = [*some[: MOST_BARS - 1], *none] if none else some
    found = found or [(overall_bar(account), person) for person, account in insured]
    several = len(insured) > 1
    return [
        replace(bar, label=labelled(person.given_name, bar.label)) if several else bar
        for bar, person in found[:MOST_BARS]
    ]

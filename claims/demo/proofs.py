"""A proof of insurance in the demo: for a journey of the first family."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from claims.demo.story import Event, chapter, form_key, moment
from portal.card.certificates import Wanted, issue_certificate
from portal.card.models import Certificate
from portal.members.models import Person, User

WHO, ADDRESSEE = "414/10001", "Embassy of Belgium\nLimuru Road\nNairobi"
KEY = "proof of insurance"


@chapter
def proofs(now: datetime) -> Iterable[Event]:
    """One proof, unless it is there."""
    if not Certificate.objects.filter(form_key=form_key(KEY)).exists():
        yield Event(moment(now, 12, 9), _ask)


def _ask(at: datetime) -> None:
    people = list(Person.objects.select_related("family").filter(family__reference=WHO).order_by("number"))
    member, first = people[0], (at + timedelta(days=30)).date()
    chosen = [one for one in people if one == member or not one.is_adult_on(at.date())]
    wanted = Wanted(chosen, "en", ADDRESSEE, first, first + timedelta(days=20))
    issue_certificate(wanted=wanted, form_key=form_key(KEY), by=User.objects.get(person=member), now=at)

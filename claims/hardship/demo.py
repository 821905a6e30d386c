"""Hardship in the demo: a hard year above the overall maximum, and a case in which the client has yet to speak."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from claims.demo.story import Event, chapter, form_key, moment
from claims.hardship.cases import Side, open_case, take_position
from claims.hardship.models import HardshipCase, MaximumNotice
from claims.hardship.near import look_for_maximums
from claims.models import Claim
from claims.release import release
from portal.members.models import User

KEY = "long illness"
WORDS = "The medicine goes on for years. We have sold what we could, and my husband does not work."
POSITION = "The treatment has no cheaper way, and the family has borne its part. We agree to the whole."


@chapter
def hard_year(now: datetime) -> Iterable[Event]:
    """What is not there yet."""
    claim = Claim.objects.filter(form_key=form_key(KEY)).first()
    if claim is None or claim.state != Claim.State.SETTLED:
        yield Event(moment(now, 20, 10), lambda at: _sign("assessor", at))
        yield Event(moment(now, 20, 15), lambda at: _sign("assessor2", at))
    if not MaximumNotice.objects.exists():
        yield Event(moment(now, 19, 6), lambda at: look_for_maximums(now=at))
    if not HardshipCase.objects.exists():
        yield Event(moment(now, 12, 19), _ask)


def _claim() -> Claim:
    return Claim.objects.select_related("patient__family").get(form_key=form_key(KEY))


def _sign(reference: str, at: datetime) -> None:
    claim = _claim()
    seen = claim.decisions.order_by("-sequence")[0]
    release(claim_id=claim.pk, seen=seen.pk, by=User.objects.get(reference=reference), now=at)


def _ask(at: datetime) -> None:
    claim = _claim()
    year = claim.lines.get().service_on.year
    case = open_case(person=claim.patient, year=year, words=WORDS, by=claim.created_by, now=at)
    take_position(
        case_id=case.pk,
        side=Side.ADMINISTRATOR,
        amount=case.beyond,
        words=POSITION,
        by=User.objects.get(reference="assessor2"),
        now=at + timedelta(hours=15),
    )

"""Appeals in the demo: one won with a prescription found, one refused that may go on, one that waits at the desk."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from claims.appeals.deciding import change, uphold
from claims.appeals.drafts import EVIDENCE, begin_draft
from claims.appeals.models import Appeal
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import Subject
from claims.appeals.trials import prepare, trial
from claims.demo.papers import paper
from claims.demo.story import Event, chapter, form_key, moment
from claims.models import Settlement
from portal.members.models import User

DECIDES = "assessor2"
FOUND, DEAR, LASER = "no prescription", "second opinion", "eye laser"


@chapter
def appeals(now: datetime) -> Iterable[Event]:
    """What is not there yet; decisions follow where their appeal waits."""
    yield from _unless_sent(FOUND, moment(now, 205, 18), lambda at: _send(FOUND, "document", FOUND_WORDS, at))
    yield from _while_open(FOUND, moment(now, 196, 11), lambda at: _win(at, prescribed_ago=218, now=now))
    yield from _unless_sent(DEAR, moment(now, 60, 19), lambda at: _send(DEAR, "necessary", DEAR_WORDS, at))
    yield from _while_open(DEAR, moment(now, 31, 14), _refuse)
    yield from _unless_sent(LASER, moment(now, 5, 20), lambda at: _send(LASER, "necessary", LASER_WORDS, at))


FOUND_WORDS = "I had forgotten to photograph the prescription. Here it is; the doctor wrote it two days before."
DEAR_WORDS = "Nobody else here could say whether the operation was needed. He is the only one in the region."
LASER_WORDS = "My sight has been stable for eighteen months. The report of my doctor says so."
REASONS = (
    "The plan pays a specialist up to the usual price where you were treated. We asked two hospitals in Nairobi: both "
    "give a second opinion on this question at the usual price."
)


def _unless_sent(key: str, at: datetime, act: Callable[[datetime], object]) -> Iterable[Event]:
    if not Appeal.objects.filter(claim__form_key=form_key(key)).exists():
        yield Event(at, act)


def _while_open(key: str, at: datetime, act: Callable[[datetime], object]) -> Iterable[Event]:
    if not Appeal.objects.filter(claim__form_key=form_key(key), decided_at__isnull=False).exists():
        yield Event(at, act)


def _send(key: str, ground: str, words: str, at: datetime) -> None:
    """About the first line, with a paper as evidence."""
    settlement = (
        Settlement.objects.live().select_related("claim__family", "claim__patient").get(claim__form_key=form_key(key))
    )
    line = settlement.lines.order_by("line__position")[0]
    what: dict[str, Any] = {"what": Subject(settlement, line, 1), "ground": ground, "words": words, "language": "en"}
    by = settlement.claim.created_by
    draft = begin_draft(**what, by=by, now=at)
    EVIDENCE.add(parent_id=draft.pk, upload=_evidence(settlement), by=by, now=at)
    send_appeal(appeal_id=draft.pk, checked=at, by=by, now=at + timedelta(minutes=3))


def _evidence(settlement: Settlement) -> Any:
    title = f"Report for {settlement.claim.patient.full_name}"
    return paper(title=title, head="Dr A. Baraka", rows=[("As asked by the patient", "")], foot="Signed: A. Baraka")


def _win(at: datetime, *, prescribed_ago: int, now: datetime) -> None:
    appeal, by = _waiting(FOUND), _colleague()
    day, line = (now - timedelta(days=prescribed_ago)).date(), appeal.claim.lines.get()
    facts = {"changes": {"prescribed_on": day}, "why": "The prescription came with the appeal.", "reason": "document"}
    prepare(appeal_id=appeal.pk, line_id=line.pk, **facts, by=by, now=at)  # type: ignore[arg-type]
    tried = trial(appeal, now=at)
    if tried:
        won = {"outcome": Appeal.State.CHANGED, "reasons": "The prescription is there, and in time."}
        change(appeal_id=appeal.pk, **won, seen=tried.seen, by=by, now=at)  # type: ignore[arg-type]


def _refuse(at: datetime) -> None:
    uphold(appeal_id=_waiting(DEAR).pk, reasons=REASONS, by=_colleague(), now=at)


def _waiting(key: str) -> Appeal:
    return Appeal.objects.get(claim__form_key=form_key(key), state=Appeal.State.WAITING)


def _colleague() -> User:
    return User.objects.get(reference=DECIDES)

"""The named steps of a claim, with their dates: what happened, where it went back, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, OfficeRules, Review, Settlement, Step
from claims.notes import NOTE_KIND
from portal.post.models import Dispatch


@dataclass(frozen=True)
class Event:
    """One step as the timeline shows it; `state` is done, current, problem (the member must act) or upcoming.

    `at` is its UTC moment when it is done, `promised` the one we promised, which `is_late` when it has passed; `link`
    is what to do, one tap away.
    """

    label: Promise
    sentence: Promise | str
    state: str
    at: datetime | None = None
    promised: datetime | None = None
    link: str = ""
    link_text: Promise | str = ""
    is_late: bool = False


def timeline_of(claim: Claim, settlement: Settlement | None, *, now: datetime) -> list[Event]:
    """Received → decided → note. A claim goes back as often as a person needs something, and may be decided again.

    `settlement` is the live one. Five queries.
    """
    hours = OfficeRules.objects.in_force().promises
    return [
        _received(claim),
        *_with_a_person(claim),
        *_decisions(claim, settlement, hours, now),
        _note(settlement, hours, now),
    ]


def late_step(events: Sequence[Event]) -> Event | None:
    """The step we are late with, if there is one."""
    return next((event for event in events if event.is_late), None)


def _received(claim: Claim) -> Event:
    """That it is here; and where somebody sent it for an adult, who."""
    words: Promise | str = _("Your claim and its documents are safely with us.")
    sender, patient, day = getattr(claim.created_by, "person", None), claim.patient, claim.received_on
    if sender and day and sender.pk != patient.pk and patient.is_adult_on(day):
        names = {"sender": sender.given_name, "patient": patient.given_name}
        words = _("Sent by %(sender)s for %(patient)s. The claim and its documents are safely with us.") % names
    return Event(_("Received"), words, "done", claim.submitted_at)


def _with_a_person(claim: Claim) -> Iterator[Event]:
    """What happened since a person looks at it: what she was asked, and what she answered."""
    review = Review.objects.filter(pk=claim.pk).first()
    if review is None:
        return
    is_past = review.closed_at or review.waits_for_member_since
    requests = list(claim.requests.order_by("asked_at"))
    if is_past or requests:
        first = min([review.opened_at, *(asked.asked_at for asked in requests)])
        yield Event(_("A person looked at it"), _("Your claim needed a person's decision."), "done", first)
    moments = [(one.asked_at, False) for one in requests if one.answered_at]
    moments += [(at, True) for at in {one.answered_at for one in requests if one.answered_at}]
    for at, is_answer in sorted(moments):
        if is_answer:
            yield Event(_("You answered"), _("Your answer came, and we went on."), "done", at)
        else:
            yield Event(_("We asked you for something"), _("Our time stood still until you answered."), "done", at)


def _decisions(claim: Claim, settlement: Settlement | None, hours: dict[str, int], now: datetime) -> Iterator[Event]:
    if settlement is None:
        yield _open(claim, hours, now)
        return
    before: Settlement | None = None
    for one in [*claim.settlements.exclude(pk=settlement.pk).order_by("settled_at"), settlement]:
        yield _decided(one, before)
        before = one


def _decided(one: Settlement, before: Settlement | None) -> Event:
    if before is None:
        return Event(_("Decided"), _("Each amount has its reason."), "done", one.settled_at)
    if one.reimbursed > before.reimbursed:
        words = _("It came out better for you than before. What stands here now replaces the earlier decision.")
        return Event(_("Decided again, in your favour"), words, "done", one.settled_at)
    words = _("A person looked at it once more. What stands here now replaces the earlier decision.")
    return Event(_("Decided again"), words, "done", one.settled_at)


def _open(claim: Claim, hours: dict[str, int], now: datetime) -> Event:
    if claim.state == Claim.State.IN_REVIEW:
        return _review(claim, now)
    promised = claim.submitted_at and claim.submitted_at + timedelta(hours=hours[Step.DECISION])
    is_late = bool(promised and promised < now)
    words = _("Most claims are decided within minutes.")
    if is_late:
        words = _(
            "Something on our side holds it up. We see that, and nothing is lost. You do not have to do anything."
        )
    return Event(_("Being decided"), words, "current", promised=promised, is_late=is_late)


def _review(claim: Claim, now: datetime) -> Event:
    review = Review.objects.open().filter(pk=claim.pk).first()
    more = reverse("claims:more", kwargs={"claim_id": claim.pk})
    if review and review.waits_for_member_since:
        return Event(
            _("We need something from you"),
            _("A person looks at your claim and has asked you for something. We go on as soon as you answer."),
            "problem",
            at=review.waits_for_member_since,
            link=more,
            link_text=_("See what we need, and answer"),
        )
    is_late = bool(review and review.due_at < now)
    words = _("Your claim needs a person's decision. You do not have to do anything now; nothing is lost.")
    if is_late:
        words = _("Claims that are late stand first in our queue. You do not have to do anything; nothing is lost.")
    return Event(
        _("A person looks at it"),
        words,
        "current",
        promised=review.due_at if review else None,
        link=more,
        link_text=_("Add a document"),
        is_late=is_late,
    )


def _note(settlement: Settlement | None, hours: dict[str, int], now: datetime) -> Event:
    title = _("Settlement note")
    if settlement is None:
        return Event(title, _("You will get it as soon as the claim is decided."), "upcoming")
    sent = Dispatch.objects.filter(kind=NOTE_KIND, key=settlement.pk).first()
    if sent and sent.sent_at and sent.channel == Dispatch.Channel.LETTER:
        return Event(title, _("We posted the note to your address. You can also open it here."), "done", sent.sent_at)
    if sent and sent.sent_at:
        words = _("We sent the note to your e-mail address. You can also open it here.")
        return Event(title, words, "done", sent.sent_at)
    if settlement.note:
        return Event(title, _("The note is ready. You can open it here."), "done", settlement.note.created_at)
    promised = settlement.settled_at + timedelta(hours=hours[Step.NOTE])
    words = _("We are writing your note.")
    return Event(title, words, "current", promised=promised, is_late=promised < now)

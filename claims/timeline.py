"""The named steps of a claim, with their dates: what happened, and what comes next."""

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

    `at` is its UTC moment when it is done, `promised` the one we promised; `link` is what to do, one tap away.
    """

    label: Promise
    sentence: Promise
    state: str
    at: datetime | None = None
    promised: datetime | None = None
    link: str = ""
    link_text: Promise | str = ""


def timeline_of(claim: Claim, settlement: Settlement | None) -> list[Event]:
    """Received → decided → note sent. A claim with a person waits on its second step and says so.

    The second step goes back to the member when a person needs something from her.
    """
    sent = Dispatch.objects.filter(kind=NOTE_KIND, key=settlement.pk).first() if settlement else None
    received = Event(_("Received"), _("Your claim and its documents are safely with us."), "done", claim.submitted_at)
    hours = OfficeRules.objects.in_force().promises
    return [received, _decision(claim, settlement, hours), _note(settlement, sent, hours)]


def _decision(claim: Claim, settlement: Settlement | None, hours: dict[str, int]) -> Event:
    if settlement:
        return Event(_("Decided"), _("Each amount is explained below."), "done", settlement.settled_at)
    if claim.state == Claim.State.IN_REVIEW:
        return _review(claim)
    promised = claim.submitted_at and claim.submitted_at + timedelta(hours=hours[Step.DECISION])
    return Event(_("Being decided"), _("Most claims are decided within minutes."), "current", promised=promised)


def _review(claim: Claim) -> Event:
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
    return Event(
        _("A person looks at it"),
        _("Your claim needs a person's decision. You do not have to do anything now; nothing is lost."),
        "current",
        promised=review.due_at if review else None,
        link=more,
        link_text=_("Add a document"),
    )


def _note(settlement: Settlement | None, sent: Dispatch | None, hours: dict[str, int]) -> Event:
    title = _("Settlement note")
    if sent and sent.sent_at:
        return Event(
            title, _("We sent the note to your e-mail address. You can also open it here."), "done", sent.sent_at
        )
    if settlement and settlement.note:
        return Event(title, _("The note is ready. You can open it here."), "done", settlement.note.created_at)
    if settlement:
        promised = settlement.settled_at + timedelta(hours=hours[Step.NOTE])
        return Event(title, _("We are writing your note."), "current", promised=promised)
    return Event(title, _("You will get it as soon as the claim is decided."), "upcoming")

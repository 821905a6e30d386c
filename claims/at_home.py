"""What claims say on the first page: questions that wait for an answer, drafts, and what is on its way."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.asking import TEMPLATES
from claims.models import Claim, DocumentRequest, OfficeRules, Step
from claims.models.claim import ClaimQuerySet
from claims.templatetags.claims import claim_about
from portal.home import saying
from portal.home.saying import Need, Reader, Urgency, at_home

MOST = 6


@at_home
def claims_at_home(reader: Reader) -> Iterator[Need | saying.Step]:
    """At most nine queries, however many claims."""
    mine = Claim.objects.filter(patient__in=reader.people).select_related("patient", "family", "review")
    yield from _asked(mine)
    yield from _drafts(mine, reader)
    yield from _under_way(mine, reader)


def _asked(mine: ClaimQuerySet) -> Iterator[Need]:
    open_questions = Prefetch("requests", DocumentRequest.objects.filter(answered_at=None), to_attr="waiting")
    for claim in mine.filter(review__waits_for_member_since__isnull=False).prefetch_related(open_questions)[:MOST]:
        yield Need(
            Urgency.HELD_UP,
            _question(claim.waiting),
            reverse("claims:more", args=[claim.pk]),
            _("Answer"),
            "message-circle-question-mark",
            _about(claim),
        )


def _question(waiting: list[DocumentRequest]) -> str:
    """What we ask for in one sentence; several things stand on the page itself."""
    if len(waiting) == 1 and waiting[0].template in TEMPLATES:
        return str(TEMPLATES[waiting[0].template][1])
    return _("We need something from you before we can decide a claim.")


def _drafts(mine: ClaimQuerySet, reader: Reader) -> Iterator[Need]:
    for claim in mine.drafts().filter(created_by=reader.user)[:MOST]:
        yield Need(
            Urgency.UNFINISHED,
            _("You have begun a claim. Finish and send it."),
            reverse("claims:check", args=[claim.pk]),
            _("Finish it"),
            "file-pen-line",
            claim.patient.given_name,
        )


def _under_way(mine: ClaimQuerySet, reader: Reader) -> Iterator[saying.Step]:
    hours = OfficeRules.objects.in_force().promises
    open_states = [Claim.State.SUBMITTED, Claim.State.IN_REVIEW]
    found = mine.filter(state__in=open_states).exclude(review__waits_for_member_since__isnull=False)
    for claim in found.prefetch_related("lines")[:MOST]:
        since = claim.submitted_at or reader.now
        promised = since + timedelta(hours=hours[Step.DECISION.value])
        if claim.state == Claim.State.IN_REVIEW and hasattr(claim, "review"):
            promised = claim.review.due_at
        yield saying.Step(
            claim_about(claim),
            reverse("claims:status", args=[claim.pk]),
            _about(claim),
            str(claim.get_state_display()),
            "info",
            promised,
            promised < reader.now,
        )


def _about(claim: Claim) -> str:
    return f"{claim.patient.given_name} · {claim.number}"

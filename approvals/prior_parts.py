"""What decisions say on other pages: of the request they answer, and of the care in “My plan”."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.beside import Moment, Part, in_timeline, on_request
from approvals.models import CareRequest, PriorApproval
from approvals.requests import today_of
from approvals.using import used_of
from portal.entitlements.beside import on_benefit
from portal.members.models import Person

MOST = 5


@on_request
def decided(care: CareRequest, _reader: Person, _now: datetime) -> Iterable[Part]:
    """The decisions that answer it, above everything else."""
    found = list(care.approvals.select_related("person__family").order_by("-decided_at"))
    if found:
        used = used_of(found)
        rows = [used[one.pk] for one in found]
        yield Part("approvals/parts/decided.html", {"rows": rows}, is_first=True)


@in_timeline
def decisions(care: CareRequest) -> Iterable[Moment]:
    """Each decision by its moment."""
    for one in care.approvals.order_by("decided_at"):
        yield Moment(
            at=one.decided_at,
            label=_("The medical consultant decided"),
            sentence=str(one.outcome_words),
            state="done" if one.is_granted else "problem",
            link=reverse("prior:approval", args=[one.pk]),
            link_text=_("Read the decision"),
        )


@on_benefit
def approved(benefit: str, people: Iterable[Person], now: datetime) -> Iterable[tuple[str, dict[str, Any]]]:
    """Decisions about such care that hold today or later, for the people the reader may see."""
    seen = list(people)
    if not seen:
        return
    today = today_of(seen[0], now)
    living = PriorApproval.objects.filter(person__in=seen, benefit=benefit, until_on__gte=today)
    found = list(living.select_related("person__family").order_by("-decided_at")[:MOST])
    if found:
        used = used_of(found)
        yield "approvals/parts/on_benefit.html", {"rows": [used[one.pk] for one in found]}

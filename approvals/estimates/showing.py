"""Links and estimates as pages show them, and what this room puts on the pages of a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.beside import Moment, Part, at_desk, in_timeline, on_request
from approvals.estimates.choices import named
from approvals.estimates.models import CostEstimate, EstimateDocument, EstimateLine, EstimateLink
from approvals.models import CareRequest
from portal.members.models import Person, User

KEYS = "estimates.add_costestimate"


@dataclass(frozen=True)
class ShownLink:
    """A link with its state at the moment of showing."""

    link: EstimateLink
    state: EstimateLink.State

    @property
    def tone(self) -> str:
        """For its badge."""
        return EstimateLink.TONES[self.state]

    @property
    def is_live(self) -> bool:
        return self.state in (EstimateLink.State.MADE, EstimateLink.State.SENT, EstimateLink.State.OPENED)


@dataclass(frozen=True)
class ShownEstimate:
    """A received estimate with its lines by name and its files."""

    estimate: CostEstimate
    rows: Sequence[tuple[str, EstimateLine]]
    documents: Sequence[EstimateDocument]


def links_shown(care: CareRequest, *, now: datetime) -> list[ShownLink]:
    """All links of a request, the latest first."""
    return [ShownLink(link, link.state_at(now)) for link in EstimateLink.objects.filter(request=care)]


def estimates_shown(care: CareRequest, *, all_of_them: bool = False) -> list[ShownEstimate]:
    """What came, the latest first; only what no newer one replaced, unless all are asked for."""
    received = CostEstimate.objects.received() if all_of_them else CostEstimate.objects.newest()
    found = received.filter(request=care).select_related("keyed_by", "replaced_by").order_by("-received_at")
    plan = care.person.family.plan
    return [
        ShownEstimate(
            one,
            [(named(line.benefit, plan), line) for line in one.lines.all()],
            list(one.documents.all()),
        )
        for one in found.prefetch_related("lines__estimate", "documents__stored")
    ]


@on_request
def on_the_page(care: CareRequest, reader: Person, now: datetime) -> Iterable[Part]:
    """The member's page: what came, and where she asks for one."""
    if not care.is_open and not care.estimates.received().exists():
        return []
    shown: dict[str, Any] = {"estimates": estimates_shown(care), "links": links_shown(care, now=now), "care": care}
    return [Part("estimates/parts/on_request.html", shown)]


@at_desk
def at_the_desk(care: CareRequest, by: User, now: datetime) -> Iterable[Part]:
    """The desk's screen: all estimates, the links, and keying one in."""
    shown: dict[str, Any] = {
        "care": care,
        "estimates": estimates_shown(care, all_of_them=True),
        "links": links_shown(care, now=now),
        "may": by.has_perm(KEYS) and care.is_open,
    }
    return [Part("admin/estimates/at_desk.html", shown)]


@in_timeline
def moments(care: CareRequest) -> Iterable[Moment]:
    """When somebody was asked, and when it came. No amounts."""
    for link in EstimateLink.objects.filter(request=care):
        yield Moment(link.created_at, _("Cost estimate asked for"), link.provider_name)
    see: dict[str, Any] = {"link": reverse("estimates:ask", args=[care.pk]), "link_text": _("See the estimate")}
    for estimate in CostEstimate.objects.received().filter(request=care):
        received_at = estimate.received_at or estimate.created_at
        yield Moment(received_at, _("Cost estimate received"), estimate.provider_name, **see)

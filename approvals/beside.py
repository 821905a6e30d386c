"""What rooms above put on the pages of requests: they register here at the start, and it imports none of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from approvals.models import CareRequest
from portal.members.models import Person, User


@dataclass(frozen=True)
class Part:
    """A piece of a page: a template, and what it finds as `part`. `is_first` puts it above what this room says."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    is_first: bool = False


@dataclass(frozen=True)
class Moment:
    """Something that happened, for the timeline: `state` as in `look/timeline.html`."""

    at: datetime
    label: Any
    sentence: Any = ""
    state: str = "done"
    link: str = ""
    link_text: Any = ""


OnRequest = Callable[[CareRequest, Person, datetime], Iterable[Part]]
AtDesk = Callable[[CareRequest, User, datetime], Iterable[Part]]
InTimeline = Callable[[CareRequest], Iterable[Moment]]
_on_request: list[OnRequest] = []
_at_desk: list[AtDesk] = []
_in_timeline: list[InTimeline] = []


def on_request(giver: OnRequest) -> OnRequest:
    """Registers parts for the member's page of a sent request: the request, its reader, now."""
    _on_request.append(giver)
    return giver


def at_desk(giver: AtDesk) -> AtDesk:
    """Registers parts for the desk's screen of a request: the request, the colleague, now. Acts are forms in them."""
    _at_desk.append(giver)
    return giver


def in_timeline(giver: InTimeline) -> InTimeline:
    """Registers moments of a request, sorted in among its own."""
    _in_timeline.append(giver)
    return giver


def parts_on_request(request: CareRequest, reader: Person, now: datetime) -> list[Part]:
    """What the rooms above say on the member's page."""
    return [part for giver in _on_request for part in giver(request, reader, now)]


def parts_at_desk(request: CareRequest, by: User, now: datetime) -> list[Part]:
    """What the rooms above add to the desk's screen."""
    return [part for giver in _at_desk for part in giver(request, by, now)]


def moments_of(request: CareRequest) -> list[Moment]:
    """What happened in the rooms above."""
    return [moment for giver in _in_timeline for moment in giver(request)]

"""The way of a request, step by step, for its page."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from approvals.beside import moments_of
from approvals.clock import Clock
from approvals.models import CareRequest, Pause

State = CareRequest.State
Step = dict[str, Any]


def steps_of(request: CareRequest, clock: Clock | None) -> list[Step]:
    """Steps of `look/timeline.html`, in their order; what rooms above tell stands among them by its moment."""
    happened = [
        _step(request.sent_at, _("Received"), _("You have our receipt by e-mail.")),
        *(_pause(pause) for pause in request.pauses.all() if pause.ended_at),
        *(
            _step(one.at, one.label, one.sentence, state=one.state, link=one.link, link_text=one.link_text)
            for one in moments_of(request)
        ),
    ]
    happened.sort(key=lambda step: step["at"])
    return [*happened, *_now(request, clock)]


def _step(at: datetime | None, label: Any, sentence: Any = "", *, state: str = "done", **more: Any) -> Step:
    return {"label": label, "state": state, "at": at, "sentence": sentence, **more}


def _pause(pause: Pause) -> Step:
    if pause.waits_for == Pause.For.MEMBER:
        return _step(pause.started_at, _("We asked you something"), _("You answered, and our clock went on."))
    return _step(pause.started_at, _("We asked the provider"), _("The provider answered, and our clock went on."))


def _now(request: CareRequest, clock: Clock | None) -> list[Step]:
    """What is the matter now, and what is still to come."""
    if request.state == State.ANSWERED:
        return [_step(request.ended_at, _("Answered"))]
    if request.state == State.WITHDRAWN:
        return [_step(request.ended_at, _("Withdrawn"), _("You did not want it any more."))]
    if request.state == State.CLOSED:
        return [_step(request.ended_at, _("Closed"), _("Our reasons stand above."))]
    answer = {"promised": request.due_at, "is_late": bool(clock and clock.is_late)}
    since = clock.since if clock else None
    waiting = {
        State.MEMBER: _step(since, _("We wait for you"), _("Please answer our question."), state="problem"),
        State.PROVIDER: _step(since, _("We wait for the provider"), _("You need not do anything."), state="current"),
    }
    if request.state in waiting:
        return [waiting[State(request.state)], _step(None, _("Our answer"), state="upcoming")]
    return [_step(None, _("We look at it"), state="current", **answer), _step(None, _("Our answer"), state="upcoming")]

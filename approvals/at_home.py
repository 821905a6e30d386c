"""What planned care says on the first page: questions that wait, drafts, and requests on their clock."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.clock import clock_of
from approvals.models import CareRequest, RequestRules
from portal.home.saying import Need, Reader, Step, Urgency, at_home

MOST = 6


@at_home
def requests_at_home(reader: Reader) -> Iterator[Need | Step]:
    """Three queries, and one for the rules of the clock."""
    mine = CareRequest.objects.filter(person__in=reader.people)
    hers = Q(state=CareRequest.State.DRAFT, asked_by=reader.user) | Q(state__in=CareRequest.OPEN)
    found = mine.filter(hers).select_related("person", "provider").prefetch_related("pauses")
    rules = RequestRules.objects.in_force()
    for care in found.order_by("-changed_at")[: 2 * MOST]:
        about = f"{care.person.given_name} · {care.number or care.get_kind_display()}"
        link = reverse("approvals:request", args=[care.pk])
        if care.state == CareRequest.State.DRAFT:
            begun, link = _("You have begun a request. Finish and send it."), reverse("approvals:check", args=[care.pk])
            yield Need(Urgency.UNFINISHED, begun, link, _("Finish it"), "file-pen-line", about)
        elif care.state == CareRequest.State.MEMBER:
            asked = _("We asked you something. Please answer.")
            yield Need(Urgency.HELD_UP, asked, link, _("Answer"), "message-circle-question-mark", about)
        else:
            clock = clock_of(care, rules=rules, now=reader.now)
            promised = clock.due_at if clock and not clock.stands else None
            late = clock is not None and clock.is_late
            yield Step(
                str(care.get_kind_display()), link, about, str(care.get_state_display()), care.tone, promised, late
            )

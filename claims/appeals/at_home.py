"""What appeals say on the first page: drafts, and what is being reviewed."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.appeals.models import Appeal
from portal.home.saying import Need, Reader, Step, Urgency, at_home

MOST = 6


@at_home
def appeals_at_home(reader: Reader) -> Iterator[Need | Step]:
    """One query."""
    hers = Q(state=Appeal.State.DRAFT, created_by=reader.user) | Q(state__in=Appeal.OPEN)
    found = Appeal.objects.filter(hers, claim__patient__in=reader.people).select_related("claim__patient")
    for appeal in found.order_by("-changed_at")[:MOST]:
        name = appeal.claim.patient.given_name
        if appeal.state == Appeal.State.DRAFT:
            sentence = _("You have begun an appeal. Finish and send it.")
            link = reverse("appeals:check", args=[appeal.pk])
            about = f"{name} · {appeal.claim.number}"
            yield Need(Urgency.UNFINISHED, sentence, link, _("Finish it"), "file-pen-line", about, appeal.appeal_by)
        else:
            yield Step(
                _("Your appeal"),
                reverse("appeals:appeal", args=[appeal.pk]),
                f"{name} · {appeal.number}",
                str(appeal.get_state_display()),
                appeal.TONES[Appeal.State(appeal.state)],
                appeal.due_on,
                appeal.due_on is not None and appeal.due_on < reader.today,
            )

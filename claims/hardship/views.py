"""The member's page: how near each year is to its maximum, what lies above, and the case."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.hardship.cases import HardshipRefused, open_case
from claims.hardship.figures import beyond_maximum
from claims.hardship.forms import AskForm
from claims.hardship.models import HardshipCase, MaximumNotice
from claims.views.loading import member_day
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.models import Person


@dataclass(frozen=True)
class Entry:
    """One person's year; amounts in the family's currency."""

    person: Person
    year: int
    notice: MaximumNotice
    beyond: Decimal
    case: HardshipCase | None

    @property
    def may_ask(self) -> bool:
        return bool(self.beyond) and (self.case is None or self.case.state != HardshipCase.State.OPEN)


def _entries(request: MemberRequest, today: date) -> list[Entry]:
    people = {person.pk: person for person in people_seen(request)}
    told = MaximumNotice.objects.filter(person__in=people, year__gte=today.year - 1).order_by("percent")
    latest = {(one.person_id, one.year): one for one in told}
    cases = HardshipCase.objects.filter(person__in=people).order_by("opened_at")
    by_year = {(case.person_id, case.year): case for case in cases}
    return [
        Entry(people[key], year, notice, beyond_maximum(people[key], year), by_year.get((key, year)))
        for (key, year), notice in sorted(latest.items(), key=lambda item: -item[0][1])
    ]


@member_required
@require_safe
def year(request: MemberRequest) -> HttpResponse:
    entries = _entries(request, member_day(request.person, timezone.now()))
    return render(request, "hardship/year.html", {"entries": entries})


@member_required
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, person_id: UUID, of_year: int) -> HttpResponse:
    """Ask for a case. Raises Http404 for somebody else's year, or one without anything above the maximum."""
    now = timezone.now()
    person = get_object_or_404(people_seen(request), pk=person_id)
    beyond = beyond_maximum(person, of_year)
    if not beyond:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_case(person=person, year=of_year, words=form.cleaned_data["words"], by=request.user, now=now)
            messages.success(request, _("We have your request. Two sides examine it together; we tell you by e-mail."))
            return redirect("hardship:year")
        except HardshipRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
    context: dict[str, Any] = {"person": person, "year": of_year, "beyond": beyond, "form": form}
    return render(request, "hardship/ask.html", context)

"""All claims of a member: looked through, added up, taken along. What is looked for stays in the session."""

import secrets
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims.beside import words_in_lists
from claims.find_forms import FindForm
from claims.finding import Wanted, find, totals, years_of_care
from claims.models.claim import ClaimQuerySet
from claims.tables import claims_table
from claims.views.loading import claims_of, drafts_of
from claims.views.stop_loss import stop_losses_of
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Purpose
from portal.vault.serving import answer

PAGE = 20
KEY, KEPT, MOST_KEPT = "find", "claims.found", 10


@member_required
@require_safe
def history(request: MemberRequest) -> HttpResponse:
    mine = claims_of(request)
    wanted = kept(request)
    form = _form(request, mine, initial=wanted.as_record())
    return _listed(request, mine, wanted, form)


@member_required
@require_POST
def look_for(request: MemberRequest) -> HttpResponse:
    """Keep what is looked for in the session; the address has only a key to it, so that two tabs do not mix."""
    mine = claims_of(request)
    form = _form(request, mine, data=request.POST)
    if not form.is_valid():
        return _listed(request, mine, Wanted(), form)
    wanted, here = form.wanted(), reverse("claims:history")
    if not wanted:
        return redirect(here)
    key = secrets.token_urlsafe(9)
    searches = dict(list(request.session.get(KEPT, {}).items())[1 - MOST_KEPT :])
    request.session[KEPT] = {**searches, key: wanted.as_record()}
    return redirect(f"{here}?{KEY}={key}")


@member_required
@require_safe
def table(request: MemberRequest) -> HttpResponseBase:
    """The claims looked for as a table for a spreadsheet."""
    found = find(claims_of(request).sent(), kept(request), plan=request.person.family.plan)
    looked_at(request, *(claim.patient for claim in found))
    return answer(ContentFile(claims_table(found)), filename="claims.csv", media_type="text/csv")


def kept(request: MemberRequest) -> Wanted:
    """What the key in the address stands for; everything when there is none, or its session has ended."""
    record = request.session.get(KEPT, {}).get(request.GET.get(KEY, ""))
    return Wanted.from_record(record) if record else Wanted()


def _form(request: MemberRequest, mine: ClaimQuerySet, **options: Any) -> FindForm:
    people = people_seen(request, Purpose.CLAIMS)
    return FindForm(options.pop("data", None), people=people, years=years_of_care(mine), **options)


def _listed(request: MemberRequest, mine: ClaimQuerySet, wanted: Wanted, form: FindForm) -> HttpResponse:
    found = find(mine.sent(), wanted, plan=request.person.family.plan)
    page = Paginator(found.with_card(), PAGE).get_page(request.GET.get("page"))
    looked_at(request, *(claim.patient for claim in page.object_list))
    words = words_in_lists(list(page.object_list))
    for claim in page.object_list:
        claim.beside = words[claim.pk]  # type: ignore[attr-defined]
    context = {
        "page": page,
        "drafts": () if wanted else drafts_of(request).with_card(),
        "stop_losses": () if wanted else stop_losses_of(request.person),
        "totals": totals(found),
        "form": form,
        "wanted": wanted,
        "key": request.GET.get(KEY, "") if wanted else "",
        "form_key": uuid4(),
    }
    return render(request, "claims/history.html", context)

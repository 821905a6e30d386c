"""Forms and the description of benefits as papers: blank for anybody, filled in for whoever is signed in."""

from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.card.claim_form import claim_form
from portal.card.cost_estimate import cost_estimate_form
from portal.card.public_papers import FORMS, blank_form, description
from portal.card.views.loading import paper_language, today_of, visible_people
from portal.members.access import MemberRequest, member_required, person_for, person_of
from portal.members.models import Purpose
from portal.vault.serving import answer

PDF = "application/pdf"


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All papers there are; for a member, one link for each person she may fill a form in for."""
    person = person_of(request.user)
    people = visible_people(request, person) if person else []
    return render(request, "card/forms.html", {"forms": FORMS.values(), "people": people})


@require_safe
def blank(request: HttpRequest, key: str) -> HttpResponseBase:
    """A blank form; `?language=` in another language than the page's."""
    if key not in FORMS:
        raise Http404
    return answer(ContentFile(blank_form(key, paper_language(request))), filename=f"{key}-form.pdf", media_type=PDF)


@member_required
@require_safe
def filled(request: MemberRequest, key: str, person_id: UUID) -> HttpResponseBase:
    """A form with what is known of one person written in it."""
    person = person_for(request, person_id, Purpose.LEFT)
    language = paper_language(request)
    if key == "claim":
        content = claim_form(language, person, request.person)
    elif key == "cost-estimate":
        content = cost_estimate_form(language, person)
    else:
        raise Http404
    return answer(ContentFile(content), filename=f"{key}-form.pdf", media_type=PDF)


@require_safe
def description_paper(request: HttpRequest) -> HttpResponseBase:
    """The description of benefits: of the reader's own plan, else of the plan most families have."""
    person = person_of(request.user)
    plan = person.family.plan if person else settings.DEFAULT_PLAN
    today = today_of(person) if person else timezone.localdate()
    content = ContentFile(description(plan, paper_language(request), today))
    return answer(content, filename="description-of-benefits.pdf", media_type=PDF)

"""The membership card on screen and on paper, for everybody whose card the reader may have."""

from uuid import UUID

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.card.cards import faces, renew_card
from portal.card.printing import card_paper
from portal.card.views.loading import paper_language, today_of, visible_people
from portal.members.access import MemberRequest, looked_at, member_required, people_seen, person_for
from portal.members.models import Purpose
from portal.vault.serving import answer


@member_required
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """All cards on one page that asks for nothing more: it is what a phone keeps for a place without a line."""
    people = visible_people(request, request.person)
    looked_at(request, *people)
    shown = faces(people, today_of(request.person))
    own = set(people_seen(request))
    context = {"faces": shown, "renewable": own, "checked_at": timezone.now()}
    return render(request, "card/cards.html", context)


@member_required
@require_safe
def paper(request: MemberRequest, person_id: UUID) -> HttpResponseBase:
    """One card as PDF; `?size=small` in its own size. Who is not covered today has none: 404."""
    today = today_of(request.person)
    face = faces([person_for(request, person_id, Purpose.LEFT)], today)[0]
    if face.cover is None:
        raise Http404
    content = card_paper(face, language=paper_language(request), is_small=request.GET.get("size") == "small")
    return answer(ContentFile(content), filename="card.pdf", media_type="application/pdf")


@member_required
@require_POST
def renew(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """A new card, when the one before was lost."""
    person = person_for(request, person_id)
    renew_card(person=person, by=request.user, now=timezone.now())
    messages.success(request, _("The card is renewed. The code of the one before confirms nothing any more."))
    return redirect("card:cards")

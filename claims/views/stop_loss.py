"""The stop-loss settlements of a family, for its participant alone."""

from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.beside import parts_on_stop_loss
from claims.models import StopLossSettlement
from claims.stop_loss_notes import told
from portal.members.access import MemberRequest, member_required
from portal.members.models import Person
from portal.post.models import Paper
from portal.vault.serving import answer


def stop_losses_of(person: Person) -> QuerySet[StopLossSettlement]:
    """What she may see: her family's if she is the participant; nobody else reads what the others bore."""
    if person.relation != Person.Relation.PARTICIPANT:
        return StopLossSettlement.objects.none()
    return StopLossSettlement.objects.filter(family=person.family_id).select_related("note")


@member_required
@require_safe
def stop_loss(request: MemberRequest, settlement_id: UUID) -> HttpResponse:
    settlement = get_object_or_404(stop_losses_of(request.person), pk=settlement_id)
    beside = parts_on_stop_loss(settlement, request.person, timezone.now())
    return render(request, "claims/stop_loss.html", {**told(settlement), "beside": beside})


@member_required
@require_safe
def note(request: MemberRequest, settlement_id: UUID) -> HttpResponseBase:
    settlement = get_object_or_404(stop_losses_of(request.person), pk=settlement_id, note__isnull=False)
    paper = cast(Paper, settlement.note)
    return answer(paper.file, filename="settlement-note.pdf", media_type="application/pdf", inline=False)

"""The note of a stop-loss settlement: rendered from the stored settlement alone, kept as issued, sent once."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from claims.models import StopLossSettlement
from claims.told import STOP_LOSS
from portal.members.models import Person
from portal.notices.papers import Told, send_paper
from portal.post.models import Paper
from portal.post.papers import render, store

KIND = "stop-loss-note"


def write_stop_loss_note(*, settlement_id: UUID, now: datetime) -> Paper:
    """Render, store and send the note; one that has its note is left as it is. Rendered outside the transaction."""
    settlement = StopLossSettlement.objects.select_related("note").get(pk=settlement_id)
    if settlement.note:
        return settlement.note
    facts = settlement.printed
    with translation.override(facts["language"]):
        title = _("Settlement note: stop-loss")
        content = render(
            template="claims/papers/stop_loss_note.html",
            context=told(settlement),
            language=facts["language"],
            title=title,
        )
    with transaction.atomic():
        settlement = (
            StopLossSettlement.objects.select_for_update(of=("self",)).select_related("family").get(pk=settlement_id)
        )
        if settlement.note:
            return settlement.note
        paper = store(kind=KIND, title=title, language=facts["language"], content=content, now=now)
        settlement.note = paper
        settlement.save(update_fields=["note"])
        participant = settlement.family.people.get(relation=Person.Relation.PARTICIPANT)
        link = reverse("claims:stop_loss", args=[settlement.pk])
        notice = Told(STOP_LOSS, participant, None, link, settlement.number)
        send_paper(
            paper=paper,
            told=notice,
            facts=facts,
            family=settlement.family,
            template="stop_loss_note",
            key=settlement.pk,
            now=now,
        )
        return paper


def told(settlement: StopLossSettlement) -> dict[str, Any]:
    """What note and page show; everything of it stands in the stored settlement. `above` lies above the limit."""
    facts = settlement.printed
    return {
        "settlement": settlement,
        "printed": facts,
        "recipient": [facts["reader"], *facts["address"]],
        "rate": Decimal(facts["rate"]),
        "limit_rate": Decimal(facts["limit_rate"]),
        "above": settlement.out_of_pocket - settlement.limit,
        "people": [_amounts(row) for row in facts["people"]],
        "is_cut": any(row["attributed"] != row["supplement"] for row in facts["people"]),
    }


def _amounts(row: dict[str, str]) -> dict[str, Any]:
    return {"name": row["name"], **{key: Decimal(text) for key, text in row.items() if key != "name"}}

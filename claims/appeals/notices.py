"""The written notice of a decided appeal: rendered from what is stored, kept as issued, sent once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from claims.appeals.comparing import compared_lines, remaining_in_dollars, replacement, side_by_side
from claims.appeals.deadlines import NOTICE_KIND, rules_of
from claims.appeals.mails import reader_of
from claims.appeals.models import Appeal
from claims.appeals.told import DECIDED
from portal.members.addressees import reader_for
from portal.notices.papers import Told, send_paper
from portal.post.models import Paper
from portal.post.papers import render, store


def write_notice(*, appeal_id: UUID, now: datetime) -> Paper | None:
    """Render, store and send the notice; one that has its notice is left as it is. None while it is not decided."""
    appeal = Appeal.objects.select_related("claim__family", "claim__patient", "settlement__decision", "notice").get(
        pk=appeal_id
    )
    if appeal.notice or not appeal.is_decided:
        return appeal.notice
    with translation.override(appeal.language):
        title, template = _("Decision on your appeal"), "appeals/papers/decision.html"
        content = render(template=template, context=told(appeal), language=appeal.language, title=title)
    with transaction.atomic():
        appeal = Appeal.objects.select_for_update(of=("self",)).select_related("claim__family").get(pk=appeal_id)
        if appeal.notice:
            return appeal.notice
        paper = store(kind=NOTICE_KIND, title=title, language=appeal.language, content=content, now=now)
        appeal.notice = paper
        appeal.save(update_fields=["notice"])
        family = appeal.claim.family
        send_paper(
            paper=paper,
            told=_told(appeal, now),
            facts=_facts(appeal),
            family=family,
            template="appeal_decision",
            key=appeal.pk,
            now=now,
        )
        return paper


def _told(appeal: Appeal, now: datetime) -> Told:
    patient, link = appeal.claim.patient, reverse("appeals:appeal", args=[appeal.pk])
    return Told(DECIDED, reader_of(appeal, now), patient, link, appeal.number)


def told(appeal: Appeal) -> dict[str, Any]:
    """What notice and page say of a decided appeal."""
    new, rules, facts = replacement(appeal), rules_of(appeal.claim.family), _facts(appeal)
    value = remaining_in_dollars(appeal) if appeal.is_lost else None
    return {
        "appeal": appeal,
        "recipient": [facts["reader"], *facts["address"]],
        "reference": facts["reference"],
        "lines": side_by_side(appeal, new),
        "compared": compared_lines(appeal, new) if new else (),
        "old": appeal.settlement,
        "new": new,
        "gain": new.reimbursed - appeal.settlement.reimbursed if new else None,
        "rules": rules,
        "may_go_on": bool(rules and appeal.is_lost and (value is None or value >= rules.review_from.value)),
        "plan": appeal.settlement.decision.plan,
    }


def _facts(appeal: Appeal) -> dict[str, Any]:
    """Who reads it, and where: as every paper that leaves."""
    family = appeal.claim.family
    reader = reader_for(appeal.claim.patient, appeal.created_by, appeal.decided_at or appeal.created_at)
    return {
        "reader": reader.full_name,
        "address": family.address_lines(),
        "language": appeal.language,
        "email": reader.email,
        "reference": family.reference,
    }

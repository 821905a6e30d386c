"""The written notice of a decision of the medical consultant: kept as issued, sent once, to whoever asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.models import ApprovalNotice, PriorApproval
from approvals.told import DECIDED
from portal.benefits.plans import load_plan
from portal.entitlements.locking import locked_families
from portal.entitlements.wording import benefit_name
from portal.members.addressees import reader_for
from portal.members.models import Person
from portal.notices.papers import Told, send_paper
from portal.post.papers import render, store

NOTICE_KIND = "approval-decision"


def write_notice(*, approval_id: UUID, now: datetime) -> ApprovalNotice:
    """Render, store and send the notice; a decision that has its notice is left as it is."""
    known = PriorApproval.objects.select_related("person__family", "request__asked_by__person", "request__provider")
    approval = known.get(pk=approval_id)
    if written := ApprovalNotice.objects.filter(approval=approval).first():
        return written
    sender = approval.request.asked_by if approval.request else None
    reader = reader_for(approval.person, sender, now)
    language = approval.language or reader.language
    with translation.override(language):
        title, template = _("Decision on prior approval"), "approvals/papers/decision.html"
        context = {**told(approval), "recipient": [reader.full_name, *approval.person.family.address_lines()]}
        content = render(template=template, context=context, language=language, title=title)
    with transaction.atomic():
        locked_families([approval.person.family_id])  # of two workers the second finds what the first has stored
        if written := ApprovalNotice.objects.filter(approval=approval).first():
            return written
        paper = store(kind=NOTICE_KIND, title=title, language=language, content=content, now=now)
        _send(approval, reader, language, paper, now)
        return ApprovalNotice.objects.create(approval=approval, paper=paper, at=now)


def _send(approval: PriorApproval, reader: Person, language: str, paper: Any, now: datetime) -> None:
    family = approval.person.family
    facts = {
        "reader": reader.full_name,
        "address": family.address_lines(),
        "language": language,
        "email": reader.email_known,
    }
    notice = Told(DECIDED, reader, approval.person, reverse("prior:approval", args=[approval.pk]), approval.number)
    send_paper(
        paper=paper,
        told=notice,
        facts=facts,
        family=family,
        template="approval_decision",
        key=approval.pk,
        now=now,
    )


def told(approval: PriorApproval) -> dict[str, Any]:
    """What notice and page say of a decision."""
    family = approval.person.family
    rules = load_plan(family.plan).rules
    return {
        "approval": approval,
        "reference": family.reference,
        "benefit": benefit_name(approval.benefit, family.plan),
        "clause": rules.general_clause,
        "months": rules.claim_months,
        "place": approval.request.place if approval.request else "",
        "appeals": rules.appeals,
    }

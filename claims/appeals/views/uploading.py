"""The evidence of an appeal: the pages of its documents."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from claims.appeals.drafts import EVIDENCE
from claims.appeals.forms import EvidenceForm
from claims.appeals.models import Appeal
from claims.appeals.refusals import AlreadySent, AppealRefused
from claims.appeals.views.loading import appeals_of
from portal.attachments.pages import DocumentPages
from portal.members.access import MemberRequest


def _load(request: MemberRequest, appeal_id: UUID) -> Appeal:
    return get_object_or_404(appeals_of(request).filter(created_by=request.user), pk=appeal_id)


def _is_open(appeal: Appeal) -> bool:
    return appeal.state == Appeal.State.DRAFT


PAGES = DocumentPages(
    custody=EVIDENCE,
    space="appeals",
    name="appeal",
    load=_load,
    is_open=_is_open,
    leave="appeal",
    sent=AlreadySent,
    refused=AppealRefused,
    template="appeals/documents.html",
    form=EvidenceForm,
)

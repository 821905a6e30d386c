"""The documents of a request: of a draft, and later of one that is open."""

from approvals.forms import ReportsForm
from approvals.models import CareRequest
from approvals.refusals import AlreadySent, RequestRefused
from approvals.requests import DOCUMENTS
from approvals.views.loading import one_of
from portal.attachments.pages import DocumentPages


def _is_open(care: CareRequest) -> bool:
    return care.state == CareRequest.State.DRAFT or care.is_open


PAGES = DocumentPages(
    custody=DOCUMENTS,
    space="approvals",
    name="care",
    key="request_id",
    load=one_of,
    is_open=_is_open,
    leave="request",
    sent=AlreadySent,
    refused=RequestRefused,
    template="approvals/documents.html",
    form=ReportsForm,
)

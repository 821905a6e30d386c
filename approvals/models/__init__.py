"""Care that is planned: requests, their documents, messages and waits, and what the medical consultant decided."""

from approvals.models.prior import ApprovalNotice, PriorApproval, PriorApprovalQuerySet
from approvals.models.request import CareRequest, CareRequestQuerySet
from approvals.models.rules import RequestRules
from approvals.models.talk import Pause, RequestDocument, RequestMessage

__all__ = [
    "ApprovalNotice",
    "CareRequest",
    "CareRequestQuerySet",
    "Pause",
    "PriorApproval",
    "PriorApprovalQuerySet",
    "RequestDocument",
    "RequestMessage",
    "RequestRules",
]

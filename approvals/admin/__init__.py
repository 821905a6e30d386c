"""The desk of planned care: prior approvals, requests by the time that is left, and what the office promises."""

from approvals.admin.prior import PriorApprovalAdmin
from approvals.admin.requests import CareRequestAdmin
from approvals.admin.rules import RequestRulesAdmin

__all__ = ["CareRequestAdmin", "PriorApprovalAdmin", "RequestRulesAdmin"]

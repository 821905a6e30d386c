"""Cost estimates of providers: links on which they are entered, what was entered, and what the office allows."""

from approvals.estimates.models.estimate import CostEstimate, EstimateDocument, EstimateLine
from approvals.estimates.models.link import EstimateLink
from approvals.estimates.models.rules import EstimateRules

__all__ = ["CostEstimate", "EstimateDocument", "EstimateLine", "EstimateLink", "EstimateRules"]

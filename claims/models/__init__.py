"""The claim, what was decided about it, the settlement that tells the member, and the review by a person."""

from claims.models.claim import Claim, ClaimLine
from claims.models.document import ClaimDocument, Suggestion
from claims.models.download import Download
from claims.models.office import OfficeRules, Step
from claims.models.phone import PhoneDraft
from claims.models.review import Correction, DocumentRequest, Review, ReviewReason, Signature, Skip
from claims.models.settlement import Adjustment, Decision, Settlement, SettlementLine
from claims.models.stop_loss import StopLossSettlement

__all__ = [
    "Adjustment",
    "Claim",
    "ClaimDocument",
    "ClaimLine",
    "Correction",
    "Decision",
    "DocumentRequest",
    "Download",
    "OfficeRules",
    "PhoneDraft",
    "Review",
    "ReviewReason",
    "Settlement",
    "SettlementLine",
    "Signature",
    "Skip",
    "Step",
    "StopLossSettlement",
    "Suggestion",
]

"""The appeal of a member, what the desk found out about it, and the external review after it."""

from claims.appeals.models.appeal import Appeal, AppealDocument, Ground
from claims.appeals.models.desk import AppealChange, AppealSignature
from claims.appeals.models.review import ExpertLink, ExternalReview

__all__ = ["Appeal", "AppealChange", "AppealDocument", "AppealSignature", "ExpertLink", "ExternalReview", "Ground"]

"""Guarantees of payment, their lines, what providers confirm about them, and the rules of the desk."""

from approvals.guarantees.models.guarantee import Guarantee, GuaranteeQuerySet
from approvals.guarantees.models.line import GuaranteeLine
from approvals.guarantees.models.rules import GuaranteeRules
from approvals.guarantees.models.stay import Stay

__all__ = ["Guarantee", "GuaranteeLine", "GuaranteeQuerySet", "GuaranteeRules", "Stay"]

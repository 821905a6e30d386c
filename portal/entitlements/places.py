"""Where a clause that cut an amount stands in “My plan”: the page, and the place on it."""

from django.urls import reverse

from portal.benefits.place import PlaceRule
from portal.benefits.reasons import Reason
from portal.benefits.terms import Plan

# Rules that hold for all care stand on one page; anchors are ids in `entitlements/rules.html`.
RULES = {
    Reason.LATE_CLAIM: "in-time",
    Reason.OVERALL_MAXIMUM: "maximum",
    Reason.EXCLUDED: "never",
    Reason.REASONABLE_CUSTOMARY: "prices",
    Reason.OTHER_INSURANCE: "other-insurance",
    Reason.APPROVAL_LIMIT: "approval",
    Reason.APPROVAL_REFUSED: "approval",
    Reason.PRIOR_APPROVAL_MISSING: "approval",
}
# All else stands with the care itself; anchors are the keys of `describing.Told`.
TERMS = {
    Reason.COINSURANCE: "pays",
    Reason.PRIVATE_ROOM: "pays",
    Reason.SEMI_PRIVATE_UNKNOWN: "pays",
    Reason.COUNT_LIMIT: "limits",
    Reason.ITEM_CEILING: "limits",
    Reason.PERIOD_CEILING: "limits",
    Reason.PRESCRIPTION_MISSING: "prescription",
    Reason.PRESCRIPTION_EXPIRED: "prescription",
    Reason.WAITING_PERIOD: "waiting",
    Reason.AGE_LIMIT: "who",
    Reason.SEX_LIMIT: "who",
    Reason.COURSE_LIMIT: "who",
    Reason.CONDITION_NOT_MET: "conditions",
}


def place_of(reason: Reason, benefit: str, plan: Plan) -> str:
    """The address of the rule behind a cut of this care; empty when the plan no longer knows the care."""
    if reason in RULES:
        return f"{reverse('entitlements:rules')}#{RULES[reason]}"
    if benefit not in plan.rows:
        return ""
    anchor = f"#{TERMS[reason]}" if reason in TERMS else ""
    return reverse("entitlements:benefit", args=[benefit]) + anchor


def prices_place() -> str:
    """The address of the rules about whose prices count."""
    return f"{reverse('entitlements:rules')}#{RULES[Reason.REASONABLE_CUSTOMARY]}"


def prices_clause(rule: PlaceRule, plan: Plan) -> str:
    """The clause that says whose prices count."""
    return plan.rules.price_clauses.get(rule, plan.rules.general_clause)

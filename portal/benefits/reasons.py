"""Why an amount was cut, who bears the cut, and how a line ended: closed lists in the order of the decision."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a line was decided; `review` waits for a person and has paid nothing."""

    PAID = "paid"
    REFUSED = "refused"
    REVIEW = "review"


class Bearer(StrEnum):
    """Who bears an amount that the plan does not pay."""

    MEMBER = "member"
    PROVIDER = "provider"
    OTHER_INSURER = "other_insurer"
    PENDING = "pending"


class Reason(StrEnum):
    """Every cause for which a charge is not paid in full."""

    COINSURANCE = "coinsurance"
    PRIVATE_ROOM = "private_room"
    REASONABLE_CUSTOMARY = "reasonable_customary"
    APPROVAL_LIMIT = "approval_limit"
    OTHER_INSURANCE = "other_insurance"
    COUNT_LIMIT = "count_limit"
    ITEM_CEILING = "item_ceiling"
    PERIOD_CEILING = "period_ceiling"
    OVERALL_MAXIMUM = "overall_maximum"
    DUPLICATE = "duplicate"
    LATE_CLAIM = "late_claim"
    NOT_INSURED = "not_insured"
    WAITING_PERIOD = "waiting_period"
    NOT_COVERED = "not_covered"
    EXCLUDED = "excluded"
    AGE_LIMIT = "age_limit"
    SEX_LIMIT = "sex_limit"
    PRESCRIPTION_MISSING = "prescription_missing"
    PRESCRIPTION_EXPIRED = "prescription_expired"
    CONDITION_NOT_MET = "condition_not_met"
    COURSE_LIMIT = "course_limit"
    APPROVAL_REFUSED = "approval_refused"
    PRIOR_APPROVAL_MISSING = "prior_approval_missing"
    SEMI_PRIVATE_UNKNOWN = "semi_private_unknown"


# The members as plain names: looking one up on its class costs ten times as much, and every line names many.
PAID, REFUSED, REVIEW = Outcome
MEMBER, PROVIDER, OTHER_INSURER, PENDING = Bearer
(
    COINSURANCE,
    PRIVATE_ROOM,
    REASONABLE_CUSTOMARY,
    APPROVAL_LIMIT,
    OTHER_INSURANCE,
    COUNT_LIMIT,
    ITEM_CEILING,
    PERIOD_CEILING,
    OVERALL_MAXIMUM,
    DUPLICATE,
    LATE_CLAIM,
    NOT_INSURED,
    WAITING_PERIOD,
    NOT_COVERED,
    EXCLUDED,
    AGE_LIMIT,
    SEX_LIMIT,
    PRESCRIPTION_MISSING,
    PRESCRIPTION_EXPIRED,
    CONDITION_NOT_MET,
    COURSE_LIMIT,
    APPROVAL_REFUSED,
    PRIOR_APPROVAL_MISSING,
    SEMI_PRIVATE_UNKNOWN,
) = Reason

# What the plan pays of everybody's care, and what of it is used up: on the member's pages before she goes, and nothing
# that a second look would change. She may dispute it all the same.
ORDINARY = frozenset({COINSURANCE, PRIVATE_ROOM, COUNT_LIMIT, ITEM_CEILING, PERIOD_CEILING, OVERALL_MAXIMUM})
# Rules of the general section of the plan; every other cut cites the section of the row or its own clause.
GENERAL = frozenset({REASONABLE_CUSTOMARY, APPROVAL_LIMIT, APPROVAL_REFUSED, PRIOR_APPROVAL_MISSING, OTHER_INSURANCE})

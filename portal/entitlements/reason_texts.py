"""What each reason means to the member: a short name and one plain sentence, in her language.

Sentences may use `{percent}` (what the plan pays of this care), `{country}` (whose prices count) and
`{months}` (the time a claim may take); a sentence never carries an amount, those stand beside it.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.benefits.reasons import Bearer, Reason

NAMES: dict[Reason, Promise] = {
    Reason.COINSURANCE: _("Your part"),
    Reason.PRIVATE_ROOM: _("Private room"),
    Reason.REASONABLE_CUSTOMARY: _("Above the usual price"),
    Reason.APPROVAL_LIMIT: _("Above what was approved"),
    Reason.OTHER_INSURANCE: _("Paid by another insurance"),
    Reason.COUNT_LIMIT: _("More than the plan counts"),
    Reason.ITEM_CEILING: _("Highest amount for one item"),
    Reason.PERIOD_CEILING: _("Highest amount for the period"),
    Reason.OVERALL_MAXIMUM: _("Overall maximum of the year"),
    Reason.DUPLICATE: _("Claimed before"),
    Reason.LATE_CLAIM: _("Too late"),
    Reason.NOT_INSURED: _("Not insured on that day"),
    Reason.WAITING_PERIOD: _("Waiting period"),
    Reason.NOT_COVERED: _("Not covered"),
    Reason.EXCLUDED: _("Excluded"),
    Reason.AGE_LIMIT: _("Age"),
    Reason.SEX_LIMIT: _("Not for this person"),
    Reason.PRESCRIPTION_MISSING: _("Prescription missing"),
    Reason.PRESCRIPTION_EXPIRED: _("Prescription too old"),
    Reason.CONDITION_NOT_MET: _("Condition not met"),
    Reason.COURSE_LIMIT: _("Length of the treatment"),
    Reason.APPROVAL_REFUSED: _("Approval refused"),
    Reason.PRIOR_APPROVAL_MISSING: _("Prior approval missing"),
    Reason.SEMI_PRIVATE_UNKNOWN: _("Room rate unknown"),
}

SENTENCES: dict[Reason, Promise] = {
    # xgettext:no-python-format
    Reason.COINSURANCE: _("The plan pays {percent}% of this kind of care. The rest is your part."),
    Reason.PRIVATE_ROOM: _(
        "For a private room the plan pays a share of its price or the full semi-private price, whichever is more."
    ),
    Reason.REASONABLE_CUSTOMARY: _(
        "The bill is higher than the usual price for this care in {country}, up to which the plan counts."
    ),
    Reason.APPROVAL_LIMIT: _("The medical consultant approved this care up to a lower amount."),
    Reason.OTHER_INSURANCE: _("Another insurance paid this part, so the plan does not pay it again."),
    Reason.COUNT_LIMIT: _(
        "The plan pays this care only a certain number of times in a period, and that number is reached."
    ),
    Reason.ITEM_CEILING: _("The plan pays one item of this kind only up to a fixed amount."),
    Reason.PERIOD_CEILING: _(
        "The plan pays this kind of care only up to a fixed amount in a period, and that amount is used up."
    ),
    Reason.OVERALL_MAXIMUM: _("The plan pays one person only up to an overall maximum in a calendar year."),
    Reason.DUPLICATE: _("This expense was already claimed and decided."),
    Reason.LATE_CLAIM: _("A claim must reach us within {months} months of the day of care. This one came later."),
    Reason.NOT_INSURED: _("The patient was not enrolled in the plan on the day of care."),
    Reason.WAITING_PERIOD: _("This care is paid only after a waiting period from the patient's enrolment."),
    Reason.NOT_COVERED: _("The plan does not pay this kind of care."),
    Reason.EXCLUDED: _("One of the plan's general exclusions applies."),
    Reason.AGE_LIMIT: _("The plan pays this care only at certain ages."),
    Reason.SEX_LIMIT: _("The plan does not pay this examination for this person."),
    Reason.PRESCRIPTION_MISSING: _("This care needs a doctor's prescription dated on or before the day of care."),
    Reason.PRESCRIPTION_EXPIRED: _("The prescription was too old on the day of care."),
    Reason.CONDITION_NOT_MET: _("A condition that the plan sets for this care was not met."),
    Reason.COURSE_LIMIT: _("The treatment started too late in life or lasted longer than the plan pays."),
    Reason.APPROVAL_REFUSED: _("The medical consultant did not approve this care."),
    Reason.PRIOR_APPROVAL_MISSING: _(
        "This care needs prior approval. A medical consultant looks at it before anything is paid."
    ),
    Reason.SEMI_PRIVATE_UNKNOWN: _("We need the hospital's price of a semi-private room to decide."),
}

BEARERS: dict[Bearer, Promise] = {
    Bearer.MEMBER: pgettext_lazy("who bears a cut", "you"),
    Bearer.PROVIDER: pgettext_lazy("who bears a cut", "the provider; you do not owe it"),
    Bearer.OTHER_INSURER: pgettext_lazy("who bears a cut", "the other insurance"),
    Bearer.PENDING: pgettext_lazy("who bears a cut", "not decided yet"),
}

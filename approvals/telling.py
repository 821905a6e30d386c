"""What the plan asks for before planned care, in the reader's words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import CareRequest
from approvals.needs import Needed
from portal.benefits.reasons import Reason
from portal.entitlements.places import RULES
from portal.entitlements.wording import benefit_name


@dataclass(frozen=True)
class Told:
    """A heading, sentences, and where the rule stands: `clause` and its address; `benefit` and its page."""

    heading: str
    sentences: list[str]
    clause: str
    clause_url: str
    benefit: str
    benefit_url: str
    is_neither: bool


def told(needed: Needed, *, plan: str) -> Told:
    """The answer in words."""
    headings = {
        CareRequest.Needs.GUARANTEE: _("A guarantee of payment helps; no prior approval is needed"),
        CareRequest.Needs.APPROVAL: _("This care needs prior approval"),
        CareRequest.Needs.BOTH: _("This care needs prior approval, and we can give a guarantee of payment"),
        CareRequest.Needs.NEITHER: _("This care needs neither approval nor a guarantee"),
    }
    return Told(
        heading=headings[needed.needs],
        sentences=[*_approval(needed), *_guarantee(needed)],
        clause=needed.clause if needed.approval else needed.section,
        clause_url=f"{reverse('entitlements:rules')}#{RULES[Reason.PRIOR_APPROVAL_MISSING]}" if needed.approval else "",
        benefit=benefit_name(needed.benefit, plan) if needed.benefit else "",
        benefit_url=reverse("entitlements:benefit", args=[needed.benefit]) if needed.benefit else "",
        is_neither=needed.needs == CareRequest.Needs.NEITHER,
    )


def _approval(needed: Needed) -> list[str]:
    if not needed.approval:
        return []
    if needed.afterwards:
        return [_("In an emergency you get care first. Our medical consultant gives the approval afterwards.")]
    if needed.above is not None:
        words = _("Approval is needed beyond %(count)s sessions in a calendar year. Send the doctor's reasons with it.")
        return [words % {"count": needed.above}]
    first = _("Our medical consultant decides, from your doctor's reasons and the estimated cost.")
    if not needed.is_stay:
        return [first]
    days = ngettext(
        "For a stay that is planned we want to know it at least %(days)s day before.",
        "For a stay that is planned we want to know it at least %(days)s days before.",
        needed.notice_days,
    )
    return [first, days % {"days": needed.notice_days}]


def _guarantee(needed: Needed) -> list[str]:
    if needed.guarantee:
        return [_("With a guarantee we pay the provider directly what the plan covers, and you pay your part only.")]
    if needed.approval:
        return [_("You pay the bill and send us a claim, unless we can arrange direct payment with the provider.")]
    return [
        _("Get the care, pay the bill and send us a claim. What the plan would pay, you can look up before."),
        _("If the price is high for you, send this request all the same: we try to arrange direct payment."),
    ]

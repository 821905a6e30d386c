"""What would have changed a cut, in words, and where the member can bring what was missing."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import SettlementLine
from claims.whatif import Change, Remedy
from portal.entitlements.steps import country_name
from portal.entitlements.wording import benefit_name
from portal.look.waterfall import Act
from portal.look.words import long_date, money


def hint(changes: Iterable[Change], settled: SettlementLine) -> str:
    """Each change in two or three sentences: the other fact, and what the plan would have paid under it."""
    return " ".join(" ".join(_sentences(change, settled)) for change in changes)


def opens(changes: Iterable[Change]) -> Iterator[Act]:
    """Where a document that was missing can still be sent."""
    if any(Remedy.PRESCRIPTION in change.remedies for change in changes):
        yield Act(reverse("claims:new"), _("Send it again with the prescription"))


def _sentences(change: Change, settled: SettlementLine) -> Iterator[str]:
    for remedy in change.remedies:
        yield _fact(remedy, change, settled)
    currency, then = settled.settlement.currency, change.then
    amounts = {"then": money(then.reimbursed, currency), "now": money(settled.reimbursed, currency)}
    if then.reimbursed != settled.reimbursed:
        yield _("Then the plan would have paid %(then)s instead of %(now)s.") % amounts
    if then.member_share < settled.member_share:
        amounts = {"then": money(then.member_share, currency), "now": money(settled.member_share, currency)}
        yield _("Your part would have been %(then)s instead of %(now)s.") % amounts


def _fact(remedy: Remedy, change: Change, settled: SettlementLine) -> str:
    line, plan = change.then.line, settled.settlement.decision.plan
    match remedy:
        case Remedy.PRESCRIPTION:
            return _("What would have changed this: a prescription that was valid on the day of care.")
        case Remedy.IN_TIME:
            return _("What would have changed this: the claim with us by %(day)s.") % {"day": long_date(line.received)}
        case Remedy.APPROVAL:
            return _("What would have changed this: the approval of our medical consultant.")
        case Remedy.HIGHER_APPROVAL:
            return _("What would have changed this: an approval of the whole amount.")
        case Remedy.APPROVED_THERE:
            words = _("What would have changed this: an approval of care in %(country)s.")
            return words % {"country": country_name(line.country)}
        case Remedy.CONDITION:
            return _("What would have changed this: proof that the plan's condition for this care was met.")
        case Remedy.NOT_EXCLUDED:
            return _("What would have changed this: proof that the exclusion does not apply to this care.")
        case Remedy.NOT_A_REPEAT:
            return _("What would have changed this: proof that this is another expense than the one decided before.")
        case Remedy.WAITING_OVER:
            words = _("What would have changed this: care on or after %(day)s, when the waiting period was over.")
            return words % {"day": long_date(line.on)}
        case Remedy.LATER:
            words = _("What would have changed this: care on or after %(day)s, when the next period begins.")
            return words % {"day": long_date(line.on)}
        case _:
            return _other_price(remedy, change, plan)


def _other_price(remedy: Remedy, change: Change, plan: str) -> str:
    line = change.then.line
    price = money(line.charged, line.currency)
    match remedy:
        case Remedy.NETWORK:
            return _("What would have changed this: a provider of our network, who keeps to the usual prices.")
        case Remedy.INSTEAD:
            words = _("What would have changed this: %(care)s, for %(price)s.")
            return words % {"care": benefit_name(line.benefit, plan), "price": price}
        case _:
            return _("What would have changed this: a bill at the usual price of %(price)s.") % {"price": price}

"""What a member should know before she sends a claim: why it matters, and what she can do. Warnings never block."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.using import used_of
from claims.facts import KnownLine
from claims.models import Claim
from portal.benefits.days import add_months
from portal.benefits.decision import LineDecision
from portal.benefits.money import ZERO
from portal.benefits.reasons import Bearer, Reason
from portal.benefits.terms import Plan
from portal.entitlements.balances import Account, Balance
from portal.entitlements.reason_texts import NAMES, SENTENCES
from portal.entitlements.steps import country_name
from portal.entitlements.wording import allowance_name
from portal.look.words import long_date, money

NEARLY_LATE_DAYS = 30
# As on the bars of what is left, which warn from here on.
NEARLY_USED = Decimal("0.15")
LIMITS = frozenset({Reason.COUNT_LIMIT, Reason.ITEM_CEILING, Reason.PERIOD_CEILING, Reason.OVERALL_MAXIMUM})
PRESCRIPTION = frozenset({Reason.PRESCRIPTION_MISSING, Reason.PRESCRIPTION_EXPIRED})


@dataclass(frozen=True)
class Warned:
    """One warning: a few words, the reason, what to do, and where that is done. `key` names its kind."""

    key: str
    heading: str
    reason: str
    remedy: str
    link: str
    link_text: str


@dataclass(frozen=True)
class Seen:
    """One expense of a draft as the engine would decide it today.

    `decision` is None while the house lacks a fact; `account` knows what is left after the whole claim, None for
    somebody who was never enrolled.
    """

    claim: Claim
    known: KnownLine
    decision: LineDecision | None
    account: Account | None
    plan: Plan
    today: date


def warnings_of(seen: Seen) -> list[Warned]:
    """All warnings of one expense, those first that cost most."""
    about = _About(seen)
    return [*about.refused(), *about.approved(), *about.late(), *about.prices(), *about.limits()]


class _About:
    """The warnings of one expense, kind by kind."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.line, self.decision = seen, seen.known.line, seen.decision
        self.lines = reverse("claims:lines", args=[seen.claim.pk])
        self.documents = reverse("claims:documents", args=[seen.claim.pk])
        self.benefit = reverse("entitlements:benefit", args=[self.line.benefit])

    def refused(self) -> Iterator[Warned]:
        """Why the plan would not pay at all, or not yet."""
        for reason in self.decision.failed if self.decision else ():
            remedy, link, text = self._remedy(reason)
            yield Warned(reason.value, str(NAMES[reason]), self._sentence(reason), remedy, link, text)

    def _sentence(self, reason: Reason) -> str:
        words = {"months": self.seen.plan.rules.claim_months, "percent": "", "country": ""}
        return str(SENTENCES[reason]).format(**words)

    def _remedy(self, reason: Reason) -> tuple[str, str, str]:
        """What helps, where, and the words of the link."""
        if reason in PRESCRIPTION:
            add = _("Enter the date of the prescription that was valid on that day, and add a photo of it.")
            return add, self.documents, _("Add the prescription")
        if reason is Reason.PRIOR_APPROVAL_MISSING:
            found = _("We found no approval of it. You may send the claim: our medical consultant decides first.")
            return found, self.benefit, _("What this care needs")
        if reason is Reason.WAITING_PERIOD and self._waits_until:
            over = _("Care from %(day)s on is paid. Check the date you entered.")
            return over % {"day": long_date(self._waits_until)}, self.lines, _("Check the date")
        if reason is Reason.LATE_CLAIM:
            why = _("Check the date. If it is right and something kept you from sending it, add a letter that says so.")
            return why, self.lines, _("Check the date")
        check = _("Check the patient, the kind of care and the date. If they are right, you may still send the claim.")
        return check, self.benefit, _("What the plan says")

    @property
    def _waits_until(self) -> date | None:
        if not self.decision:
            return None
        person = self.seen.known.family.people[self.decision.line.person]
        return add_months(person.enrolled, self.decision.terms.waiting_months)

    def approved(self) -> Iterator[Warned]:
        """It goes beyond what the medical consultant approved."""
        approval = self.seen.known.approval
        if approval is None or not approval.is_limited:
            return
        used = used_of([approval])[approval.pk]
        over = used.units_left is not None and self.line.quantity > used.units_left
        if not over and used.cost_left != ZERO:
            return
        told = _("Approval %(number)s is used up, or does not cover all of this expense.")
        remedy = _("You may send the claim: a person looks at it first. If you need more care, ask for it before.")
        link = reverse("prior:approval", args=[approval.pk])
        words = told % {"number": approval.number}
        yield Warned("beyond_approval", _("More than was approved"), words, remedy, link, _("See the approval"))

    def late(self) -> Iterator[Warned]:
        """There are fewer than thirty days left of the time in which a claim may come."""
        last = add_months(self.line.service_on, self.seen.plan.rules.claim_months)
        left = (last - self.seen.today).days
        if not 0 <= left < NEARLY_LATE_DAYS:
            return
        words = ngettext(
            "This expense must reach us by %(day)s. There is %(count)s day left.",
            "This expense must reach us by %(day)s. There are %(count)s days left.",
            left,
        )
        remedy = _("Send the claim now. A document that is still missing can follow later.")
        told = words % {"day": long_date(last), "count": left}
        yield Warned("nearly_late", _("Nearly too late"), told, remedy, self.lines, _("Check the date"))

    def prices(self) -> Iterator[Warned]:
        """The bill is above the accepted level, and the member bears what is above."""
        above = self._cut(Reason.REASONABLE_CUSTOMARY)
        if not above or not self.decision:
            return
        words = _("The bill is %(amount)s above the usual price for this care in %(country)s. That part is not paid.")
        country = country_name(self.decision.price_country)
        told = words % {"amount": money(above, self.decision.currency), "country": country}
        remedy = _("Check the amount, and how many visits or items it is for.")
        name = str(NAMES[Reason.REASONABLE_CUSTOMARY])
        yield Warned("above_usual", name, told, remedy, self.lines, _("Check the amount"))

    def _cut(self, *reasons: Reason) -> Decimal:
        """What the member bears under these reasons."""
        cuts = self.decision.adjustments if self.decision else ()
        mine = (cut.amount for cut in cuts if cut.reason in reasons and cut.borne_by is Bearer.MEMBER)
        return sum(mine, ZERO)

    def limits(self) -> Iterator[Warned]:
        """A ceiling cuts this expense, or little is left of one after it."""
        if self.decision is None or self.seen.account is None or self.decision.failed:
            return
        cut = self._cut(*LIMITS)
        left = reverse("entitlements:left")
        if cut:
            words = _("A limit of the plan leaves %(amount)s of this expense unpaid.")
            told = words % {"amount": money(cut, self.decision.currency)}
            yield Warned("limit_reached", _("A limit is reached"), told, self._again, left, _("See what is left"))
            return
        for name, rest, opens_on in self._nearly_used():
            told = _("After this claim, %(amount)s is left for: %(what)s.") % {"amount": rest, "what": name}
            remedy = _("Plan further care with that in mind.")
            if opens_on:
                remedy = _("A new amount begins on %(day)s.") % {"day": long_date(opens_on)}
            yield Warned("nearly_used", _("Little is left"), told, remedy, left, _("See what is left"))

    @property
    def _again(self) -> str:
        days = [one.opens_on for one in self._balances if one.opens_on and one.is_used_up]
        if days:
            return _("The plan pays this care again from %(day)s.") % {"day": long_date(min(days))}
        return _("You may send the claim: we pay what the limit leaves.")

    @cached_property
    def _balances(self) -> list[Balance]:
        account = self.seen.account
        return account.balances(self.line.benefit) if account and account.is_insured else []

    def _nearly_used(self) -> Iterator[tuple[str, str, date | None]]:
        """What is left of each ceiling in money, where that is less than a seventh or so."""
        currency = self.seen.known.family.currency
        for one in self._balances:
            if one.amount and one.amount_left < one.amount * NEARLY_USED:
                name = allowance_name(one.allowance, self.seen.plan.code)
                yield name, money(one.amount_left, currency), one.opens_on
        overall = self.seen.account.overall() if self.seen.account else None
        if overall and overall.total and overall.left < overall.total * NEARLY_USED:
            next_year = date(self.line.service_on.year + 1, 1, 1)
            yield str(NAMES[Reason.OVERALL_MAXIMUM]), money(overall.left, currency), next_year

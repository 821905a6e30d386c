"""An estimate in words: its steps, whose prices count, what must be asked for, what would change it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.benefits.decision import LineDecision
from portal.benefits.facts import PIVOT, FactsMissing
from portal.benefits.money import rounded
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.reasons import Outcome
from portal.benefits.terms import Plan
from portal.entitlements.estimates import Answer
from portal.entitlements.remedies import Change, Remedy
from portal.entitlements.steps import Bill, Way, accepted_of, country_name, cuts_of, steps
from portal.entitlements.wording import benefit_name
from portal.look.waterfall import Step
from portal.look.words import long_date, long_month, money


@dataclass(frozen=True)
class Told:
    """A change as the page shows it; `steps` are the whole way under it."""

    heading: str
    sentence: str
    steps: list[Step]


def steps_of(answer: Answer, today: date, plan: Plan) -> list[Step]:
    """The waterfall of an estimate: the same steps that a settlement shows."""
    decision, question = answer.decision, answer.question
    is_forecast = any(one.problem == "rate_missing" for one in answer.assumed)
    month = (today if is_forecast else question.on).replace(day=1)
    currencies = {question.currency, decision.currency} - {PIVOT} if question.currency != decision.currency else set()
    rates = {code: answer.family.rates.of(code, question.on) for code in sorted(currencies)}
    words = {
        "percent": f"{decision.terms.rate.normalize():f}",
        "months": str(plan.rules.claim_months),
        "country": country_name(decision.price_country),
    }
    bill = Bill(_("The price you told us."), question.charged, question.currency, month, rates, is_forecast)
    cuts = cuts_of(decision, plan)
    accepted = accepted_of(decision, answer.family, plan)
    way = Way(bill, decision.currency, decision.charged, cuts, decision.reasons, decision.reimbursed, words, accepted)
    return steps(way)


def place_sentence(country: str, rule: PlaceRule, *, duty_station: str, care: str) -> str:
    """Whose prices count for care in the country `care`, and by which rule; all are codes of countries."""
    sentences = {
        PlaceRule.AT_DUTY_STATION: _("Those of %(country)s, the country of your duty station."),
        PlaceRule.AREA: _("Those of %(country)s: it is in the regional area of care of your duty station."),
        PlaceRule.BY_CHOICE: _(
            "Those of %(country)s, the country of your duty station, although the care is in %(care)s. "
            "Care elsewhere by choice is paid up to the prices at home."
        ),
    }
    counts = duty_station if rule is PlaceRule.BY_CHOICE else country
    told = sentences.get(rule, _("Those of %(country)s."))
    return told % {"country": country_name(counts), "care": country_name(care)}


def place_sentences(answer: Answer, plan: Plan) -> list[str]:
    """Whose prices count, by which rule, and up to what."""
    line = answer.decision.line
    country, rule = price_place(line, answer.family, plan)
    told = place_sentence(country, rule, duty_station=answer.family.duty_station, care=line.country)
    level = line.accepted.get(country)
    if level is None:
        return [told, _("No usual price is on file there for this care, so we counted the whole price.")]
    usual = _("The usual price there is %(amount)s. What is above it is not paid.")
    return [told, usual % {"amount": money(rounded(level, line.currency), line.currency)}]


def approval_sentences(answer: Answer, today: date, plan: Plan) -> list[str]:
    """Whether prior approval is needed, and by when one asks for it."""
    question, terms = answer.question, answer.decision.terms
    if terms.approval_above is not None and not terms.approval:
        above = _("Needed from session %(number)s of a calendar year.") % {"number": terms.approval_above + 1}
        return [above, *([_("You told us that it is given.")] if question.is_approved else [])]
    if not terms.approval:
        return [_("Not needed.")]
    if question.is_approved:
        return [_("Needed. You told us that it is given.")]
    if question.is_emergency:
        return [_("In an emergency you can ask for it afterwards.")]
    days = plan.rules.approval_days
    if plan.rows[terms.code].setting != "inpatient" or not days:
        return [_("Needed. Ask for it before the care.")]
    words = ngettext(
        "Needed. Send the doctor's reasons and a cost estimate at least %(count)s day before a planned admission.",
        "Needed. Send the doctor's reasons and a cost estimate at least %(count)s days before a planned admission.",
        days,
    )
    last = question.on - timedelta(days=days)
    by = _("That is by %(day)s.") % {"day": long_date(last)} if last >= today else _("Ask today: time is short.")
    return [words % {"count": days}, *([by] if question.on >= today else [])]


def missing_sentence(missing: FactsMissing) -> str:
    """Why no amount can be told, for what is neither the member's fault nor hers to mend."""
    if missing.problem == "rate_missing":
        words = _("We do not have the rate of exchange of %(currency)s for %(month)s yet.")
        return words % {"currency": missing.currency, "month": _month(missing.month or "")}
    if missing.problem == "reference_salary_missing":
        return _("We do not have the reference salary of %(year)s yet.") % {"year": missing.year}
    return _("We lack a figure to tell an amount.")


def assumption_sentences(answer: Answer, today: date) -> list[str]:
    """Which figures of today stood in for those of a day to come."""
    found = []
    for one in answer.assumed:
        if one.problem == "rate_missing":
            words = _("The rate of exchange of %(month)s is not known yet. We counted with the one of %(today)s.")
            found.append(words % {"month": _month(one.month or ""), "today": _month(f"{today:%Y-%m}")})
        else:
            words = _("The reference salary of %(year)s is not known yet. We counted with the one of %(today)s.")
            found.append(words % {"year": one.year, "today": today.year})
    return list(dict.fromkeys(found))


def told_change(change: Change, before: Answer, today: date, plan: Plan) -> Told:
    """One thing that would change the estimate."""
    heading = ""
    for remedy in change.remedies:
        words = _remedy(remedy, change.answer, plan)
        heading = _("%(first)s and %(second)s") % {"first": heading, "second": words} if heading else words
    return Told(capfirst(heading), _gain(before.decision, change.answer.decision), steps_of(change.answer, today, plan))


def _gain(now: LineDecision, then: LineDecision) -> str:
    amounts = {
        "then": money(then.reimbursed, now.currency),
        "now": money(now.reimbursed, now.currency),
        "share": money(then.member_share, now.currency),
        "before": money(now.member_share, now.currency),
    }
    if now.outcome is Outcome.REVIEW:  # whose part it is stays open until somebody has decided
        return _("The plan pays %(then)s instead of %(now)s. Your part is %(share)s.") % amounts
    return _("The plan pays %(then)s instead of %(now)s. Your part is %(share)s instead of %(before)s.") % amounts


def _remedy(remedy: Remedy, answer: Answer, plan: Plan) -> str:
    question = answer.question
    price = money(question.charged, question.currency)
    match remedy:
        case Remedy.APPROVAL:
            return _("with prior approval")
        case Remedy.PRESCRIPTION:
            return _("with a valid prescription")
        case Remedy.WAITING_OVER:
            return _("from %(day)s, after the waiting period") % {"day": long_date(question.on)}
        case Remedy.LATER:
            return _("from %(day)s, when the next period begins") % {"day": long_date(question.on)}
        case Remedy.DUTY_STATION:
            return _("in %(country)s, at your duty station") % {"country": country_name(question.country)}
        case Remedy.INSTEAD:
            return _("%(care)s, for %(price)s") % {"care": benefit_name(question.benefit, plan.code), "price": price}
        case Remedy.USUAL_PRICE:
            return _("at the usual price of %(price)s") % {"price": price}


def _month(month: str) -> str:
    return long_month(date.fromisoformat(f"{month}-01"))

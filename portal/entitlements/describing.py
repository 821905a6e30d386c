"""A benefit's terms as sentences: what the plan pays, up to what, and what it asks. Every number is the plan's own."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.benefits.facts import Sex
from portal.benefits.terms import AgeLimit, Allowance, Period, Plan, PlanAmount, Terms, Use
from portal.entitlements.wording import allowance_name, plan_words
from portal.look.words import labelled, locale, money, number


@dataclass(frozen=True)
class Told:
    """One thing about a benefit, in one sentence or several. `key` is its place on the page."""

    key: str
    label: str
    sentences: list[str]


def percent(value: Decimal) -> str:
    """`80%`."""
    return _("%(number)s%%") % {"number": number(value.normalize() if value else value)}


def told(terms: Terms, plan: Plan) -> list[Told]:
    """All that must be known of a covered benefit, the most asked first."""
    found = [
        Told("pays", _("The plan pays"), pays(terms)),
        Told("limits", _("At most"), [sentence for use in terms.uses for sentence in limits(use, plan)]),
        Told("approval", _("Approval"), [_approval(terms)]),
        Told("prescription", _("Prescription"), [prescription(terms)]),
        Told("waiting", _("Waiting period"), _waiting(terms)),
        Told("who", _("For whom"), _for_whom(terms)),
        Told("where", _("Where"), _where(terms)),
        Told(
            "conditions",
            _("Conditions"),
            [_sentence(one) for one in plan_words(plan.code).benefits[terms.code].conditions],
        ),
        Told("stop-loss", _("Stop-loss"), _stop_loss(terms)),
    ]
    return [one for one in found if one.sentences]


def pays(terms: Terms) -> list[str]:
    """The rate, with its exceptions."""
    if not terms.covered:
        return [_("Nothing. The plan does not cover this.")]
    if terms.semi_private_rate is not None:
        words = _("%(rate)s of the price, or %(semi)s of the semi-private rate of the same hospital if that is more.")
        return [words % {"rate": percent(terms.rate), "semi": percent(terms.semi_private_rate)}]
    words = _("All of the accepted price.") if terms.rate == 100 else _("%(rate)s of the accepted price.")
    found = [words % {"rate": percent(terms.rate)}]
    for use in terms.uses:
        if use.allowance.beyond is not None:
            more = _("More than that with a prescription: %(rate)s.")
            found.append(more % {"rate": percent(use.allowance.beyond.rate)})
    return found


def limits(use: Use, plan: Plan) -> list[str]:
    """What an allowance allows, and in which time."""
    allowance, found = use.allowance, []
    period = _period(allowance)
    if allowance.units is not None and use.units:
        found.append(_("%(count)s %(period)s.") % {"count": number(allowance.units), "period": period})
    if allowance.unit_amount is not None:
        found.append(_("%(amount)s for each.") % {"amount": plan_amount_words(allowance.unit_amount)})
    if allowance.amount is not None:
        amount = plan_amount_words(allowance.amount)
        found.append(_("%(amount)s %(period)s.") % {"amount": amount, "period": period})
    if allowance.sooner is not None:
        found.append(_sooner(allowance))
    if found and allowance.key in plan.allowances:
        found[0] = labelled(allowance_name(allowance, plan.code), found[0])
    return found


def plan_amount_words(amount: PlanAmount) -> str:
    """An amount as the plan prints it."""
    if amount.currency is not None:
        return money(amount.value, amount.currency)
    if amount.value == 1:
        return _("one month of the reference salary")
    if amount.value * 2 == 1:
        return _("half a month of the reference salary")
    return _("%(number)s months of the reference salary") % {"number": number(amount.value)}


def _period(allowance: Allowance) -> str:
    match allowance.period:
        case Period.CALENDAR_YEAR:
            return pgettext("2 tests …", "in a calendar year")
        case Period.WINDOW:
            words = ngettext(
                "in %(count)s month from the first purchase",
                "in %(count)s months from the first purchase",
                allowance.months,
            )
            return words % {"count": allowance.months}
        case Period.EVERY:
            return ngettext("every year", "every %(count)s years", allowance.years) % {"count": allowance.years}
        case Period.LIFETIME if allowance.per_eye:
            return pgettext("150 USD …", "in a lifetime for each eye")
        case Period.LIFETIME:
            return pgettext("150 USD …", "in a lifetime")


def _sooner(allowance: Allowance) -> str:
    sooner = allowance.sooner
    if sooner is None:
        return ""
    often = ngettext("Every year", "Every %(count)s years", sooner.years) % {"count": sooner.years}
    if sooner.age is None:
        return _("%(often)s for smokers.") % {"often": often}
    if sooner.smoker:
        return _("%(often)s for smokers, and for everybody from the age of %(age)s.") % {
            "often": often,
            "age": sooner.age,
        }
    return _("%(often)s from the age of %(age)s.") % {"often": often, "age": sooner.age}


def _approval(terms: Terms) -> str:
    if terms.approval:
        return _("Ask for approval before the treatment. In an emergency, tell us afterwards.")
    if terms.approval_above is not None:
        return _("Ask for approval before session %(number)s of a calendar year.") % {
            "number": terms.approval_above + 1
        }
    return _("Not needed.")


def prescription(terms: Terms) -> str:
    """Whether a prescription is needed, and how long it serves."""
    rule = terms.prescription
    if rule is None:
        return _("Not needed.")
    words = ngettext(
        "Needed, written before the purchase. It serves %(count)s month.",
        "Needed, written before the purchase. It serves %(count)s months.",
        rule.months,
    )
    told = words % {"count": rule.months}
    longer = _("The doctor may state a longer time on it.")
    return f"{told} {longer}" if rule.extendable else told


def _waiting(terms: Terms) -> list[str]:
    if not terms.waiting_months:
        return []
    words = ngettext(
        "Paid %(count)s month after enrolment.", "Paid from %(count)s months after enrolment.", terms.waiting_months
    )
    return [words % {"count": terms.waiting_months}]


def _for_whom(terms: Terms) -> list[str]:
    found = []
    if terms.sex is not None:
        found.append(_("Women and girls.") if terms.sex is Sex.FEMALE else _("Men and boys."))
    if terms.age is not None:
        found.append(_age(terms.age))
    if terms.course is not None:
        words = _("The treatment begins before the age of %(age)s and is paid for at most %(years)s years.")
        found.append(words % {"age": terms.course.start_below, "years": terms.course.years})
    return found


def _age(age: AgeLimit) -> str:
    first = age.minimum or None
    last = age.maximum if age.maximum is not None else (age.below - 1 if age.below is not None else None)
    if first is None:
        return _("Up to the age of %(last)s.") % {"last": last}
    if last is None:
        return _("From the age of %(first)s.") % {"first": first}
    if first == last:
        return _("At the age of %(first)s.") % {"first": first}
    return _("From the age of %(first)s to %(last)s.") % {"first": first, "last": last}


def _where(terms: Terms) -> list[str]:
    if terms.where is None:
        return []
    names, found = locale().territories, []
    if terms.where.duty_station:
        country = names.get(terms.where.duty_station, terms.where.duty_station)
        found.append(_("For families whose duty station is in %(country)s.") % {"country": country})
    if terms.where.country:
        found.append(_("Care given in %(country)s.") % {"country": names.get(terms.where.country, terms.where.country)})
    return found


def _stop_loss(terms: Terms) -> list[str]:
    if terms.semi_private_rate is not None or not terms.stop_loss:
        return [_("Your own part does not count to your family's stop-loss.")]
    if terms.rate == 100:
        return []  # there is no own part
    return [_("Your own part counts to your family's stop-loss.")]


def _sentence(text: str) -> str:
    """A condition of the plan file as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}."

"""The description of benefits as one paper: every section and benefit, made from the plan file alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from portal.benefits.plan_words import Words
from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.card.form_parts import country_name
from portal.entitlements.describing import Told, plan_amount_words, told
from portal.entitlements.wording import plan_words
from portal.help.offices import offices
from portal.post.papers import html_of

TEMPLATE = "card/papers/description.html"


@dataclass(frozen=True)
class Described:
    """A benefit that is covered: what it is called, its terms in sentences, and what to send with a claim."""

    name: str
    told: list[Told]
    send: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A section of the plan with its clause; `not_paid` are the names of care that it does not cover."""

    anchor: str
    clause: str
    title: str
    benefits: list[Described]
    not_paid: list[str]


@dataclass(frozen=True)
class Area:
    """Countries whose prices count for families of a duty station."""

    duty_station: str
    countries: list[str]


def description_html(plan_code: str, language: str, today: date) -> str:
    """The page that is printed: the terms in force on that day, in a language of the portal."""
    plan = load_plan(plan_code)
    with translation.override(language):
        words = plan_words(plan_code)
        context = {
            "plan": plan,
            "words": words,
            "sections": list(_sections(plan, words, today)),
            "maximum": plan_amount_words(plan.rules.overall_maximum),
            "exclusions": [words.exclusions[code] for code in plan.exclusions],
            "areas": list(_areas(plan, words)),
            "offices": offices().all,
            "review_from": plan_amount_words(plan.rules.appeals.review_from) if plan.rules.appeals else "",
        }
        return html_of(template=TEMPLATE, context=context, language=language, title=_("Description of benefits"))


def _sections(plan: Plan, words: Words, today: date) -> Iterator[Section]:
    for number, clause in enumerate(plan.sections, start=1):
        benefits, not_paid = [], []
        for row in plan.rows.values():
            if row.section != clause:
                continue
            terms, named = row.at(today), words.benefits[row.code]
            if terms.covered:
                benefits.append(Described(named.label, told(terms, plan), named.send))
            else:
                not_paid.append(named.label)
        yield Section(f"section-{number}", clause, words.sections[clause], benefits, not_paid)


def _areas(plan: Plan, words: Words) -> Iterator[Area]:
    for station, countries in sorted(plan.areas.items(), key=lambda pair: country_name(pair[0])):
        named = []
        for code in countries:
            note = words.area_notes.get((station, code), "")
            named.append(f"{country_name(code)} ({note})" if note else country_name(code))
        yield Area(country_name(station), named)

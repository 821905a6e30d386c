"""The coverage book on the desk: each clause, its rule, the cases that try it, and what was decided by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.admin.decided import Decided, read_decided
from portal.benefits.coverage import Clause, Index, Kind, clauses, load_index, uncovered
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome, Reason
from portal.benefits.terms import Plan, Reading, Row, Terms
from portal.entitlements.describing import Told, told
from portal.entitlements.reason_texts import NAMES
from portal.entitlements.wording import benefit_name, section_title
from portal.members.desk import desk_may

may_read = desk_may("benefits.view_coveragebook")
OF_RULES = [Kind.RULE, Kind.PLACE, Kind.AREA, Kind.ALLOWANCE, Kind.PRESCRIPTION, Kind.EXCLUSION]


@dataclass(frozen=True)
class Entry:
    """A clause with its cases; `lines` decided lines it was the reason of, None where that cannot be counted."""

    clause: Clause
    cases: tuple[str, ...]
    lines: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class Section:
    """A section of the plan: how much of it is tried, and how much of what was decided falls under it."""

    key: str
    clause: str
    title: str
    benefits: int
    cases: int
    lines: int
    share: Decimal


@dataclass(frozen=True)
class Version:
    """Terms of a benefit from a day on, in sentences."""

    terms: Terms
    told: list[Told]


@dataclass(frozen=True)
class Benefit:
    """A row of the plan with all that belongs to it."""

    row: Row
    name: str
    entry: Entry
    versions: list[Version]
    readings: list[Reading]
    outcomes: list[tuple[str, int]]
    reasons: list[tuple[str, int]]


@may_read
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    plan, index, decided = load_plan(settings.DEFAULT_PLAN), load_index(settings.DEFAULT_PLAN), read_decided()
    every = list(clauses(plan))
    context = {
        "sections": [_section(plan, one, index, decided) for one in plan.sections],
        "uncovered": uncovered(plan, index),
        "clauses": len(every),
        "tried": sum(bool(index.get(clause.key)) for clause in every),
        "by_person": sum(clause.by_person for clause in every),
        "cases": len({case for cases in index.values() for case in cases}),
        "decided": decided.total,
    }
    return _page(request, "book", plan, _("Coverage book"), context)


@may_read
@require_safe
def section(request: HttpRequest, key: str) -> HttpResponse:
    plan, index = load_plan(settings.DEFAULT_PLAN), load_index(settings.DEFAULT_PLAN)
    clause = next((one for one in plan.sections if _key(one) == key), None)
    if clause is None:
        raise Http404
    decided = read_decided()
    found = {one.key: one for one in clauses(plan)}
    rows = [row for row in plan.rows.values() if row.section == clause]
    benefits = [_benefit(plan, row, found[f"row:{row.code}"], index, decided) for row in rows]
    title = f"{clause} {section_title(clause, plan.code)}"
    return _page(request, "section", plan, title, {"benefits": benefits, "total": decided.total})


@may_read
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    plan, index, decided = load_plan(settings.DEFAULT_PLAN), load_index(settings.DEFAULT_PLAN), read_decided()
    titles = {
        Kind.RULE: _("Rules over all benefits"),
        Kind.PLACE: _("Whose prices count"),
        Kind.AREA: _("Regional areas of care"),
        Kind.ALLOWANCE: _("Shared limits"),
        Kind.PRESCRIPTION: _("Prescriptions"),
        Kind.EXCLUSION: _("General exclusions"),
    }
    entries = [_entry(clause, index, decided) for clause in clauses(plan)]
    groups = [(titles[kind], kind, [one for one in entries if one.clause.kind is kind]) for kind in OF_RULES]
    return _page(request, "rules", plan, _("Rules"), {"groups": groups, "hardship": plan.rules.hardship})


@may_read
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    plan, index = load_plan(settings.DEFAULT_PLAN), load_index(settings.DEFAULT_PLAN)
    found = [(one, index.get(f"reading:{one.key}", ()), _named_by(plan, one)) for one in plan.readings.values()]
    return _page(request, "readings", plan, _("Readings"), {"readings": found})


def _page(request: HttpRequest, name: str, plan: Plan, title: str, context: dict[str, Any]) -> HttpResponse:
    around = admin.site.each_context(request)
    return render(request, f"admin/coverage/{name}.html", {**around, "title": title, "plan": plan, **context})


def _key(section: str) -> str:
    """A section as it stands in an address: `4/5` is `4-5`."""
    return section.replace("/", "-")


def _section(plan: Plan, clause: str, index: Index, decided: Decided) -> Section:
    codes = {row.code for row in plan.rows.values() if row.section == clause}
    cases = {case for code in codes for case in index.get(f"row:{code}", ())}
    lines = decided.lines(codes)
    title = section_title(clause, plan.code)
    return Section(_key(clause), clause, title, len(codes), len(cases), lines, decided.percent(lines))


def _entry(clause: Clause, index: Index, decided: Decided) -> Entry:
    kind, _colon, name = clause.key.partition(":")
    lines = None
    if kind == Kind.ROW:
        lines = decided.lines({name})
    elif kind == Kind.RULE and name in set(Reason):
        lines = decided.cut(name)
    share = None if lines is None else decided.percent(lines)
    return Entry(clause, index.get(clause.key, ()), lines, share)


def _benefit(plan: Plan, row: Row, clause: Clause, index: Index, decided: Decided) -> Benefit:
    outcomes = {Outcome.PAID.value: _("paid"), Outcome.REFUSED.value: _("refused")}
    return Benefit(
        row=row,
        name=benefit_name(row.code, plan.code),
        entry=_entry(clause, index, decided),
        versions=[Version(terms, told(terms, plan)) for terms in row.versions],
        readings=[plan.readings[key] for key in row.readings],
        outcomes=[(outcomes.get(outcome, outcome), number) for outcome, number in decided.by_outcome(row.code)],
        reasons=[(str(NAMES[Reason(reason)]), number) for reason, number in decided.by_reason(row.code)],
    )


def _named_by(plan: Plan, reading: Reading) -> Iterable[str]:
    """Benefits whose rule depends on a reading."""
    return [benefit_name(row.code, plan.code) for row in plan.rows.values() if reading.key in row.readings]

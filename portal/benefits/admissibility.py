"""May this line be paid at all? Every check that fails is reported, in the order of the plan's decision."""

from portal.benefits.days import add_months, add_years, age_on
from portal.benefits.facts import REFUSED, FamilyFacts, LineFacts, PersonFacts
from portal.benefits.reasons import (
    AGE_LIMIT,
    APPROVAL_REFUSED,
    CONDITION_NOT_MET,
    COURSE_LIMIT,
    DUPLICATE,
    EXCLUDED,
    LATE_CLAIM,
    NOT_COVERED,
    NOT_INSURED,
    PRESCRIPTION_EXPIRED,
    PRESCRIPTION_MISSING,
    SEX_LIMIT,
    WAITING_PERIOD,
    Reason,
)
from portal.benefits.terms import Course, Plan, Prescription, Terms, Where
from portal.benefits.usage import Usage


def prescription_fault(line: LineFacts, rule: Prescription) -> Reason | None:
    """What is wrong with the prescription of a line. One written after the purchase is no prescription."""
    if line.prescribed is None or line.on < line.prescribed:
        return PRESCRIPTION_MISSING
    stated = line.prescription_months if rule.extendable else None
    if line.on > add_months(line.prescribed, stated if stated is not None else rule.months):
        return PRESCRIPTION_EXPIRED
    return None


def outside_course(line: LineFacts, person: PersonFacts, course: Course) -> bool:
    """Whether a course began too late in life or lasted too long; its last anniversary is still in time."""
    start = line.treatment_start or line.on
    return start >= add_years(person.born, course.start_below) or line.on > add_years(start, course.years)


def _elsewhere(where: Where, line: LineFacts, family: FamilyFacts) -> bool:
    return (where.duty_station is not None and where.duty_station != family.duty_station) or (
        where.country is not None and where.country != line.country
    )


def refusals(line: LineFacts, family: FamilyFacts, terms: Terms, plan: Plan) -> list[Reason]:
    """Why a line cannot be paid, in reporting order; empty when it may."""
    person, on = family.people[line.person], line.on
    failed: list[Reason] = []
    if line.duplicate_of is not None:
        failed.append(DUPLICATE)
    if line.received > on and line.received > add_months(on, plan.rules.claim_months):
        failed.append(LATE_CLAIM)
    if on < person.enrolled or (person.until is not None and on > person.until):
        failed.append(NOT_INSURED)
    if terms.waiting_months and on < add_months(person.enrolled, terms.waiting_months):
        failed.append(WAITING_PERIOD)
    if not terms.covered:
        failed.append(NOT_COVERED)
    if line.exclusion is not None:
        failed.append(EXCLUDED)
    if terms.age is not None and not terms.age.admits(age_on(person.born, on)):
        failed.append(AGE_LIMIT)
    if terms.sex is not None and terms.sex is not person.sex:
        failed.append(SEX_LIMIT)
    if terms.prescription is not None:
        fault = prescription_fault(line, terms.prescription)
        if fault is not None:
            failed.append(fault)
    if not line.conditions_met or (terms.where is not None and _elsewhere(terms.where, line, family)):
        failed.append(CONDITION_NOT_MET)
    if terms.course is not None and outside_course(line, person, terms.course):
        failed.append(COURSE_LIMIT)
    if line.approval is REFUSED:
        failed.append(APPROVAL_REFUSED)
    return failed


def approval_missing(line: LineFacts, terms: Terms, used: Usage) -> bool:
    """Whether the line must wait for prior approval. An emergency needs none; a straddling line waits whole."""
    if line.approval is not None or line.emergency:
        return False
    if terms.approval_above is None:
        return terms.approval
    sessions = used.track(line.person, terms.code).units_in(line.on.year)
    return sessions + line.quantity > terms.approval_above

"""Kinds of care as one chooses them in a form: by name, in the sections of the plan."""

from functools import lru_cache
from itertools import groupby

from django.utils.translation import get_language

from portal.benefits.plans import load_plan
from portal.entitlements.wording import benefit_name, section_title

Grouped = list[tuple[str, list[tuple[str, str]]]]


def benefit_choices(plan: str) -> Grouped:
    """Every kind of care of the plan as grouped choices of a form field, in the reader's language."""
    return _benefits(plan, get_language() or "en")


@lru_cache(maxsize=64)  # a page of several expenses asks for each of them
def _benefits(plan: str, language: str) -> Grouped:
    rows = load_plan(plan).rows.values()
    return [
        (section_title(section, plan), [(row.code, benefit_name(row.code, plan)) for row in grouped])
        for section, grouped in groupby(rows, key=lambda row: row.section)
    ]

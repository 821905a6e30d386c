"""What the plan's things are called in the reader's language. Every page, paper and mail names benefits from here."""

from django.utils.translation import get_language

from portal.benefits.plan_words import Words, load_words
from portal.benefits.terms import Allowance


def plan_words(plan: str) -> Words:
    """All words of a plan in the active language; English where there are none."""
    return load_words(plan, get_language() or "en")


def benefit_name(code: str, plan: str) -> str:
    """What a kind of care is called; its code when the plan no longer knows it."""
    benefit = plan_words(plan).benefits.get(code)
    return benefit.label if benefit else code


def section_title(section: str, plan: str) -> str:
    """The title of a section of the plan; its number when the plan no longer knows it."""
    return plan_words(plan).sections.get(section, section)


def situation_title(key: str, plan: str) -> str:
    """What a situation of life is called."""
    return plan_words(plan).situations[key].title


def exclusion_name(code: str, plan: str) -> str:
    """What the plan never pays, in words."""
    return plan_words(plan).exclusions.get(code, code)


def allowance_name(allowance: Allowance, plan: str) -> str:
    """What an allowance is called: its own name, or that of the one benefit it belongs to."""
    words = plan_words(plan)
    if allowance.key in words.allowances:
        return words.allowances[allowance.key]
    return benefit_name(allowance.key, plan)

"""Kinds of care as a provider chooses them: by name, those of this request first, and something else."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.models import CareRequest
from approvals.needs import benefits_for
from portal.benefits.plans import load_plan
from portal.entitlements.choices import benefit_choices
from portal.entitlements.wording import benefit_name

OTHER = "other"


def care_choices(care: CareRequest) -> list[Any]:
    """Choices of a form field, in the reader's language. The room has fields of its own where it is asked for."""
    plan, rooms = care.person.family.plan, set(room_benefits(care).values())
    likely = [code for code in benefits_for(plan, care.kind) if code not in rooms]
    if len(likely) + len(rooms) >= len(load_plan(plan).rows):
        likely = []
    first = [(_("Most likely"), [(code, benefit_name(code, plan)) for code in likely])] if likely else []
    above = rooms | set(likely)
    rest = [(section, [one for one in rows if one[0] not in above]) for section, rows in benefit_choices(plan)]
    return [("", _("Choose")), *first, *(group for group in rest if group[1]), (OTHER, _("Something else"))]


def room_benefits(care: CareRequest) -> dict[str, str]:
    """The rows of the plan for a room, by kind of room; empty for care without a night."""
    ask = load_plan(care.person.family.plan).requests.get(care.kind)
    return dict(ask.rooms) if ask else {}


def named(benefit: str, plan: str) -> str:
    """What a line is about, in the reader's language."""
    return benefit_name(benefit, plan) if benefit else _("Something else")

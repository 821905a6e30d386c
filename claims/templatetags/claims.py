"""Claims in templates: what a kind of care is called, and how a claim stands. Load with `{% load claims %}`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from claims.models import Claim, Settlement
from claims.told_corrections import Told, told
from portal.entitlements.wording import benefit_name
from portal.look.templatetags.look import badge
from portal.look.words import locale

register = template.Library()


@register.simple_tag
def benefit_label(benefit: str, plan: str) -> str:
    """`{% benefit_label line.benefit plan_code %}`: the kind of care in the reader's language."""
    return benefit_name(benefit, plan)


@register.simple_tag
def claim_about(claim: Claim) -> str:
    """What a claim is for: its first kind of care, and how many more expenses. Give claims with their lines fetched."""
    lines = list(claim.lines.all())
    if not lines:
        return gettext("New claim")
    first = benefit_name(lines[0].benefit, claim.family.plan)
    more = len(lines) - 1
    if not more:
        return first
    words = ngettext("%(care)s and %(count)s more expense", "%(care)s and %(count)s more expenses", more)
    return words % {"care": first, "count": more}


@register.filter
def country_name(code: str) -> str:
    """The country in the reader's language; the code when it has no name there."""
    return locale().territories.get(code, code)


@register.filter
def of(found: Mapping[Any, Any] | None, key: object) -> Any:
    """`{{ known|of:document.pk }}`: what a mapping holds for a key; None when it holds nothing, or is missing."""
    return found.get(key) if found else None


@register.simple_tag
def corrections_told(settlement: Settlement, line_id: UUID) -> list[Told]:
    """What staff corrected of a line before it was settled; give settlements with their decision fetched."""
    return told(settlement.printed.get("corrected", {}).get(str(line_id), ()), settlement.decision.plan)


@register.simple_tag
def claim_badge(claim: Claim) -> SafeString:
    """The state of a claim as a badge."""
    return badge(Claim.State(claim.state))


@register.filter
def of_line(found: Mapping[UUID, Any], line_id: UUID) -> Any:
    """What was found for a line, in a dictionary by the lines' ids."""
    return found.get(line_id)

"""Words for pages of requests."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from approvals.models import CareRequest, PriorApproval
from approvals.special import shown_details
from portal.entitlements.wording import benefit_name
from portal.look.choices import country_choices

register = template.Library()


@register.filter
def hours_words(time: timedelta | None) -> str:
    """Hours and minutes in words: `5 hours`, `40 minutes`; empty for None. Below zero is said without its sign."""
    if time is None:
        return ""
    minutes = abs(int(time.total_seconds())) // 60
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if minutes % 60 and hours < 10:
        words = ngettext("%(count)s hour %(minutes)s min", "%(count)s hours %(minutes)s min", hours)
        return words % {"count": hours, "minutes": minutes % 60}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


@register.filter
def place_words(care: CareRequest) -> str:
    """City and country of the provider."""
    city, country = care.provider_city, care.provider_country
    if care.provider:
        city, country = care.provider.city, care.provider.country
    name = dict(country_choices()).get(country, country)
    if city and name:
        return gettext("%(city)s, %(country)s") % {"city": city, "country": name}
    return city or name


@register.filter
def state_for_her(care: CareRequest) -> str:
    """The state as the member reads it."""
    if care.state == CareRequest.State.MEMBER:
        return gettext("Waiting for you")
    return str(care.get_state_display())


@register.simple_tag
def care_name(care: CareRequest) -> str:
    """The benefit that the request is about."""
    return benefit_name(care.benefit, care.person.family.plan) if care.benefit else ""


@register.filter
def approved_care(approval: PriorApproval) -> str:
    """The care that a decision is about."""
    return benefit_name(approval.benefit, approval.person.family.plan)


@register.filter
def care_details(care: CareRequest) -> list[tuple[Any, Any]]:
    """What the short form of its kind said, as label and words."""
    return shown_details(care)

"""Where a conversation can be begun: on the page of a request, and on that of a benefit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from approvals.beside import Part, on_request
from approvals.models import CareRequest
from portal.entitlements.beside import on_benefit
from portal.members.models import Person

LINK = "questions/parts/ask.html"


@on_request
def ask_in_confidence(care: CareRequest, _reader: Person, _now: datetime) -> Iterable[Part]:
    """About this request."""
    yield Part(LINK, {"link": f"{reverse('questions:new')}?request={care.pk}"})


@on_benefit
def ask_about_care(benefit: str, _people: Iterable[Person], _now: datetime) -> Iterable[tuple[str, dict[str, Any]]]:
    """About this kind of care."""
    yield LINK, {"link": f"{reverse('questions:new')}?benefit={benefit}"}

"""A guarantee in two minutes: what is known on the telephone is enough; approval and documents follow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from approvals.requests import begin_request, send_request
from portal.members.models import Person, User


@dataclass(frozen=True)
class Call:
    """What the caller says. `ceiling` is the most that is promised to be counted, in `currency`."""

    person: Person
    benefit: str
    provider_name: str
    provider_country: str
    admitted_on: date
    ceiling: Decimal
    currency: str
    provider_email: str = ""
    provider_language: str = "en"
    words: str = ""


@transaction.atomic
def open_emergency(
    *, call: Call, form_key: UUID, by: User, now: datetime, request: HttpRequest | None = None
) -> Guarantee:
    """The request and its guarantee in one step, marked: the medical consultant decides afterwards.

    Sent twice from one form, it is one guarantee. Raises what `send_request` and `issue` raise.
    """
    known = Guarantee.objects.filter(request__asked_by=by, request__form_key=form_key).first()
    if known:
        return known
    draft = begin_request(
        form_key=form_key,
        person=call.person,
        language=call.person.language,
        by=by,
        now=now,
        kind=CareRequest.Kind.HOSPITAL,
        benefit=call.benefit,
        provider_name=call.provider_name,
        provider_country=call.provider_country,
        from_on=call.admitted_on,
        is_emergency=True,
        treatment=call.words,
        estimated=call.ceiling,
        currency=call.currency,
    )
    care = send_request(request_id=draft.pk, checked=draft.changed_at, by=by, now=now)
    line = PlannedLine(call.benefit, 1, call.ceiling, call.currency, call.provider_country, call.admitted_on)
    days = timedelta(days=GuaranteeRules.objects.in_force().days_after)
    offer = Offer(
        call.admitted_on,
        call.admitted_on + days,
        call.provider_name,
        call.provider_country,
        call.provider_email,
        call.provider_language,
    )
    planned = Planned(call.person, (line,), is_emergency=True)
    return issue(request_id=care.pk, planned=planned, offer=offer, by=by, now=now, request=request)

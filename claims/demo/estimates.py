"""Cost estimates in the demo: one that a hospital has entered, one that a clinic is still filling in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from approvals.estimates.drafts import OFFER, Said, write_draft
from approvals.estimates.links import make_link, open_link
from approvals.estimates.models import EstimateLink
from approvals.estimates.receiving import receive_estimate
from approvals.models import CareRequest
from claims.demo.papers import paper
from claims.demo.planned import request_key
from claims.demo.reading import table
from claims.demo.story import Event, chapter, moment


@chapter
def cost_estimates(now: datetime) -> Iterable[Event]:
    """Links that are not there yet; what happened on each happens with it, whole or not at all."""
    for row in table("estimates")["links"]:
        if not EstimateLink.objects.filter(request__form_key=request_key(row["request"])).exists():
            yield Event(moment(now, row["ago"], row["hour"]), partial(_asking, row))


@transaction.atomic
def _asking(row: dict[str, Any], at: datetime) -> None:
    """The member asks; the provider begins, types, and perhaps sends."""
    care = CareRequest.objects.get(form_key=request_key(row["request"]))
    who: dict[str, Any] = {"provider_name": care.place, "email": row["email"], "send": True}
    link, _token = make_link(
        request_id=care.pk, **who, language=row["language"], hint=row.get("hint", ""), by=care.asked_by, now=at
    )
    begun, done = at + timedelta(hours=2), at + timedelta(hours=2, minutes=9)
    draft = open_link(link_id=link.pk, now=begun)
    if "typed" in row:
        write_draft(estimate_id=draft.pk, said=Said({"currency": row["currency"]}, row["typed"]), now=done)
        return
    rows = [(line["words"], f"{line['unit_price']} {row['currency']}") for line in row["lines"]]
    offer = paper(title="Offer", head=care.place, rows=rows, foot="Valid for three months.", pdf=True)
    OFFER.add(parent_id=draft.pk, upload=offer, by=None, sender=f"estimate:{draft.pk}", now=done)
    draft.refresh_from_db()
    facts = {**row["contact"], "country": care.provider_country, "currency": row["currency"]}
    facts |= {"from_on": care.from_on, "until_on": care.until_on, "room": row["room"], "nights": row["nights"]}
    facts |= {name: Decimal(row[name]) for name in ("private_rate", "semi_private_rate")}
    lines = [{**line, "unit_price": Decimal(line["unit_price"])} for line in row["lines"]]
    entered: dict[str, Any] = {"facts": facts, "lines": lines, "language": row["language"]}
    receive_estimate(estimate_id=draft.pk, checked=draft.changed_at, **entered, now=done)

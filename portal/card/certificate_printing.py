"""A proof of insurance on paper: whom the plan covers, since when, and what it pays, from the plan file alone."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.card.cards import address_of_seal
from portal.card.models import Certificate
from portal.entitlements.describing import pays, plan_amount_words
from portal.entitlements.wording import benefit_name, plan_words
from portal.help.offices import office_of
from portal.post.codes import qr_code
from portal.post.papers import render, store

KIND = "proof-of-insurance"
# What whoever asks for a proof wants to read first: situations of the plan file; one that a plan lacks is left out.
TOLD = ("emergency", "hospital", "travelling")


def print_certificate(*, certificate_id: UUID, now: datetime) -> None:
    """Print a proof and keep it; one that is printed already is left as it is."""
    certificate = Certificate.objects.filter(pk=certificate_id, paper=None).first()
    if certificate is None:
        return
    title, content = certificate_paper(certificate)
    with transaction.atomic():
        mine = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if mine.paper_id is None:
            mine.paper = store(kind=KIND, title=title, language=mine.language, content=content, now=now)
            mine.save(update_fields=["paper"])


def certificate_paper(certificate: Certificate) -> tuple[str, bytes]:
    """Title and PDF. Raises portal.post.press.PrintingUnavailable."""
    with translation.override(certificate.language):
        title = _("Proof of insurance")
        context = shown(certificate)
    template = "card/papers/certificate.html"
    return title, render(template=template, context=context, language=certificate.language, title=title)


def shown(certificate: Certificate) -> dict[str, Any]:
    """What the paper shows, in the active language."""
    facts: dict[str, Any] = certificate.printed
    plan, on = load_plan(facts["plan"]), date.fromisoformat(facts["on"])
    words = plan_words(plan.code)
    address = address_of_seal(certificate.seal)
    return {
        "on": on,
        "recipient": facts["addressee"].splitlines(),
        "plan": words.title,
        "people": [_days(person) for person in facts["people"]],
        "journey": _days(facts) if facts["from_on"] else None,
        "maximum": plan_amount_words(plan.rules.overall_maximum),
        "care": list(_care(plan, on)),
        "duty_station": facts["duty_station"],
        "office": office_of(facts["residence"]),
        "seal": qr_code(address, _("Code that leads to the page where this cover can be checked")),
        "seal_address": address,
    }


def _days(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with their days as days; an empty one is None."""
    days = {key: date.fromisoformat(facts[key]) if facts[key] else None for key in facts if key.endswith("_on")}
    return {**facts, **days}


def _care(plan: Plan, on: date) -> Iterator[tuple[str, str]]:
    """Kinds of care and what the plan pays for them, each once."""
    situations = (plan.situations[key] for key in TOLD if key in plan.situations)
    for code in dict.fromkeys(code for situation in situations for code in situation.benefits):
        yield benefit_name(code, plan.code), " ".join(pays(plan.terms(code, on)))

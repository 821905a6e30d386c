"""The guarantee on paper, once for the member and once for the provider, each in their language. Kept as issued."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.guarantees.models import Guarantee, GuaranteeLine
from approvals.guarantees.sending import send_papers
from approvals.guarantees.waterfall import steps_of
from portal.benefits.reasons import Reason
from portal.entitlements.reason_texts import NAMES
from portal.entitlements.wording import benefit_name
from portal.help.offices import office_of
from portal.look.waterfall import Step
from portal.post.codes import qr_code
from portal.post.papers import render, store

MEMBER_KIND, PROVIDER_KIND = "guarantee-of-payment", "guarantee-for-provider"
TEMPLATE = "guarantees/papers/guarantee.html"


@dataclass(frozen=True)
class ToldLine:
    """A line in the reader's language."""

    line: GuaranteeLine
    name: str
    why: list[str]
    steps: list[Step]


def write_papers(*, guarantee_id: UUID, now: datetime) -> Guarantee:
    """Render, store and send both papers; one that has them is left as it is.

    The slow rendering happens outside the transaction; the first of two workers to come back wins.
    """
    guarantee = Guarantee.objects.select_related("person__family", "replaces", "provider").get(pk=guarantee_id)
    if guarantee.member_paper_id or guarantee.state == Guarantee.State.PROPOSED:
        return guarantee
    languages = (guarantee.printed["language"], guarantee.provider_language)
    (title, mine), (theirs_title, theirs) = (
        rendered(guarantee, language=language, for_provider=is_theirs)
        for language, is_theirs in zip(languages, (False, True), strict=True)
    )
    with transaction.atomic():
        guarantee = (
            Guarantee.objects.select_for_update(of=("self",)).select_related("person__family").get(pk=guarantee_id)
        )
        if guarantee.member_paper_id:
            return guarantee
        guarantee.member_paper = store(kind=MEMBER_KIND, title=title, language=languages[0], content=mine, now=now)
        guarantee.provider_paper = store(
            kind=PROVIDER_KIND, title=theirs_title, language=languages[1], content=theirs, now=now
        )
        guarantee.save(update_fields=["member_paper", "provider_paper"])
        send_papers(guarantee=guarantee, now=now)
        return guarantee


def rendered(guarantee: Guarantee, *, language: str, for_provider: bool) -> tuple[str, bytes]:
    """Title and PDF for one of the two readers. Raises portal.post.press.PrintingUnavailable."""
    with translation.override(language):
        refused = guarantee.state == Guarantee.State.REFUSED
        title = _("Guarantee of payment refused") if refused else _("Guarantee of payment")
        context = told(guarantee, for_provider=for_provider)
        return title, render(template=TEMPLATE, context=context, language=language, title=title)


def told(guarantee: Guarantee, *, for_provider: bool = False) -> dict[str, Any]:
    """What paper and page say of a guarantee, from what is stored, in the active language."""
    facts, address = guarantee.printed, address_of_seal(guarantee)
    reader = [guarantee.provider_name] if for_provider else [facts["reader"], *facts["address"]]
    return {
        "guarantee": guarantee,
        "printed": facts,
        "born_on": date.fromisoformat(facts["born_on"]),
        "recipient": reader,
        "for_provider": for_provider,
        "is_refused": guarantee.state == Guarantee.State.REFUSED,
        "lines": told_lines(guarantee),
        "office": office_of(guarantee.provider_country),
        "seal": qr_code(address, _("Code that leads to the page where this guarantee can be checked")),
        "seal_address": address,
    }


def told_lines(guarantee: Guarantee) -> list[ToldLine]:
    """Its lines with their steps and, in a word each, why something is not paid."""
    return [
        ToldLine(
            line=line,
            name=benefit_name(line.benefit, guarantee.plan),
            why=[f"{NAMES[Reason(one)]}" for one in line.reasons],
            steps=steps_of(line, guarantee),
        )
        for line in guarantee.lines.all()
    ]


def address_of_seal(guarantee: Guarantee) -> str:
    """Where the code on the paper leads."""
    return settings.SITE_URL + reverse("guarantees:verify", args=[guarantee.seal])

"""The settlement note: rendered from the stored settlement alone, kept as issued, sent once."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from claims.asking import reader_of
from claims.direct import paid_directly
from claims.fhir import as_json, explanation_of_benefit
from claims.models import Claim, Settlement, SettlementLine
from claims.seals import address_of_seal, qr_code
from claims.told import SETTLED
from claims.waterfall import steps_of
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Reason
from portal.entitlements.reason_texts import NAMES
from portal.look.waterfall import Step
from portal.notices.papers import Told, send_paper
from portal.post.archive import Enclosed
from portal.post.models import Paper
from portal.post.papers import render, store

NOTE_KIND = "settlement-note"
# Above so many expenses, a note tells the steps of those that were not simply paid: it stays a letter one can read.
LONG = 30


def write_note(*, settlement_id: UUID, now: datetime) -> Paper:
    """Render, store and send the note of a settlement; one that has its note is left as it is.

    The slow rendering happens outside the transaction; the first of two workers to come back wins.
    """
    settlement = Settlement.objects.select_related("decision", "note").get(pk=settlement_id)
    if settlement.note:
        return settlement.note
    language = settlement.printed["language"]
    title, content = rendered(settlement)
    with transaction.atomic():
        settlement = Settlement.objects.select_for_update().get(pk=settlement_id)
        if settlement.note:
            return settlement.note
        paper = store(kind=NOTE_KIND, title=title, language=language, content=content, now=now)
        settlement.note = paper
        settlement.save(update_fields=["note"])
        send_note(settlement=settlement, paper=paper, now=now)
        return paper


def rendered(settlement: Settlement) -> tuple[str, bytes]:
    """Title and PDF of a note, in its reader's language."""
    language, template = settlement.printed["language"], "claims/papers/settlement_note.html"
    with translation.override(language):
        title, context = _("Settlement note"), printed(settlement)
        for_machines = Enclosed(
            name="settlement.json",
            content=as_json(explanation_of_benefit(settlement)),
            description=_("This settlement for computers (FHIR R4B ExplanationOfBenefit)"),
            at=settlement.settled_at,
        )
        return title, render(
            template=template, context=context, language=language, title=title, enclosed=[for_machines]
        )


def printed(settlement: Settlement) -> dict[str, Any]:
    """What the note shows; everything of it stands in the stored settlement."""
    facts = settlement.printed
    prefetch_related_objects([settlement], "lines__line", "lines__adjustments", "claim", "decision")
    lines = list(settlement.lines.all())
    for line in lines:
        line.settlement = settlement
    return {
        "settlement": settlement,
        "printed": facts,
        "received_on": date.fromisoformat(facts["received_on"]),
        "recipient": [facts["reader"], *facts["address"]],
        "lines": [_line(line, facts["lines"][str(line.line_id)]) for line in lines],
        "is_long": len(lines) > LONG,
        "appeals": load_plan(settlement.decision.plan).rules.appeals,
        "seal": qr_code(settlement, _("Code that leads to the page where this note can be checked")),
        "seal_address": address_of_seal(settlement),
        "replaced": replaced(settlement),
        "directly": paid_directly(settlement, lines),
    }


def replaced(settlement: Settlement) -> dict[str, Any] | None:
    """Number and amount of the settlement that this one replaced; None for a first one."""
    before = settlement.printed.get("replaces")
    return {**before, "reimbursed": Decimal(before["reimbursed"])} if before else None


def _line(settled: SettlementLine, facts: dict[str, Any]) -> dict[str, Any]:
    """One expense; `short` are its steps in a long note: what was converted, and what was cut."""
    # A total right after a total took nothing away: whose prices counted is told where they cut something.
    told = steps_of(settled)
    steps = [step for before, step in zip([None, *told], told, strict=False) if not _repeats(before, step)]
    converted = steps[:2] if steps[0].kind == "note" else []
    return {
        "settled": settled,
        "facts": facts,
        "service_on": date.fromisoformat(facts["service_on"]),
        "why": [NAMES[Reason(reason)] for reason in settled.reasons if reason != Reason.COINSURANCE],
        "steps": steps,
        "short": [*converted, *(step for step in steps if step.kind == "cut")],
    }


def _repeats(before: Step | None, step: Step) -> bool:
    return before is not None and before.kind == step.kind == "total"


def send_note(*, settlement: Settlement, paper: Paper, now: datetime) -> None:
    """Put the note of a settlement in the outbox; where it replaced another, the mail says so, and whether better."""
    claim = Claim.objects.select_related("created_by__person", "patient", "family").get(pk=settlement.claim_id)
    before = replaced(settlement)
    template, better = ("settlement_note_again" if before else "settlement_note"), ""
    if before and settlement.reimbursed > before["reimbursed"]:
        better = "yes"
    notice = Told(
        SETTLED,
        reader_of(claim, now),
        claim.patient,
        reverse("claims:settlement", args=[claim.pk, settlement.pk]),
        claim.number,
    )
    send_paper(
        paper=paper,
        told=notice,
        facts=settlement.printed,
        family=claim.family,
        template=template,
        said={"better": better},
        key=settlement.pk,
        now=now,
    )

"""Everything the desk needs to judge one claim, gathered in a constant number of queries. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import translation

from approvals.models import PriorApproval
from claims.admin.alike import pairs_beside
from claims.admin.fact_names import answer_words, told_facts
from claims.admin.sides import Corrected, ceilings, columns, corrected, earlier
from claims.admin.viewing import views
from claims.asking import ASKED_KIND, TEMPLATES, goes_by_post, reader_of
from claims.custody import documents_of
from claims.facts import reviewed_lines
from claims.judging import Judged
from claims.models import Claim, ClaimLine, Decision, DocumentRequest, OfficeRules, Review, Settlement, SettlementLine
from claims.notes import NOTE_KIND
from claims.office import release_limit
from claims.release import PERMISSION, proposed_amount
from claims.reopening import decided_today, total
from claims.replacing import same_result
from claims.timeline import timeline_of
from claims.waterfall import steps_of
from portal.entitlements.figures import in_dollars
from portal.look.waterfall import Step
from portal.members.models import AuditEntry, User
from portal.post.models import Dispatch

TRAIL = 30


@dataclass(frozen=True)
class Line:
    """One expense: as claimed, as corrected, as the last decision saw it, and, when it is settled, its waterfall."""

    line: ClaimLine
    now: ClaimLine
    corrections: list[Corrected]
    outcome: str
    reasons: list[str]
    facts: list[tuple[str, str]]
    steps: list[Step]


def screen(
    claim: Claim,
    user: User | AnonymousUser,
    *,
    now: datetime,
    tried: Judged | None = None,
    looking: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The parts of the screen that `user` may see; what she may not see is None. `tried` is a change not made yet.

    `looking` says how a document is looked at (`claims.admin.viewing`).
    """
    settlement = claim.settlements.live().select_related("note").first()
    medical = user.has_perm("claims.view_claimline")
    decisions = list(claim.decisions.select_related("decided_by").order_by("-sequence")) if medical else []
    lines = _lines(claim, decisions[0] if decisions else None, settlement) if medical else None
    return {
        **_review(claim, user, decisions, now),
        **(_beside(claim, decisions, lines, tried, now) if lines else {}),
        "claim": claim,
        "settlement": settlement if user.has_perm("claims.view_settlement") else None,
        "dispatch": _dispatch(settlement),
        "lines": lines,
        "decisions": decisions,
        "documents": views(documents_of(claim), looking or {}) if user.has_perm("claims.view_claimdocument") else None,
        "approvals": _approvals(claim) if user.has_perm("approvals.view_priorapproval") else None,
        "may_approve": user.has_perm("approvals.add_priorapproval"),
        "may_reopen": (may_reopen := claim.state == Claim.State.SETTLED and medical and user.has_perm(PERMISSION)),
        "again": _again(claim) if may_reopen and "again" in (looking or {}) else None,
        "may_decide": claim.state == Claim.State.IN_REVIEW and user.has_perm("claims.decide_claim"),
        "trail": _trail(claim),
        "steps": timeline_of(claim, settlement, now=now),
        "plan": claim.family.plan,
    }


def _beside(
    claim: Claim, decisions: list[Decision], lines: list[Line], tried: Judged | None, now: datetime
) -> dict[str, Any]:
    """What helps to judge: decisions side by side, the patient's last expenses, what is left of the ceilings."""
    return {
        "columns": columns(claim, decisions, lines, tried),
        "earlier": earlier(claim),
        "ceilings": ceilings(claim, (one.now.benefit for one in lines), now.date()),
        "pairs": pairs_beside(claim),
        "requests": _requests(claim),
    }


def _review(claim: Claim, user: User | AnonymousUser, decisions: list[Decision], now: datetime) -> dict[str, Any]:
    """Why the claim is with a person, who has it in hand, and what `user` may do about it."""
    review = Review.objects.open().filter(pk=claim.pk).select_related("taken_by").prefetch_related("reasons").first()
    if review is None or not isinstance(user, User):
        return {"review": None}
    taken = bool(review.taken_by_id and review.taken_until and review.taken_until > now)
    may_work = user.has_perm("claims.change_claimline") and not (taken and review.taken_by_id != user.pk)
    found: dict[str, Any] = {"review": review, "taken": taken, "is_mine": taken and review.taken_by_id == user.pk}
    if may_work:
        reader = reader_of(claim, now)
        found |= {"reader": reader, "by_post": goes_by_post(reader), "sentences": _sentences(reader.language)}
    found |= {"may_work": may_work, "now": now, "may_queue": user.has_perm("claims.view_claimline")}
    if may_work and decisions and user.has_perm(PERMISSION):
        found["release"] = _release(claim, user, decisions[0], now)
    return found


def _again(claim: Claim) -> dict[str, Any]:
    """What a settled claim would come to with the facts of today."""
    old, judged = decided_today(claim.pk)
    after = total(judged)
    return {
        "seen": old.pk,
        "before": old.reimbursed,
        "after": after,
        "currency": old.currency,
        "waits": judged.waits,
        "same": same_result(judged, old),
        "is_less": after < old.reimbursed,
    }


def _sentences(language: str) -> list[tuple[str, str]]:
    """What can be asked, as the member reads it in her language."""
    with translation.override(language):
        return [(str(name), str(sentence)) for name, sentence in TEMPLATES.values()]


def _release(claim: Claim, user: User, proposal: Decision, now: datetime) -> dict[str, Any] | None:
    """The proposal to be released, and whether it needs two; None while the engine leaves a line open."""
    if any(line["outcome"] == "review" for line in proposal.result.values()):
        return None
    amount, limit = proposed_amount(proposal), release_limit(user, OfficeRules.objects.in_force())
    dollars = in_dollars(amount, claim.family.currency, now.date()) if amount else Decimal(0)
    signatures = list(proposal.signatures.select_related("by"))
    return {
        "proposal": proposal,
        "amount": amount,
        "limit": limit,
        "needs_two": dollars is None or dollars > limit,
        "signatures": signatures,
        "signed": any(one.by_id == user.pk for one in signatures),
    }


def _requests(claim: Claim) -> list[tuple[DocumentRequest, Any, Dispatch | None]]:
    """What the member was asked, in which words, and how that left; no dispatch: a letter still to be written."""
    asked = list(claim.requests.select_related("asked_by").order_by("-asked_at"))
    left = Dispatch.objects.filter(kind=ASKED_KIND, key__in=[one.pk for one in asked]).defer("body_text", "body_html")
    by_question = {one.key: one for one in left} if asked else {}
    return [(one, TEMPLATES.get(one.template), by_question.get(one.pk)) for one in asked]


def _approvals(claim: Claim) -> QuerySet[PriorApproval]:
    """Decisions about the patient, the latest first."""
    return PriorApproval.objects.filter(person=claim.patient_id).order_by("-decided_at")[:10]


def _dispatch(settlement: Settlement | None) -> Dispatch | None:
    """How the note left, without what it said."""
    if settlement is None:
        return None
    return Dispatch.objects.filter(kind=NOTE_KIND, key=settlement.pk).defer("body_text", "body_html").first()


def _trail(claim: Claim) -> QuerySet[AuditEntry]:
    """Who did or read what of this claim, the latest first."""
    documents = [str(key) for key in claim.documents.values_list("pk", flat=True)]
    about = Q(object_type="claims.claim", object_id=str(claim.pk))
    about |= Q(object_type="claims.claimdocument", object_id__in=documents)
    return AuditEntry.objects.filter(about)[:TRAIL]


def _lines(claim: Claim, decision: Decision | None, settlement: Settlement | None) -> list[Line]:
    settled = {line.line_id: line for line in _settled(settlement)} if settlement else {}
    facts = {line["ref"]: line for line in decision.facts["lines"]} if decision else {}
    now = {seen.line.pk: seen.line for seen in reviewed_lines([claim])[claim.pk]}
    corrections = corrected(claim)
    lines = []
    for line in claim.lines.select_related("provider"):
        outcome, reasons = answer_words(decision.result.get(str(line.pk), {}) if decision else {})
        lines.append(
            Line(
                line=line,
                now=now[line.pk],
                corrections=corrections.get(line.pk, []),
                outcome=outcome,
                reasons=reasons,
                facts=told_facts(facts.get(str(line.pk), {}).get("facts", {})),
                steps=steps_of(settled[line.pk]) if line.pk in settled else [],
            )
        )
    return lines


def _settled(settlement: Settlement) -> Iterable[SettlementLine]:
    return settlement.lines.select_related("line", "settlement__decision").prefetch_related("adjustments")

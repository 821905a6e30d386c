"""Everything the desk needs to judge one appeal. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from claims.admin.forms import CorrectionForm
from claims.admin.sides import repeatable
from claims.appeals.admin.forms import (
    ChangeForm,
    ExtendForm,
    NameForm,
    NoForm,
    OutcomeForm,
    SignForm,
    TurnAwayForm,
    UpholdForm,
)
from claims.appeals.comparing import remaining_in_dollars, replacement, side_by_side
from claims.appeals.deadlines import today_of
from claims.appeals.eyes import PERMISSION, may_decide
from claims.appeals.models import Appeal
from claims.appeals.refusals import MayNotDecide
from claims.appeals.trials import Trial, prepared, takes_facts, trial
from claims.correctable import FACTS
from claims.facts import reviewed_lines
from claims.models import ClaimLine, OfficeRules, Settlement
from claims.office import release_limit
from portal.entitlements.figures import in_dollars
from portal.members.models import AuditEntry, User

TRAIL = 30


@dataclass(frozen=True)
class Row:
    """One line of the claim, as it stands and as it would be. Amounts in the settlement's currency."""

    line: ClaimLine
    benefit: str
    paid: Decimal | None
    would_pay: Decimal | None
    changes: list[tuple[Any, str, str]]
    is_disputed: bool


def screen(appeal: Appeal, user: User, *, now: datetime, correct: str = "") -> dict[str, Any]:
    """The parts of the screen; the acts are those this colleague may do now."""
    tried = trial(appeal, now=now) if takes_facts(appeal) else None
    new, living = replacement(appeal), Settlement.objects.live().filter(claim=appeal.claim_id).first()
    named = next((one for one in appeal.claim.lines.all() if str(one.pk) == correct), None) if correct else None
    acts = _acts(appeal, user, tried)
    may_correct = acts["may_decide"] and takes_facts(appeal)
    return {
        **acts,
        "appeal": appeal,
        "claim": appeal.claim,
        "plan": appeal.settlement.decision.plan,
        "days_left": appeal.days_left(today_of(appeal.claim, now)),
        "old": appeal.settlement,
        "new": new,
        "living": living,
        "lines": side_by_side(appeal, new),
        "rows": _rows(appeal, living, tried, now),
        "trial": tried,
        "may_correct": may_correct,
        "documents": appeal.documents.select_related("stored"),
        "sees_documents": user.has_perm("claims.view_claimdocument"),
        "review": getattr(appeal, "review", None),
        "value_usd": remaining_in_dollars(appeal),
        "trail": AuditEntry.objects.filter(object_type="appeals.appeal", object_id=str(appeal.pk))[:TRAIL],
        "correcting": named if may_correct else None,
        "correction": correction_form(appeal, named, now) if named and may_correct else None,
    }


def _acts(appeal: Appeal, user: User, tried: Trial | None) -> dict[str, Any]:
    """What she may do, with its forms; and why not, where her eyes had seen it before."""
    refusal = may_decide(appeal, user) if user.has_perm(PERMISSION) else MayNotDecide()
    signatures = list(appeal.signatures.select_related("by"))
    seen = {"seen": tried.seen} if tried else {}
    return {
        "may_decide": refusal is None,
        "why_not": refusal,
        "may_conduct": user.has_perm("appeals.conduct_review"),
        "signatures": signatures,
        "signed": any(one.by_id == user.pk for one in signatures),
        "needs_two": _needs_two(appeal, user, tried),
        "uphold_form": UpholdForm(),
        "change_form": ChangeForm(initial=seen),
        "sign_form": SignForm(initial=seen),
        "carry_out_form": SignForm(initial=seen),
        "extend_form": ExtendForm(),
        "turn_away_form": TurnAwayForm(),
        "admit_form": NoForm(),
        "expert_form": NameForm(),
        "outcome_form": OutcomeForm(),
    }


def _needs_two(appeal: Appeal, user: User, tried: Trial | None) -> bool:
    if tried is None:
        return False
    dollars = in_dollars(tried.paid, appeal.settlement.currency, tried.old.settled_at.date())
    return dollars is None or dollars > release_limit(user, OfficeRules.objects.in_force())


def _rows(appeal: Appeal, living: Settlement | None, tried: Trial | None, now: datetime) -> list[Row]:
    paid = dict(living.lines.values_list("line", "reimbursed")) if living else {}
    would = tried.judged.decisions if tried else {}
    labels = {name: fact.label for name, fact in FACTS.items()}
    corrections = tried.corrections if tried else []
    disputed = appeal.line.line_id if appeal.line else None
    rows = []
    for seen in reviewed_lines([appeal.claim])[appeal.claim_id]:
        line, one = seen.line, would.get(str(seen.line.pk))
        changes = [(labels[made.field], made.before, made.after) for made in corrections if made.line_id == line.pk]
        is_disputed = disputed in (None, line.pk)
        rows.append(Row(line, line.benefit, paid.get(line.pk), one.reimbursed if one else None, changes, is_disputed))
    return rows


def correction_form(appeal: Appeal, line: ClaimLine, now: datetime, data: Any = None) -> CorrectionForm:
    """The facts of a line as they stand with what is prepared, to be corrected."""
    claim = appeal.claim
    tried = prepared(appeal, claim, now=now)
    seen = next(one for one in reviewed_lines([claim], tried)[claim.pk] if one.line.pk == line.pk)
    return CorrectionForm(data, seen=seen, plan=claim.family.plan, others=repeatable(claim, line))

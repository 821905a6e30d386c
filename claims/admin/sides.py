"""What stands beside a claim on the desk: its decisions side by side, the family's history, and the ceilings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from claims.admin.fact_names import answer_words
from claims.correctable import FACTS
from claims.judging import Judged
from claims.models import Claim, ClaimLine, Correction, Decision, Settlement, SettlementLine
from claims.told_corrections import said, why_for_her
from portal.entitlements.balances import Account
from portal.entitlements.showing import Bar, bars, overall_bar
from portal.entitlements.standing import read_standing

EARLIER = 12
Results = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """One line in one decision: what it pays and the member bears, in the family's currency, and why."""

    outcome: str
    reasons: list[str]
    paid: Decimal | None
    share: Decimal | None
    is_changed: bool


@dataclass(frozen=True)
class Column:
    """One decision beside the others."""

    title: str
    answers: list[Answer]
    total: Decimal
    is_new: bool


def columns(claim: Claim, decisions: list[Decision], lines: Iterable[Any], tried: Judged | None) -> list[Column]:
    """The first decision, the proposal of now, and what a change would make of it. `decisions`: the latest first."""
    told: list[tuple[str, Results]] = []
    if decisions:
        first = _("Decision") if len(decisions) == 1 else _("First decided")
        told.append((first, decisions[-1].result))
        if len(decisions) > 1 and decisions[0].result != decisions[-1].result:
            told.append((_("Proposed now"), decisions[0].result))
    if tried:
        told.append((_("With your change"), tried.result))
    refs = [str(one.line.pk) for one in lines]
    made: list[Column] = []
    for title, results in told:
        before = told[len(made) - 1][1] if made else results
        answers = [_answer(results.get(ref, {}), before.get(ref, {})) for ref in refs]
        total = sum((one.paid or Decimal(0) for one in answers), Decimal(0))
        made.append(Column(title, answers, total, is_new=bool(made)))
    return made


def _answer(result: dict[str, Any], before: dict[str, Any]) -> Answer:
    outcome, reasons = answer_words(result)
    paid = Decimal(result["reimbursed"]) if "reimbursed" in result else None
    share = Decimal(result["member_share"]) if "member_share" in result else None
    return Answer(outcome, reasons, paid, share, is_changed=result != before)


@dataclass(frozen=True)
class Corrected:
    """One correction in words; `told` is what the member reads about it once the claim is settled."""

    correction: Correction
    label: Promise
    before: str
    after: str
    told: list[str]


def corrected(claim: Claim) -> dict[Any, list[Corrected]]:
    """What was corrected, by line, the latest first."""
    found: dict[Any, list[Corrected]] = {}
    made = Correction.objects.filter(line__claim=claim).select_related("by").order_by("-at", "-sequence")
    for one in made:
        before, after = (said(one.field, text, claim.family.plan, "") for text in (one.before, one.after))
        made_of = Corrected(one, FACTS[one.field].label, before, after, why_for_her(one.reason, one.words))
        found.setdefault(one.line_id, []).append(made_of)
    return found


def earlier(claim: Claim) -> Iterable[SettlementLine]:
    """What the patient had settled last, in other claims. One query."""
    live = Settlement.objects.live().filter(claim__patient=claim.patient_id).exclude(claim=claim)
    lines = SettlementLine.objects.filter(settlement__in=live).select_related("line", "settlement__claim")
    return lines.order_by("-line__service_on")[:EARLIER]


def ceilings(claim: Claim, benefits: Iterable[str], on: date) -> list[Bar]:
    """What is left of the patient's overall maximum and of each allowance this claim draws on."""
    standing = read_standing(claim.family, on)
    if str(claim.patient_id) not in standing.facts.people:
        return []
    account = Account(standing, str(claim.patient_id))
    balances = {
        (one.allowance.key, one.eye): one for benefit in dict.fromkeys(benefits) for one in account.balances(benefit)
    }
    return [overall_bar(account), *bars(balances.values(), account)]


def repeatable(claim: Claim, line: ClaimLine) -> list[tuple[str, str]]:
    """Expenses this line may repeat: others of the patient within a year, the nearest day first, at most thirty."""
    sent = ClaimLine.objects.filter(claim__patient=claim.patient_id).exclude(claim__state=Claim.State.DRAFT)
    others = list(sent.exclude(pk=line.pk).select_related("claim").order_by("-service_on")[:200])
    others.sort(key=lambda one: abs((one.service_on - line.service_on).days))
    return [(str(one.pk), _repeat(one)) for one in others[:30]]


def _repeat(line: ClaimLine) -> str:
    return f"{line.claim.number} / {line.position}: {line.service_on}, {line.charged.normalize():f} {line.currency}"

"""What an estimate promises, the claim with the same facts is then paid: cut by cut, whatever came before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.models import Claim
from claims.waterfall import steps_of
from portal.benefits.facts import FactsMissing
from portal.benefits.plans import load_plan
from portal.benefits.reasons import Outcome
from portal.entitlements import estimate_texts
from portal.entitlements.estimates import Answer, Desk, Question
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from tests.claims.conftest import line
from tests.people import make_staff

PLAN = load_plan("un-mip-2018-07")
OFTEN = [
    "gp_consultation",
    "rx_general",
    "physiotherapy",
    "mri_pet_ct_outpatient",
    "lenses",
    "frames",
    "dental_ordinary",
]


def facts(chance: Random, today: date) -> dict[str, Any]:
    """The facts of an expense of the last seven weeks, as one types them on a claim."""
    on = today - timedelta(days=chance.randrange(50))
    charged = Decimal(chance.randrange(100, 90_000)) / 100
    return {
        "benefit": chance.choice([*OFTEN, *PLAN.rows]),
        "service_on": on,
        "charged": charged,
        "currency": chance.choice(["USD", "KES", "EUR"]),
        "country": chance.choice(["KE", "KE", "FR"]),
        "quantity": chance.randrange(1, 4),
        "emergency": chance.random() < 0.2,
        "prescribed_on": on - timedelta(days=chance.randrange(400)) if chance.random() < 0.7 else None,
        "other_insurance": (charged / 4).quantize(Decimal("0.01")) if chance.random() < 0.2 else Decimal(0),
    }


def question(person: Person, claimed: dict[str, Any], *, is_approved: bool) -> Question:
    same = {
        name: claimed[name] for name in ("benefit", "charged", "currency", "country", "quantity", "other_insurance")
    }
    return Question(
        person,
        on=claimed["service_on"],
        prescribed=claimed["prescribed_on"],
        is_emergency=claimed["emergency"],
        is_approved=is_approved,
        **same,
    )


def promised(asked: Question, today: date) -> Answer | FactsMissing:
    desk = Desk(asked, today=today)
    try:
        return desk.answer(asked)
    except FactsMissing as missing:
        return missing


@pytest.mark.parametrize("seed", range(4))
def test_what_is_promised_is_paid(
    seed: int, ana: Person, ben: Person, carla: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    chance, today = Random(seed), now.date()
    consultant = make_staff("consultant")
    for benefit in ("gp_consultation", "rx_general", "lenses"):
        PriceLevel.objects.create(
            country="KE", benefit=benefit, amount=Decimal("4321.5"), currency="KES", from_on=date(2026, 1, 1)
        )
    settled = 0
    for turn in range(12):
        person, claimed = chance.choice([ana, carla]), facts(chance, today)
        if not turn:  # an emergency needs no approval, which chance alone seldom shows
            claimed |= {"benefit": "mri_pet_ct_outpatient", "emergency": True}
        approved = chance.random() < 0.4 and turn > 0
        if approved:
            PriorApproval.objects.create(
                person=person,
                benefit=claimed["benefit"],
                outcome="approved",
                from_on=claimed["service_on"],
                until_on=claimed["service_on"],
                decided_by=consultant,
                decided_at=now,
            )
        approval = PriorApproval.objects.in_force(on=claimed["service_on"])
        has_approval = approval.filter(person=person, benefit=claimed["benefit"]).exists()
        found = promised(question(person, claimed, is_approved=has_approval), today)
        claim = sent(line(**claimed), patient=person)
        settle(claim_id=claim.pk, now=now)
        settlement = claim.settlements.first()
        if isinstance(found, FactsMissing) or found.decision.outcome is Outcome.REVIEW:
            assert settlement is None, found
            continue
        assert settlement is not None, found.decision
        paid = settlement.lines.get()
        settled += 1
        decision = found.decision
        assert (paid.charged, paid.reimbursed, paid.member_share, paid.price_country) == (
            decision.charged,
            decision.reimbursed,
            decision.member_share,
            decision.price_country,
        )
        assert paid.reasons == [reason.value for reason in decision.reasons]
        # Word for word, but for the bill, which has no provider before the care.
        assert steps_of(paid)[1:] == estimate_texts.steps_of(found, today, PLAN)[1:]
    assert settled > 5

"""Races over appeals and hardship, run like those of `tests.claims.race`: `python -m tests.appeals.race`."""

import json
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from tests.claims.race import Act, at_once, member, sent  # sets Django up

# ruff: noqa: I001
from django.utils import timezone

from claims.adjudication import settle
from claims.appeals.deciding import change, sign, uphold
from claims.appeals.drafts import begin_draft
from claims.appeals.models import Appeal, AppealSignature
from claims.appeals.refusals import AppealRefused
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import subject
from claims.appeals.trials import prepare, trial
from claims.hardship.cases import HardshipRefused, Side, open_case, take_position
from claims.models import Claim, OfficeRules, Settlement
from portal.entitlements.models import MaximumRaise, ReferenceSalary, UsageRecord
from portal.members.models import Person, User
from portal.work.models import Job
from tests.people import make_person, make_salary, make_staff

SURGERY = "hosp_outpatient_surgery_doctor_fee"


def settled(charged: int, person: Person | None = None, **fields: Any) -> Claim:
    """A claim decided at once."""
    claim = sent(person or member(), charged=Decimal(charged), **{"benefit": SURGERY, **fields})
    settle(claim_id=claim.pk, now=timezone.now())
    return Claim.objects.get(pk=claim.pk)


def staff(count: int, *roles: str) -> list[User]:
    made = User.objects.count()
    return [make_staff(f"desk-{made + number}", *roles) for number in range(count)]


def refusable(act: Act) -> str:
    try:
        return str(act())
    except (AppealRefused, HardshipRefused) as refusal:
        return type(refusal).__name__


def disputed(claim: Claim, by: User | None = None) -> Appeal:
    """A draft about the whole settlement."""
    what = subject(claim.settlements.get(), None, None)
    user, now = by or claim.created_by, timezone.now()
    return begin_draft(what=what, ground="plan", words="Look again.", language="en", by=user, now=now)


def send(draft: Appeal) -> Appeal:
    return send_appeal(appeal_id=draft.pk, checked=draft.changed_at, by=draft.created_by, now=timezone.now())


def sending(draft: Appeal) -> Act:
    return partial(refusable, lambda: send(draft).state)


def prepared(appeal: Appeal, by: User) -> str:
    """A higher bill, prepared; what would come out."""
    line, now = appeal.claim.lines.get(), timezone.now()
    facts = {"charged": line.charged + 100}
    prepare(appeal_id=appeal.pk, line_id=line.pk, changes=facts, why="Read again.", by=by, now=now)
    tried = trial(appeal, now=now)
    assert tried
    return tried.seen


def outcome(appeal: Appeal, answers: list[str]) -> dict[str, Any]:
    settlements = Settlement.objects.filter(claim=appeal.claim_id)
    return {
        "answers": answers,
        "live": settlements.live().count(),
        "settlements": settlements.count(),
        "usage": int(
            sum(UsageRecord.objects.filter(family=appeal.claim.family_id).values_list("reimbursed", flat=True))
        ),
        "notices": Job.objects.filter(kind="appeals.write_notice", key=appeal.pk).count(),
        "signatures": AppealSignature.objects.filter(appeal=appeal).count(),
    }


def one_draft_sent_four_times() -> dict[str, Any]:
    draft = disputed(settled(100, benefit="gp_consultation"))
    return {"answers": at_once(*[sending(draft)] * 4), "appeals": Appeal.objects.filter(about=draft.about).count()}


def two_parents_dispute_one_step() -> dict[str, Any]:
    claim = settled(100, benefit="gp_consultation")
    spouse = make_person(claim.family, "spouse", account=True)
    drafts = [disputed(claim), disputed(claim, spouse.user)]
    answers = at_once(*[sending(draft) for draft in drafts])
    return {"answers": answers, "sent": Appeal.objects.sent().filter(about=drafts[0].about).count()}


def decided_by_two_in_two_ways() -> dict[str, Any]:
    appeal = send(disputed(settled(100, benefit="gp_consultation")))
    eva, omar = staff(2, "assessor")
    seen, now = prepared(appeal, eva), timezone.now()
    changed = Appeal.State.CHANGED
    ways: list[Act] = [
        lambda: change(appeal_id=appeal.pk, outcome=changed, reasons="", seen=seen, by=eva, now=now).state,
        lambda: uphold(appeal_id=appeal.pk, reasons="It stands.", by=omar, now=now).state,
    ]
    return outcome(appeal, at_once(*[partial(refusable, way) for way in ways]))


def a_large_one_signed_by_three() -> dict[str, Any]:
    appeal = send(disputed(settled(9000, benefit="gp_consultation")))
    eva, *others = staff(4, "assessor")
    seen, now = prepared(appeal, eva), timezone.now()
    change(appeal_id=appeal.pk, outcome=Appeal.State.CHANGED, reasons="", seen=seen, by=eva, now=now)

    def signing(by: User) -> str:
        return refusable(lambda: sign(appeal_id=appeal.pk, seen=seen, by=by, now=now).state)

    return outcome(appeal, at_once(*[partial(signing, by) for by in others]))


def hardship_agreed_from_both_sides_at_once() -> dict[str, Any]:
    person = member()
    make_salary(person.family, "10")
    settled(100, person, benefit="gp_consultation")
    settled(13000, person)
    now, eva, client = timezone.now(), *staff(1, "assessor"), *staff(1, "insurance service")
    by = person.user
    assert by
    opened = at_once(*[partial(refusable, lambda: opening(person, by))] * 3)
    case = person.hardship_cases.get()

    def saying(side: Side, who: User) -> str:
        said = {"amount": case.beyond, "words": "Yes.", "now": now}
        return refusable(lambda: take_position(case_id=case.pk, side=side, by=who, **said).state)

    acts = [partial(saying, Side.ADMINISTRATOR, eva), partial(saying, Side.CLIENT, client)]
    answers = at_once(*acts)
    paid = sum(Settlement.objects.live().filter(claim__family=person.family_id).values_list("reimbursed", flat=True))
    raised = MaximumRaise.objects.filter(person=person).count()
    return {"opened": opened, "answers": answers, "raised": raised, "paid": int(paid)}


def opening(person: Person, by: User) -> UUID | str:
    open_case(person=person, year=timezone.now().year, words="Please.", by=by, now=timezone.now())
    return "opened"


SCENARIOS = [
    one_draft_sent_four_times,
    two_parents_dispute_one_step,
    decided_by_two_in_two_ways,
    a_large_one_signed_by_three,
    hardship_agreed_from_both_sides_at_once,
]


def main() -> None:
    now = timezone.now()
    for year in (now.year - 1, now.year):
        ReferenceSalary.objects.create(duty_station="KE", year=year, amount=Decimal(2000), currency="USD")
    rules = {"straight_through": Decimal(10**6), "why": "trial", "by": make_staff("head"), "at": now}
    OfficeRules.objects.create(**rules)
    print(json.dumps({scenario.__name__: scenario() for scenario in SCENARIOS}))


if __name__ == "__main__":
    main()

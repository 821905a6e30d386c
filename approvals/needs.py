"""What the plan asks for before planned care: a guarantee of payment, prior approval, both, or neither.

Everything comes from the plan file: its `requests`, and the terms of the row that is in force on the first day.
"""

from dataclasses import dataclass
from datetime import date

from approvals.models import CareRequest
from portal.benefits.plans import load_plan

Needs = CareRequest.Needs
ANSWERS = {
    (True, True): Needs.BOTH,
    (True, False): Needs.GUARANTEE,
    (False, True): Needs.APPROVAL,
    (False, False): Needs.NEITHER,
}


@dataclass(frozen=True)
class Needed:
    """The answer, and what it rests on.

    `benefit` is the row that was judged (empty: none is known yet), `above` the units of a calendar year beyond which
    approval is needed, `afterwards` whether approval may follow an emergency. `notice_days` is how long before a
    planned admission we want to know, `is_stay` whether it is one. `clause` is cited for approval, `section` for the
    benefit.
    """

    needs: CareRequest.Needs
    benefit: str
    above: int | None
    afterwards: bool
    notice_days: int
    is_stay: bool
    clause: str
    section: str

    @property
    def guarantee(self) -> bool:
        return self.needs in (Needs.GUARANTEE, Needs.BOTH)

    @property
    def approval(self) -> bool:
        return self.needs in (Needs.APPROVAL, Needs.BOTH)


def benefits_for(plan: str, kind: str) -> tuple[str, ...]:
    """The rows of the plan that a request of this kind may be about; all of them for other care."""
    known = load_plan(plan)
    ask = known.requests.get(kind)
    return ask.benefits if ask else tuple(known.rows)


def kind_for(plan: str, benefit: str) -> CareRequest.Kind:
    """Under which kind of request a row of the plan is asked for."""
    for ask in load_plan(plan).requests.values():
        if benefit in ask.benefits and ask.key in CareRequest.Kind.values:
            return CareRequest.Kind(ask.key)
    return CareRequest.Kind.OTHER


def judged_benefit(plan: str, *, kind: str, benefit: str, room: str) -> str:
    """The row that counts: the one chosen, that of the room, or the first of this kind; empty when nobody knows."""
    ask = load_plan(plan).requests.get(kind)
    if benefit:
        return benefit
    if ask is None:
        return ""
    return ask.rooms.get(room, ask.benefits[0])


def needed(plan: str, *, kind: str, on: date, benefit: str = "", room: str = "", emergency: bool = False) -> Needed:
    """What the plan asks for when care of this `kind` begins on that day. Other care of no known row needs neither."""
    known = load_plan(plan)
    ask = known.requests.get(kind)
    code = judged_benefit(plan, kind=kind, benefit=benefit, room=room)
    row = known.rows.get(code)
    terms = row.at(on) if row else None
    approval = bool(terms and (terms.approval or terms.approval_above is not None))
    guarantee = bool(ask and ask.guarantee) or bool(row and row.setting == "inpatient")
    return Needed(
        needs=ANSWERS[guarantee, approval],
        benefit=code if row else "",
        above=terms.approval_above if terms else None,
        afterwards=approval and emergency,
        notice_days=known.rules.approval_days,
        is_stay=bool(row and row.setting == "inpatient") or kind == CareRequest.Kind.HOSPITAL,
        clause=known.rules.general_clause,
        section=row.section if row else known.rules.general_clause,
    )


def needs_of(request: CareRequest, *, on: date) -> Needed:
    """The same for a request; `on` counts while it has no first day."""
    return needed(
        request.person.family.plan,
        kind=request.kind,
        on=request.from_on or on,
        benefit=request.benefit,
        room=request.room,
        emergency=request.is_emergency,
    )

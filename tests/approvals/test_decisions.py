"""Prior approvals: decided by the medical consultant alone, with reasons, on the trail, and never changed."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from approvals.decisions import (
    DecisionRefused,
    EndsBeforeItStarts,
    LimitWithoutCurrency,
    ReasonsMissing,
    UnknownBenefit,
    decide_approval,
)
from approvals.models import PriorApproval
from portal.members import audit
from portal.members.models import AuditEntry, Person
from tests.people import make_staff

ADD = "/admin/approvals/priorapproval/add/"
Staff = Callable[..., Any]
FACTS: dict[str, Any] = {
    "benefit": "mri_pet_ct_outpatient",
    "outcome": PriorApproval.Outcome.APPROVED,
    "from_on": date(2026, 11, 20),
    "until_on": date(2026, 12, 20),
}
TYPED = {
    "reference": "41420001",
    "benefit": "mri_pet_ct_outpatient",
    "outcome": "approved",
    "from_on": "2026-11-20",
    "until_on": "2026-12-20",
    "limit_amount": "500",
    "limit_currency": "USD",
}


def test_a_decision_is_written_with_its_entry(ana: Person, now: datetime) -> None:
    consultant = make_staff("doctor", "medical consultant")
    approval = decide_approval(person=ana, **FACTS, by=consultant, now=now)
    assert PriorApproval.objects.in_force(on=date(2026, 12, 1)).get() == approval
    entry = AuditEntry.objects.get(act="approval.approved")
    assert (entry.by, entry.person, entry.detail) == (consultant, ana.pk, {})


def test_without_its_entry_nothing_is_written(ana: Person, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: Any, **_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit.AuditEntry, "save", breaks)
    with pytest.raises(RuntimeError):
        decide_approval(person=ana, **FACTS, by=make_staff("doctor", "medical consultant"), now=now)
    assert not PriorApproval.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"benefit": "moon_trip"}, UnknownBenefit),
        ({"until_on": date(2026, 11, 19)}, EndsBeforeItStarts),
        ({"outcome": PriorApproval.Outcome.REFUSED, "reasons": " "}, ReasonsMissing),
        ({"limit_amount": Decimal(5)}, LimitWithoutCurrency),
        ({"limit_currency": "USD"}, LimitWithoutCurrency),
    ],
)
def test_what_contradicts_itself_is_refused(
    ana: Person, now: datetime, wrong: dict[str, Any], refusal: type[DecisionRefused]
) -> None:
    with pytest.raises(refusal) as raised:
        decide_approval(person=ana, **{**FACTS, **wrong}, by=make_staff("doctor", "medical consultant"), now=now)
    assert str(raised.value.message)


def test_the_consultant_decides_at_the_desk(staff_client: Staff, ana: Person, ben: Person) -> None:
    client = staff_client("medical consultant")
    assert client.get(ADD, {"person": ben.pk}).context["adminform"].form.initial["reference"] == "414/20001-1"
    answer = client.post(ADD, TYPED)
    assert answer.status_code == 302, answer.context["errors"]
    approval = PriorApproval.objects.get()
    assert (approval.person, approval.decided_by, approval.limit_amount) == (ana, client.user, 500)
    page = client.get(f"/admin/approvals/priorapproval/{approval.pk}/change/").content.decode()
    assert "MRI, PET or CT scan without a stay" in page
    assert 'name="_save"' not in page
    acts = set(AuditEntry.objects.filter(by=client.user, person=ana.pk).values_list("act", flat=True))
    assert acts == {"approval.approved", "priorapproval.read"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reference": "414/99999"}, "reference"),
        ({"reference": "desk-x"}, "reference"),
        ({"until_on": "2026-11-01"}, "until_on"),
        ({"outcome": "refused"}, "reasons"),
        ({"limit_currency": ""}, "limit_currency"),
        ({"benefit": "moon_trip"}, "benefit"),
    ],
)
def test_a_wrong_form_says_so_beside_the_field(
    staff_client: Staff, ana: Person, wrong: dict[str, str], field: str
) -> None:
    answer = staff_client("medical consultant").post(ADD, {**TYPED, **wrong})
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not PriorApproval.objects.exists()


@pytest.mark.parametrize("role", ["assessor", "auditor", "guarantee desk", "finance", "member services"])
def test_nobody_else_decides(staff_client: Staff, ana: Person, role: str) -> None:
    assert staff_client(role).post(ADD, TYPED).status_code == 403
    assert not PriorApproval.objects.exists()

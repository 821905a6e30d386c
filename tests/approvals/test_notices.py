"""The written notice: once, in the language of whoever asked, with the reasons and the limits, by mail or letter."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from approvals.decisions import NOTICE, decide_approval
from approvals.models import ApprovalNotice, PriorApproval
from approvals.notices import write_notice
from portal.members.models import Person
from portal.post.models import Dispatch
from portal.work.models import Job
from tests.people import make_staff
from tests.post.pdfs import text_of

pytestmark = pytest.mark.usefixtures("private")
Make = Callable[..., Any]


def words_of(notice: ApprovalNotice) -> str:
    with notice.paper.file.open("rb") as file:
        return text_of(file.read()).replace("\xa0", " ")


def decide(person: Person, now: datetime, **facts: Any) -> PriorApproval:
    known: dict[str, Any] = {
        "benefit": "physiotherapy",
        "outcome": PriorApproval.Outcome.APPROVED,
        "from_on": date(2026, 11, 25),
        "until_on": date(2027, 2, 28),
        **facts,
    }
    return decide_approval(person=person, **known, by=make_staff("doctor", "medical consultant"), now=now)


def test_the_notice_is_ordered_written_and_sent_once(ana: Person, now: datetime) -> None:
    limits = {"units": 20, "unit": "sessions", "limit_amount": Decimal(900), "limit_currency": "USD"}
    approval = decide(ana, now, is_partly=True, reasons="Twenty sessions first, then a report.", **limits)
    assert Job.objects.get(kind=NOTICE).key == approval.pk
    first, second = (write_notice(approval_id=approval.pk, now=now) for _ in range(2))
    assert first.pk == second.pk
    assert ApprovalNotice.objects.count() == 1
    mail = Dispatch.objects.get(kind="approval-decision")
    assert "Twenty" not in mail.subject + mail.body_text
    text = words_of(first)
    for words in ("Approved in part", "20 sessions", "900.00 USD", "Twenty sessions first", approval.number):
        assert words in text


def test_it_is_written_in_the_language_of_the_request(sent: Make, now: datetime) -> None:
    care = sent(benefit="hosp_bed_semi_private")
    type(care).objects.filter(pk=care.pk).update(language="fr")
    care.refresh_from_db()
    refused = {"outcome": PriorApproval.Outcome.REFUSED, "reasons": "Pas nécessaire."}
    approval = decide(care.person, now, benefit="hosp_bed_semi_private", care=care, **refused)
    notice = write_notice(approval_id=approval.pk, now=now)
    assert notice.paper.language == "fr"
    assert "Pas nécessaire." in words_of(notice)

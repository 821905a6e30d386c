"""A short form, the consultant's decision in part, what is left of it, and a question in confidence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from approvals.models import PriorApproval
from approvals.questions.models import Question
from approvals.requests import DOCUMENTS, begin_request, send_request, write_request
from portal.members.models import Person
from tests.approvals.conftest import facts
from tests.browser import needs_chromium
from tests.claims.conftest import photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]


def test_from_the_short_form_to_what_is_left(
    visit: Callable[..., Visitor], ana: Person, figures: None, now: datetime
) -> None:
    assert ana.user
    who: dict[str, Any] = {"person": ana, "language": "en", "by": ana.user, "now": now}
    care = begin_request(form_key=uuid4(), **who, **facts(ana, now, kind="physio"))
    for key in ("prescription", "report"):
        DOCUMENTS.add(parent_id=care.pk, upload=photo(f"{key}.jpg"), by=ana.user, now=now, purpose=key)
    member = visit(album="approval")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    member.go(reverse("prior:short", args=[care.pk]))
    member.press("Continue")
    assert member.errors
    write_request(request_id=care.pk, facts={"details": {"sessions": 20, "prescribed_on": "2026-11-10"}}, now=now)
    care.refresh_from_db()
    care = send_request(request_id=care.pk, checked=care.changed_at, by=ana.user, now=now)

    doctor = at_desk(visit, "medical consultant", album="consultant")
    doctor.go(reverse("consultant:queue"))
    doctor.follow(care.number)
    doctor.page.locator("#decision_outcome").select_option("partly")
    doctor.page.locator("#decision_units").fill("12")
    doctor.page.locator("#decision_until_on").fill("2027-03-01")
    doctor.page.locator("#decision_reasons").fill("Twelve first.")
    doctor.press("Decide and tell the member")
    approval = PriorApproval.objects.get()
    assert approval.units == 12

    member.go(reverse("prior:list"))
    assert "12 of 12 left" in member.text
    member.go(reverse("prior:approval", args=[approval.pk]))
    member.go(reverse("questions:new"))
    member.fill({"words": "May I swim?"})
    member.press("Send in confidence")
    question = Question.objects.get()
    doctor.go(reverse("confidence:questions"))
    doctor.follow(question.number)
    doctor.page.locator("#id_words").fill("Yes, gently.")
    doctor.press("Answer")
    member.go(reverse("questions:question", args=[question.pk]))
    assert "Yes, gently." in member.text

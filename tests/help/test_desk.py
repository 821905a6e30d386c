"""The queue of member services: by time left, each team its own, every act by its verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.help import handling
from portal.help.models import Enquiry, Message, PhoneCall, ReadyAnswer, ReadyText
from portal.members.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "still_bell", "clock")]
Said = Callable[..., Message]
Staff = Callable[..., Client]


def screen(enquiry: Enquiry) -> str:
    return reverse("admin:help_enquiry_change", args=[enquiry.pk])


def act(client: Client, enquiry: Enquiry, name: str, **fields: Any) -> Any:
    return client.post(reverse("admin:help_enquiry_act", args=[enquiry.pk, name]), fields)


def test_the_least_time_left_stands_first(said: Said, staff_client: Staff, now: datetime) -> None:
    late = said(now=now - timedelta(days=9)).enquiry
    new = said().enquiry
    page = staff_client("member services").get(reverse("admin:help_enquiry_changelist")).content.decode()
    assert page.index(late.number) < page.index(new.number)
    assert "late by" in page


def test_a_draft_is_its_author_s_alone(drafted: Said, staff_client: Staff) -> None:
    draft = drafted()
    assert staff_client("member services").get(screen(draft.enquiry)).status_code in (302, 404)


def test_each_act_does_what_it_says(said: Said, staff_client: Staff) -> None:
    enquiry, client = said().enquiry, staff_client("member services")
    assert act(client, enquiry, "note", words="Called back.").status_code == 302
    assert act(client, enquiry, "answer", words="Done.").status_code == 302
    assert act(client, enquiry, "call", caller="Ana", topic="claim", words="Thanks").status_code == 302
    assert act(client, enquiry, "close").status_code == 302
    assert act(client, enquiry, "reopen").status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.state == "waiting"
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts >= {f"enquiry.{verb}" for verb in ("noted", "answered", "closed", "reopened")} | {"phonecall.logged"}


def test_a_call_without_its_check_is_said_beside_the_box(said: Said, staff_client: Staff) -> None:
    enquiry, client = said().enquiry, staff_client("member services")
    answer = act(client, enquiry, "call", caller="Ana", topic="claim", checked="on")
    assert answer.status_code == 422
    assert "no passed identity check" in answer.content.decode()
    assert not PhoneCall.objects.exists()


def test_a_team_sees_what_was_handed_to_it(said: Said, staff_client: Staff, officer: User, now: datetime) -> None:
    enquiry, finance = said().enquiry, staff_client("finance")
    assert finance.get(screen(enquiry)).status_code in (302, 404)
    handling.hand_over(enquiry_id=enquiry.pk, team="finance", words="Where is it?", by=officer, now=now)
    assert finance.get(screen(enquiry)).status_code == 200
    assert act(finance, enquiry, "answer", words="Paid on Monday.").status_code == 302
    assert act(finance, enquiry, "hand-over", team="services").url.endswith("/help/enquiry/")
    assert finance.get(screen(enquiry)).status_code in (302, 404)


def test_a_ready_answer_comes_in_the_member_s_language(said: Said, staff_client: Staff) -> None:
    ready = ReadyAnswer.objects.create(name="On its way", topic="payment")
    ReadyText.objects.create(answer=ready, language="en", words="Your refund is on its way.")
    french = ReadyText.objects.create(answer=ready, language="fr", words="Votre remboursement est en route.")
    enquiry, client = said(language="fr").enquiry, staff_client("member services")
    page = client.get(screen(enquiry), {"ready": str(french.pk)}).content.decode()
    assert "Votre remboursement est en route." in page
    assert "Your refund is on its way." not in page


def test_the_team_writes_its_own_ready_answers(staff_client: Staff) -> None:
    client = staff_client("member services")
    fields = {"name": "Hello", "topic": "other", "in_use": "on", "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0"}
    fields |= {"texts-0-language": "es", "texts-0-words": "Gracias."}
    assert client.post(reverse("admin:help_readyanswer_add"), fields).status_code == 302
    assert ReadyText.objects.get().words == "Gracias."


def test_a_call_of_no_conversation_is_written_down(staff_client: Staff, ana: Any) -> None:
    client = staff_client("member services")
    at = reverse("admin:help_phonecall_add")
    assert client.get(at).status_code == 200
    fields = {"caller": "A pharmacy", "reference": "41420001", "topic": "provider", "words": "Asked for us."}
    assert client.post(at, fields).status_code == 302
    assert PhoneCall.objects.get().person == ana
    assert "no member with this number" in client.post(at, {**fields, "reference": "414/99999"}).content.decode()


def test_a_call_may_settle_what_waits(said: Said, staff_client: Staff) -> None:
    enquiry = said().enquiry
    act(staff_client("member services"), enquiry, "call", caller="Ana", topic="claim", settles="on")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.due_at, enquiry.calls.count()) == ("closed", None, 1)

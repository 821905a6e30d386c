"""The member's pages of planned care, and the desk's screen: what each shows, refuses and keeps to whom it belongs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals.handling import ask_member, close_request
from approvals.models import CareRequest, RequestRules
from approvals.requests import DOCUMENTS, today_of
from portal.members.models import Person, User
from providers.models import Provider
from tests.claims.conftest import photo
from tests.claims.pages import Page

Made = Callable[..., CareRequest]
pytestmark = pytest.mark.usefixtures("clock", "private", "still_bell")


def post(client: Client, name: str, care: CareRequest, data: dict[str, Any] | None = None) -> Any:
    return client.post(reverse(f"approvals:{name}", args=[care.pk]), data or {})


def day(name: str, on: Any) -> dict[str, Any]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_from_nothing_to_the_receipt(ana_client: Client, ana: Person, now: datetime) -> None:
    new = reverse("approvals:new")
    answer: Any = ana_client.post(new, {"form_key": uuid4(), "kind": "hospital", "person": ana.pk})
    care = CareRequest.objects.get()
    assert answer.url == reverse("approvals:where", args=[care.pk])
    where = {"provider_name": "Riverside  Hospital", "provider_country": "KE", "provider_city": "Nairobi"}
    assert post(ana_client, "where", care, where).url == reverse("approvals:care", args=[care.pk])
    first = today_of(ana, now) + timedelta(days=3)
    what = {"diagnosis": "Gallstones", "treatment": "Surgery", "icd10": "k801", "estimated": "4,200.50"}
    answer = post(ana_client, "care", care, {**what, **day("from_on", first)})
    assert "Choose the currency" in answer.content.decode()
    answer = post(ana_client, "care", care, {**what, **day("from_on", first), "currency": "KES", "room": "private"})
    assert answer.url == reverse("approvals:documents", args=[care.pk])
    check = ana_client.get(reverse("approvals:check", args=[care.pk])).content.decode()
    for words in ("This is short notice", "needs prior approval", "K80.1", "4,200.50", "Riverside Hospital"):
        assert words in check, words
    care.refresh_from_db()
    answer = post(ana_client, "check", care, {"checked": care.changed_at.isoformat()})
    assert answer.url == reverse("approvals:request", args=[care.pk])
    page = ana_client.get(answer.url).content.decode()
    care.refresh_from_db()
    for words in (care.number, "We answer by", "48 hours", "Short notice"):
        assert words in page, words


def test_what_is_wrong_is_told_beside_its_field(ana_client: Client, drafted: Made, ana: Person, now: datetime) -> None:
    care = drafted(estimated=None)
    past = today_of(ana, now) - timedelta(days=1)
    said = {"diagnosis": "x", "treatment": "y", "currency": "XXX", "estimated": "0"}
    answer = post(ana_client, "care", care, {**said, "icd10": "gall", **day("from_on", past)})
    page = answer.content.decode()
    for words in ("no ICD-10 code", "more than zero", "Select a valid choice"):
        assert words in page, words
    fine = {"diagnosis": "x", "treatment": "y", **day("from_on", past)}
    page = post(ana_client, "care", care, fine).content.decode()
    assert "This day has passed" in page
    assert "For care that was given already, send a claim" in page
    assert post(ana_client, "care", care, {**day("from_on", past), "is_emergency": "on"}).status_code == 302


def test_neither_says_so_and_leads_on(ana_client: Client, drafted: Made) -> None:
    care = drafted(kind="other", benefit="gp_consultation")
    page = ana_client.get(reverse("approvals:check", args=[care.pk])).content.decode()
    assert "neither approval nor a guarantee" in page
    assert reverse("entitlements:estimate") in page
    assert reverse("claims:new") in page


def test_a_provider_of_the_list(ana_client: Client, ana: Person, drafted: Made) -> None:
    facts: dict[str, Any] = {"kind": "hospital", "city": "Nairobi", "country": "KE"}
    listed = Provider.objects.create(name="Lakeside Hospital", **facts)
    page = ana_client.get(reverse("approvals:new"), {"provider": listed.pk}).content.decode()
    assert "At Lakeside Hospital." in page
    asked = {"form_key": uuid4(), "kind": "hospital", "person": ana.pk, "provider": listed.pk}
    ana_client.post(reverse("approvals:new"), asked)
    begun = CareRequest.objects.get()
    assert begun.provider == listed
    post(ana_client, "where", begun, {"chosen": ""})
    begun.refresh_from_db()
    assert begun.provider is None
    found = ana_client.get(reverse("approvals:where", args=[begun.pk]), {"q": "lakeside"}).content.decode()
    assert str(listed.pk) in found
    assert post(ana_client, "where", begun, {"chosen": listed.pk}).url.endswith("/care/")
    assert post(ana_client, "where", begun, {"chosen": "no id"}).status_code == 302


def test_prefilled_from_a_benefit_and_an_estimate(ana_client: Client) -> None:
    asked = {"benefit": "dental_major", "estimated": "900", "currency": "EUR"}
    page = Page(ana_client.get(reverse("approvals:new"), asked))
    filled = {name: page.controls[name].get("value") for name in asked}
    assert filled == asked
    odd = {"benefit": "<script>", "provider": "x", "estimated": "much", "currency": "🪙"}
    assert ana_client.get(reverse("approvals:new"), odd).status_code == 200


def test_urgent_cases_get_the_phone_of_the_region(ana_client: Client) -> None:
    page = ana_client.get(reverse("approvals:new")).content.decode()
    assert "Urgent? Get care first, and call us" in page
    assert "What to say when you call" in page
    assert 'href="tel:' in page


def test_other_adults_see_nothing(
    sent: Made,
    drafted: Made,
    ben_client: Client,
    stranger_client: Client,
    carla: Person,
    ana_client: Client,
    now: datetime,
) -> None:
    own, hidden, childs = sent(), drafted(), sent(person=carla)
    report = DOCUMENTS.add(parent_id=own.pk, upload=photo("a.jpg"), by=own.asked_by, now=now)
    paper = reverse("approvals:document", args=[own.pk, report.pk])
    for client in (ben_client, stranger_client):
        assert client.get(reverse("approvals:request", args=[own.pk])).status_code == 404
        assert client.get(reverse("approvals:check", args=[hidden.pk])).status_code == 404
        assert client.get(paper).status_code == 404
    assert ana_client.get(paper).status_code == 200
    assert ben_client.get(reverse("approvals:request", args=[childs.pk])).status_code == 200, "the other parent"
    assert stranger_client.get(reverse("approvals:request", args=[childs.pk])).status_code == 404


def test_a_question_stands_on_the_first_page_until_answered(
    sent: Made, officer: User, ana_client: Client, now: datetime
) -> None:
    care = sent()
    ask_member(request_id=care.pk, words="Which ward?", by=officer, now=now)
    assert "We asked you something" in ana_client.get(reverse("home")).content.decode()
    page = ana_client.get(reverse("approvals:request", args=[care.pk])).content.decode()
    for words in ("Which ward?", "Our clock stands", "48 hours"):
        assert words in page, words
    answer = ana_client.post(
        reverse("approvals:request", args=[care.pk]), {"words": "Surgery.", "documents": [photo("w.jpg")]}
    )
    assert answer.status_code == 302
    care.refresh_from_db()
    message = care.messages.get(from_us=False)
    assert (care.state, message.words, message.documents.count()) == ("sent", "Surgery.", 1)
    assert "We asked you something. Please answer." not in ana_client.get(reverse("home")).content.decode()


def test_withdrawn_and_closed(sent: Made, officer: User, ana_client: Client, now: datetime) -> None:
    care, other = sent(), sent()
    for _click in range(2):
        post(ana_client, "withdraw", care)
    assert "Withdrawn" in ana_client.get(reverse("approvals:request", args=[care.pk])).content.decode()
    close_request(request_id=other.pk, words="The plan does not pay this.", by=officer, now=now)
    page = ana_client.get(reverse("approvals:request", args=[other.pk])).content.decode()
    assert "The plan does not pay this." in page
    assert "Send the message" not in page
    late = ana_client.post(reverse("approvals:request", args=[other.pk]), {"words": "But why?"}, follow=True)
    assert "This request is closed" in late.content.decode()


def change(care: CareRequest) -> str:
    return reverse("admin:approvals_carerequest_change", args=[care.pk])


def do(care: CareRequest, name: str) -> str:
    return reverse("admin:approvals_carerequest_act", args=[care.pk, name])


def test_the_queue_by_time_left(sent: Made, staff_client: Callable[..., Client], officer: User, now: datetime) -> None:
    early, late = sent(at=now - timedelta(hours=40)), sent()
    urgent, waits = sent(is_emergency=True), sent(at=now - timedelta(hours=60))
    ask_member(request_id=waits.pk, words="Which?", by=officer, now=now - timedelta(hours=59))
    desk = staff_client("guarantee desk")
    page = desk.get(reverse("admin:approvals_carerequest_changelist")).content.decode()
    places = [page.index(one.number) for one in (urgent, early, late, waits)]
    assert places == sorted(places)
    assert "7 hours 59 min" in page
    assert "47 hours, standing" in page


def test_consultants_see_what_needs_approval(sent: Made, staff_client: Callable[..., Client]) -> None:
    scan, day_surgery = sent(kind="imaging"), sent(kind="day_surgery")
    consultant, desk = staff_client("medical consultant"), staff_client("guarantee desk")
    assert [consultant.get(change(one)).status_code for one in (scan, day_surgery)] == [200, 404]
    assert [desk.get(change(one)).status_code for one in (scan, day_surgery)] == [200, 200]
    assert staff_client("provider relations").get(change(scan)).status_code in (302, 403, 404)


def test_acts_of_the_desk(sent: Made, staff_client: Callable[..., Client], ana: Person, now: datetime) -> None:
    care, desk = sent(), staff_client("guarantee desk")
    assert desk.post(do(care, "ask"), {"words": ""}).status_code == 422
    assert desk.post(do(care, "ask"), {"words": "Which ward?"}).status_code == 302
    care.refresh_from_db()
    assert care.state == "member"
    again = desk.post(do(care, "ask"), {"words": "And when?"}, follow=True).content.decode()
    assert "waits for somebody already" in again
    assert care.messages.count() == 1
    desk.post(do(care, "resume"))
    desk.post(do(care, "wait"), {"why": "The offer."})
    desk.post(do(care, "resume"))
    first = today_of(ana, now) + timedelta(days=50)
    facts = {
        "kind": "imaging",
        "benefit": "mri_pet_ct_outpatient",
        "from_on": first.isoformat(),
        "diagnosis": "Gallstones",
    }
    facts |= {"treatment": "A scan", "provider_name": "Riverside", "provider_country": "KE", "currency": ""}
    assert desk.post(do(care, "correct"), facts).status_code == 302
    care.refresh_from_db()
    assert (care.kind, care.needs, care.from_on) == ("imaging", "approval", first)
    assert desk.post(do(care, "close"), {"words": "Not covered."}).status_code == 302
    page = desk.get(change(care)).content.decode()
    assert "Not covered." in page
    assert "Let the clock go on" not in page
    assert desk.post(do(care, "nothing"), {}).status_code == 404


def test_the_promise_is_written_by_the_analyst(staff_client: Callable[..., Client]) -> None:
    analyst = staff_client("plan analyst")
    add = reverse("admin:approvals_requestrules_add")
    assert analyst.post(add, {"hours": 24, "alarm_hours": 6, "why": "Faster."}).status_code == 302
    assert RequestRules.objects.in_force().hours == 24
    assert staff_client("guarantee desk").post(add, {"hours": 9, "alarm_hours": 6, "why": "x"}).status_code == 403

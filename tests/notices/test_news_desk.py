"""News of the plan at the desk: who writes, who publishes, and what is judged beside its field."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.members.models import Person
from portal.notices.models import News
from tests.claims.conftest import clock as clock
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.notices.test_news import mara as mara
from tests.notices.test_news import written as written

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Staff = Callable[..., Client]
FORM = {"heading": "A new office", "text": "In Nairobi.", "shown_from": "2026-11-20"}


def test_the_desk_writes_looks_publishes_and_withdraws(staff_client: Staff, ana_client: Client, ana: Person) -> None:
    analyst, services = staff_client("plan analyst"), staff_client("member services")
    assert analyst.post(reverse("admin:notices_news_add"), FORM).status_code == 302
    news = News.objects.get()
    act = {code: reverse("admin:notices_news_act", args=[news.pk, code]) for code in ("publish", "withdraw", "drop")}
    assert analyst.post(act["publish"], {"number": 1}).status_code == 403
    assert services.post(act["publish"], {"number": 1}).status_code == 302
    assert "In Nairobi." in Page(ana_client.get(reverse("notices:piece", args=[news.pk]))).text
    assert services.post(act["withdraw"], {"number": 1}).status_code == 302
    assert News.objects.get().withdrawn_at
    assert services.post(act["drop"], {"number": 1}, follow=True).context["messages"], "it does not wait any more"


def test_who_wrote_it_is_told_why_she_cannot_publish(staff_client: Staff) -> None:
    services = staff_client("member services")
    services.post(reverse("admin:notices_news_add"), FORM)
    news = News.objects.get()
    shown = services.get(reverse("admin:notices_news_change", args=[news.pk]))
    assert "A colleague has to publish it" in Page(shown).text
    assert reverse("admin:notices_news_act", args=[news.pk, "publish"]) not in shown.content.decode()
    answer = services.post(reverse("admin:notices_news_act", args=[news.pk, "publish"]), {"number": 1}, follow=True)
    assert "A colleague has to publish it" in Page(answer).text
    assert News.objects.get().published is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"heading": ""}, "heading"), ({"heading_fr": "Un"}, "text_fr"), ({"text_ar": "نص"}, "heading_ar")],
)
def test_writing_is_judged_beside_the_field(staff_client: Staff, wrong: dict[str, str], field: str) -> None:
    for page in ("add", "preview"):
        answer = staff_client("plan analyst", reference=page).post(
            reverse(f"admin:notices_news_{page}"), {**FORM, **wrong}
        )
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]
    assert not News.objects.exists()


def test_a_preview_keeps_nothing_and_marks_each_language(staff_client: Staff) -> None:
    answer = staff_client("plan analyst").post(
        reverse("admin:notices_news_preview"), {**FORM, "heading_fr": "Un bureau", "text_fr": "À Nairobi."}
    )
    assert 'lang="fr" dir="auto">Un bureau' in answer.content.decode()
    assert 'lang="en" dir="auto">A new office' in answer.content.decode()
    assert not News.objects.exists()


def test_roles_without_news_do_not_see_it(staff_client: Staff, written: News) -> None:
    assert staff_client("finance").get(reverse("admin:notices_news_changelist")).status_code == 403
    auditor = staff_client("auditor")
    assert auditor.get(reverse("admin:notices_news_change", args=[written.pk])).status_code == 200
    assert auditor.get(reverse("admin:notices_news_write", args=[written.pk])).status_code == 404
    assert auditor.get(reverse("admin:notices_news_add")).status_code == 403

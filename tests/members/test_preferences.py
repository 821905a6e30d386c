"""The account page: language, notes by e-mail, and no more than that."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.members.models import AuditEntry, Person

URL = "/account/"


def test_the_page_shows_who_i_am_and_where_to_go(ana_client: Client, ana: Person) -> None:
    page = ana_client.get(URL).content.decode()
    for expected in ("Ana Otieno", "414/20001", "ana@example.org", "/accounts/password/change/", "/accounts/sessions/"):
        assert expected in page


def test_choices_are_stored_and_on_the_trail(ana_client: Client, ana: Person) -> None:
    answer = ana_client.post(URL, {"language": "fr", "notes_by": "link"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    ana.refresh_from_db()
    assert (ana.language, ana.family.settlements_online, ana.family.notes_attached) == ("fr", True, False)
    assert ana.user and ana.user.language == "fr"  # noqa: PT018
    ana_client.post(URL, {"language": "fr", "notes_by": "link"})
    acts = AuditEntry.objects.exclude(act="account.signed_in").order_by("at").values_list("act", "by")
    assert list(acts) == [
        ("person.language_changed", ana.user.pk),
        ("family.notes_by_changed", ana.user.pk),
    ]


def test_notes_are_for_the_participant_to_choose(ben_client: Client, ben: Person) -> None:
    assert b"notes_by" not in ben_client.get(URL).content
    ben_client.post(URL, {"language": "es", "notes_by": "link"})
    ben.refresh_from_db()
    assert (ben.language, ben.family.settlements_online) == ("es", False)


@pytest.mark.parametrize("extra", [{"email": "thief@example.org"}, {"status": "retired"}, {"relation": "child"}])
def test_extra_fields_change_nothing(ana_client: Client, ana: Person, extra: dict[str, Any]) -> None:
    before = Person.objects.filter(pk=ana.pk).values().get(), vars(ana.user)["email"]
    ana_client.post(URL, {"language": "en", **extra})
    ana.refresh_from_db()
    assert (Person.objects.filter(pk=ana.pk).values().get(), ana.user and ana.user.email) == before


def test_an_unknown_language_is_refused(ana_client: Client, ana: Person) -> None:
    assert ana_client.post(URL, {"language": "tlh"}).status_code == 200


def test_reading_does_not_write(ana_client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12) as seen:
        ana_client.get(URL)
    writes = [
        query["sql"] for query in seen.captured_queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert all("session" in sql for sql in writes), writes


def test_staying_signed_in_is_a_post(ana_client: Client) -> None:
    assert ana_client.post("/account/stay/").json() == {"seconds": 900, "for_good": False}
    assert ana_client.get("/account/stay/").status_code == 405


@pytest.mark.parametrize("url", [URL, "/activate/", "/accounts/login/", "/accounts/password/reset/"])
def test_forms_need_a_token(ana: Person, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if url == URL:
        client.force_login(ana.user)  # type: ignore[arg-type]
    assert client.post(url, {"language": "fr"}).status_code == 403

"""The frame around every page, and who may see the style guide."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from portal.look.context import look
from portal.look.states import badge
from portal.members.models import Person

ERRORS = ["400", "403", "404", "500", "503", "403_csrf"]


def test_staff_see_every_part(staff_client: Callable[..., Client]) -> None:
    answer = staff_client().get("/styleguide/")
    assert answer.status_code == 200
    assert b"style=" not in answer.content


def test_members_and_strangers_learn_nothing_of_the_style_guide(client: Client, ana_client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
    assert ana_client.get("/styleguide/").status_code == 404


def test_the_frame_asks_the_database_nothing(
    ana: Person, rf: RequestFactory, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    request = rf.get("/claims/")
    assert ana.user is not None
    request.user = ana.user
    with django_assert_num_queries(0):
        shown = look(request)
    assert [entry["url"] for entry in shown["navigation"] if entry["current"]] == ["/claims/"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_says_its_language_and_direction(client: Client, db: None, language: str, direction: str) -> None:
    answer = client.get("/accounts/login/", headers={"accept-language": language})
    assert f'<html lang="{language}" dir="{direction}">'.encode() in answer.content


def test_all_six_languages_are_offered_by_their_own_names(client: Client, db: None) -> None:
    content = client.get("/accounts/login/").content.decode()
    for name in ("English", "Français", "Español", "Русский", "简体中文", "العربيّة"):
        assert name in content


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    with translation.override("ar"):
        shown = render_to_string(f"{name}.html", {"status": 0})
    assert 'dir="rtl"' in shown
    assert "<h1>" in shown


def test_a_session_that_can_be_kept_brings_its_warning(ana_client: Client) -> None:
    content = ana_client.get("/accounts/logout/").content.decode()
    assert 'data-stay="/account/stay/"' in content
    assert "look/session.js" in content


def test_an_unknown_state_is_neutral_and_an_unknown_tone_refused() -> None:
    assert badge("some_new_state").tone == "neutral"
    assert badge("some_new_state").text == "Some new state"
    with pytest.raises(ValueError, match="is not a tone"):
        badge("paid", tone="purple")

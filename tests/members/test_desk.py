"""The staff pages about members: found by number or name, reads audited, secrets hidden, codes shown once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from portal.members import roles
from portal.members.models import AuditEntry, BankAccount, Person, User
from portal.members.searching import KEPT, MOST_KEPT, DiscreetSearch

FAMILIES, PEOPLE, TRAIL = "/admin/members/family/", "/admin/members/person/", "/admin/members/auditentry/"
Staff = Callable[..., Any]


@pytest.mark.parametrize("typed", ["414/20001", "41420001", "414/20001-1", "otieno", "Ana"])
@pytest.mark.parametrize("page", [FAMILIES, PEOPLE])
def test_members_are_found_by_number_or_name(
    staff_client: Staff, ana: Person, stranger: Person, page: str, typed: str
) -> None:
    answer = searched(staff_client("member services"), page, typed)
    assert answer.context["cl"].result_count == 1


def searched(client: Client, page: str, words: str) -> Any:
    """The list after the search form was sent."""
    return client.post(page, {"_search": "1", "q": words}, follow=True)


def test_what_is_looked_for_stays_out_of_every_address(staff_client: Staff, ana: Person, stranger: Person) -> None:
    client = staff_client("member services")
    found = searched(client, f"{PEOPLE}?relation__exact=participant&p=3", "Otieno")
    ((address, _status),) = found.redirect_chain
    assert "p=3" not in address
    assert "relation__exact=participant" in address
    assert found.context["cl"].result_count == 1
    shown = found.content.decode()
    assert 'value="Otieno"' in shown, "the form remembers"
    links = re.findall(r'(?:href|action)="([^"]*)"', shown)
    assert not [link for link in links if "Otieno" in link or "414" in link]
    key = found.context["request"].GET["q"]
    assert [link for link in links if f"q={key}" in link], "filters keep the search"
    assert [link for link in links if f"q%3D{key}" in link], "and so does the way back"
    assert client.get(PEOPLE, {"q": key, "o": "1"}).context["cl"].result_count == 1
    assert searched(client, f"{PEOPLE}?q={key}", " ").context["cl"].result_count == 2


def test_words_or_keys_of_others_in_an_address_find_nothing(staff_client: Staff, ana: Person) -> None:
    key = searched(staff_client("member services"), PEOPLE, "Otieno").context["request"].GET["q"]
    other = staff_client("auditor")
    for typed in ("Otieno", key, ""):
        answer = other.get(PEOPLE, {"q": typed, "relation__exact": "child"}, follow=True)
        assert answer.redirect_chain == [(f"{PEOPLE}?relation__exact=child", 302)]
        assert "That search has ended" in answer.content.decode()


def test_a_session_keeps_few_searches(staff_client: Staff, ana: Person) -> None:
    client = staff_client("member services")
    keys = [searched(client, PEOPLE, f"word {n}").context["request"].GET["q"] for n in range(MOST_KEPT + 2)]
    assert len(client.session[KEPT]) == MOST_KEPT
    assert list(client.session[KEPT]) == keys[2:]


def test_every_list_that_is_searched_is_discreet() -> None:
    """Only the names of roles, and of providers, which are no secret, may stand in an address."""
    pages = admin.site._registry.items()
    open_ones = {model for model, page in pages if page.search_fields and not isinstance(page, DiscreetSearch)}
    assert open_ones <= {Group}
    looked_up = {model._meta.app_label for model, page in pages if page.autocomplete_fields}
    assert looked_up <= {"providers"}
    assert not admin.site.enable_nav_sidebar


def test_the_family_page_shows_people_salary_and_a_masked_account(staff_client: Staff, ana: Person) -> None:
    BankAccount.objects.create(
        family=ana.family, holder="Ana Otieno", account="BE71096123456769", currency="USD", from_on=date(2026, 1, 1)
    )
    client = staff_client(is_superuser=True)
    page = client.get(f"{FAMILIES}{ana.family_id}/change/").content.decode()
    assert "Otieno" in page
    assert "5000" in page
    assert "BE•• •••• 6769" in page
    assert "096123456769" not in page
    entry = AuditEntry.objects.get(act="family.read")
    assert (entry.by, entry.family) == (client.user, ana.family_id)


def test_reading_a_person_is_on_the_trail(staff_client: Staff, ana: Person) -> None:
    client = staff_client("assessor")
    assert client.get(f"{PEOPLE}{ana.pk}/change/").status_code == 200
    entry = AuditEntry.objects.get(act="person.read")
    assert (entry.by, entry.person, entry.ip) == (client.user, ana.pk, "127.0.0.1")


def test_a_change_names_its_fields_and_not_their_content(staff_client: Staff, ana: Person) -> None:
    client = staff_client(is_superuser=True)
    url = f"{PEOPLE}{ana.pk}/change/"
    page = client.get(url)
    form = {**page.context["adminform"].form.initial, "family": str(ana.family_id), "given_name": "Anneliese"}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = client.post(url, {name: value for name, value in form.items() if value is not None})
    assert answer.status_code == 302, answer.context["errors"]
    assert AuditEntry.objects.get(act="person.changed").detail == {"fields": "Given name"}
    assert Person.history.filter(id=ana.pk, history_user=client.user, given_name="Anneliese").exists()


def test_an_address_is_not_changed_in_passing(staff_client: Staff, ana: Person) -> None:
    """It opens the account: it is changed on the page of sign-in, after a check."""
    page = staff_client("member services").get(f"{PEOPLE}{ana.pk}/change/")
    assert "email" not in page.context["adminform"].form.fields
    assert "ana@example.org" in page.content.decode()


@pytest.mark.parametrize("page", [FAMILIES, PEOPLE, TRAIL, "/admin/members/user/"])
def test_nothing_is_deleted_here(staff_client: Staff, ana: Person, page: str) -> None:
    client = staff_client(is_superuser=True)
    ids = {FAMILIES: ana.family_id, PEOPLE: ana.pk, TRAIL: AuditEntry.objects.earliest("at").pk}
    assert client.post(f"{page}{ids.get(page, ana.user_id)}/delete/", {"post": "yes"}).status_code == 403


def test_the_trail_is_for_auditors_and_for_reading(staff_client: Staff) -> None:
    assert staff_client("auditor").get(TRAIL).status_code == 200
    entry = AuditEntry.objects.latest("at")
    assert staff_client("auditor", reference="second").get(f"{TRAIL}{entry.pk}/change/").status_code == 200
    assert (
        staff_client("auditor", reference="third").post(f"{TRAIL}{entry.pk}/change/", {"act": "x"}).status_code == 403
    )
    assert staff_client("assessor").get(TRAIL).status_code == 403


def test_every_role_is_a_group_with_its_permissions(db: None) -> None:
    assert set(roles.PERMISSIONS) <= set(Group.objects.values_list("name", flat=True))
    granted = {
        f"{one.content_type.app_label}.{one.codename}"
        for one in Group.objects.get(name="member services").permissions.select_related("content_type")
    }
    assert {"members.view_person", "members.view_entrance", "members.help_in"} <= granted
    assert "members.change_user" not in granted
    assert granted <= set(roles.PERMISSIONS["member services"])


def test_a_new_colleague_has_no_password_and_no_roles_of_his_own_making(staff_client: Staff) -> None:
    boss = staff_client(is_superuser=True, reference="boss")
    boss.post(
        "/admin/members/user/add/", {"reference": "New Desk", "language": "en", "is_staff": "on", "is_active": "on"}
    )
    assert not User.objects.get(reference="new desk").has_usable_password()
    boss.post(f"/admin/members/user/{boss.user.pk}/change/", {"email": "", "language": "en", "groups": []})
    boss.user.refresh_from_db()
    assert boss.user.is_staff

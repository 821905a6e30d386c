"""Every address of the portal, tried by everybody: what is somebody's is hers alone, and a try changes nothing."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, reverse

from claims.models import Claim
from portal.members.models import Person, User
from portal.members.roles import PERMISSIONS
from tests.addresses import ACCOUNTS, DESK, MEMBER, OWNED, PUBLIC, SEEN_BY, STAFF, every_address, of_model_admins
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.conftest import signed_in
from tests.owned import Owned, make_owned

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
NOWHERE = {404, 405}
# What anybody's request may write: who tried, how often, and her session.
MOVES = {"members.AuditEntry", "members.Tries", "sessions.Session", "usersessions.UserSession", "members.User"}
MOVES |= {"members.User_groups", "mfa.Authenticator"}  # the colleagues that a test makes
# What Ana has nothing for: a PDF's page, a year above the maximum, a section of the plan; and two that are only posted.
LATER = {"admin:claims_claim_page", "admin:hardship_hardshipcase_open", "coverage:section", "hardship:ask"}
LATER |= {"admin:providers_file_confirm", "admin:providers_file_dismiss"}
LATER |= {"admin:help_enquiry_document"}  # a team sees what was handed to it: tests/help/test_desk.py
Staff = Callable[..., Client]
Address = tuple[str, str]


@pytest.fixture
def owned(
    ana: Person, carla: Person, figures: None, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime
) -> Owned:
    return make_owned(ana=ana, drafted=drafted, sent=sent, now=now)


def test_every_address_is_written_down() -> None:
    known = PUBLIC | ACCOUNTS | MEMBER | set(OWNED) | set(STAFF) | DESK | of_model_admins()
    found = {
        name
        for name in every_address()
        if not re.fullmatch(r"admin/[\w/]*<path:object_id>/|admin/.*\(\?P<url>.*", name)
    }
    assert found - known == set(), "say in tests/addresses.py whose these are"
    assert PUBLIC | MEMBER | set(OWNED) | set(STAFF) <= found, "gone"


def test_what_has_an_owner_has_an_id_nobody_guesses() -> None:
    """P6: random ids only; beside them the kind of a thing, a year, a page's or a step's number, a secret."""
    plain = {"key", "kind", "code", "number", "step", "of_year", "side", "name", "token", "settlement_id"}
    for name in (*PUBLIC, *MEMBER, *OWNED, *STAFF):
        for route in every_address()[name]:
            others = {part for kind, part in re.findall(r"<(?:(\w+):)?(\w+)>", route) if kind != "uuid"}
            assert others <= plain, route
            assert "settlement_id" not in others or name == "api:explanation", route


def addresses(name: str, ids: dict[str, Any]) -> Iterator[str]:
    """That view's addresses with the ids it takes."""
    for route, takes in _patterns(name):
        if takes <= ids.keys():
            yield "/" + route % {key: ids[key] for key in takes}


def _patterns(name: str) -> Iterator[tuple[str, set[str]]]:
    space, _colon, last = name.rpartition(":")
    resolver, before = get_resolver(), ""
    if space:
        before, resolver = resolver.namespace_dict[space]
    for possibility in resolver.reverse_dict.getlist(last):
        for route, takes in possibility[0]:
            yield before + route, set(takes)


def of_ana(owned: Owned) -> list[Address]:
    """Every address of something of hers."""
    found = []
    for name, stage in OWNED.items():
        ids = dict(owned.stages[stage])
        if name.startswith("claims:stop_loss"):
            ids = {"settlement_id": ids["stop_loss_id"]}
        found += [(name, at) for at in addresses(name, ids)]
    return found


def on_the_desk(owned: Owned, *, unknown: bool = False) -> list[Address]:
    """Every address of what staff do, about real things, or with ids that nothing has."""
    settled, appealed = owned.stages["settled"], owned.stages["appealed"]
    document = Claim.objects.get(pk=settled["claim_id"]).documents.get().pk
    line = Claim.objects.get(pk=settled["claim_id"]).lines.first()
    assert line
    found = []
    for name in STAFF:
        ids: dict[str, Any] = {**owned.desk, **settled, "document_id": document, "number": 1, "key": "dental"}
        ids |= {"line_id": line.pk, "appeal_id": appealed["appeal_id"], "name": "uphold"}
        if name == "admin:appeals_appeal_document":
            ids |= appealed
        if name.startswith("admin:approvals_"):
            ids |= {**owned.stages["request"], "name": "tell"}
        if name.startswith("admin:help_"):
            ids |= {**owned.stages["enquiry"], "name": "note"}
        if name.startswith("consultant:"):
            ids |= owned.stages["request"]
        if name.startswith("confidence:"):
            ids |= owned.stages["question"]
        if name == "money:handled":
            ids["line_id"] = owned.desk["bank_line"]
        if name == "admin:invoices_providerinvoice_document":
            ids["document_id"] = owned.desk["invoice_document"]
        if name.startswith("admin:estimates_"):
            ids |= owned.stages["planned"]
        if name.startswith("admin:post_"):
            ids["run_id"] = owned.desk["print_run"]
        if name.startswith("admin:encyclopaedia_"):
            ids |= {"key": "en", "name": "malaria", "code": "drop"}
        if name.startswith("admin:notices_"):
            ids["code"] = "drop"
        if name.startswith("admin:providers_"):
            ids["file_id"] = owned.desk["provider_file"]
        if unknown:
            ids = {key: uuid4() if isinstance(value, UUID) else value for key, value in ids.items()}
        made = list(addresses(name, ids))
        assert made, name
        found += [(name, at) for at in made]
    return found


def everything() -> dict[str, str]:
    """A fingerprint of every table that a try must leave as it is."""
    return {
        model._meta.label: sha256(repr(list(model._base_manager.order_by("pk").values_list())).encode()).hexdigest()
        for model in apps.get_models()
        if model._meta.label not in MOVES and model._meta.managed
    }


def tried(client: Client, name: str, at: str) -> list[tuple[str, HttpResponseBase]]:
    """Both methods, with what an attacker would add."""
    extra = {"status": "settled", "state": "released", "amount": "1", "given": "yes", "words": "x", "checked": "x"}
    return [("GET", client.get(at)), ("POST", client.post(at, extra))]


def test_there_are_enough_of_them(owned: Owned) -> None:
    assert len(of_ana(owned)) + len(on_the_desk(owned)) >= 60


def test_signed_out_everything_leads_to_a_sign_in(owned: Owned) -> None:
    before, client, wrong = everything(), Client(), []
    for name, at in [*of_ana(owned), *on_the_desk(owned)]:
        for method, answer in tried(client, name, at):
            to = answer.headers.get("Location", "")
            if (method, answer.status_code) == ("GET", 405):
                continue  # an address that is only posted to
            if answer.status_code != 302 or not re.match(r"/accounts/login/|/admin/login/", to):
                wrong.append((method, at, answer.status_code, to))
    assert wrong == []
    assert everything() == before


def test_another_member_and_the_adult_family_find_nothing(
    owned: Owned, ben: Person, dario: Person, stranger: Person
) -> None:
    before, wrong = everything(), []
    for person in (stranger, ben, dario):
        client = signed_in(person.user)
        for name, at in [*of_ana(owned), *on_the_desk(owned)]:
            for method, answer in tried(client, name, at):
                refused = NOWHERE if name in OWNED or name.startswith("money:") else {*NOWHERE, 302, 403}
                if answer.status_code not in refused:
                    wrong.append((person.given_name, method, at, answer.status_code))
    assert wrong == []
    assert everything() == before


def test_staff_have_no_member_s_pages(owned: Owned, staff_client: Staff) -> None:
    before, wrong = everything(), []
    for role in (*PERMISSIONS, None):
        client = staff_client(role) if role else staff_client(is_superuser=True, reference="all")
        for name, at in of_ana(owned):
            wrong += [(role, m, at, a.status_code) for m, a in tried(client, name, at) if a.status_code not in NOWHERE]
    assert wrong == []
    assert everything() == before


def test_each_role_does_on_the_desk_what_its_permissions_say(owned: Owned, staff_client: Staff) -> None:
    """Without them, nothing at all; with them, reading works."""
    before, wrong = everything(), []
    for role in (*PERMISSIONS, "nobody"):
        client = staff_client(role)
        user = User.objects.get(pk=client.user.pk)  # type: ignore[attr-defined]
        for name, at in on_the_desk(owned):
            may = user.has_perms(STAFF[name])
            found = [("GET", client.get(at))] if may else tried(client, name, at)
            for method, answer in found:
                is_refused = answer.status_code in {403, *NOWHERE}
                is_missing = answer.status_code in {403, 404} and name not in LATER
                if (not may and not is_refused) or (may and is_missing):
                    wrong.append((role, method, at, answer.status_code))
    assert wrong == []
    assert everything() == before


def test_lists_of_the_desk_open_to_who_may_see_their_rows(owned: Owned, staff_client: Staff) -> None:
    wrong = []
    for role in (*PERMISSIONS, "nobody"):
        client = staff_client(role)
        user = User.objects.get(pk=client.user.pk)  # type: ignore[attr-defined]
        for model in admin.site._registry:
            app, kind = model._meta.app_label, model._meta.model_name
            may = user.has_perm(SEEN_BY.get(f"{app}.{kind}", f"{app}.view_{kind}"))
            row = model._base_manager.first() if model._meta.managed else None
            pages = [reverse(f"admin:{app}_{kind}_changelist")]
            pages += [reverse(f"admin:{app}_{kind}_{page}", args=[row.pk]) for page in ("change", "history") if row]
            for at in pages:
                status = client.get(at, follow=False).status_code
                if (not may and status not in {302, 403, 404}) or (may and at == pages[0] and status not in {200, 302}):
                    wrong.append((role, at, status, may))
    assert wrong == []


def test_an_id_that_nothing_has_is_no_crash(owned: Owned, staff_client: Staff) -> None:
    """For who may do everything, and for Ana: unknown ids, and numbers that no database holds."""
    boss, ana = staff_client(is_superuser=True, reference="all"), signed_in(owned.user)
    wrong = []
    for name, at in on_the_desk(owned, unknown=True):
        wrong += [(m, at, a.status_code) for m, a in tried(boss, name, at) if a.status_code >= 500]
    for stage, ids in owned.stages.items():
        unknown = {key: uuid4() if isinstance(value, UUID) else 9999 for key, value in ids.items()}
        huge = {**ids, "step": 10**30}
        for name in (name for name, where in OWNED.items() if where == stage):
            for at in addresses(name, unknown):
                wrong += [(m, at, a.status_code) for m, a in tried(ana, name, at) if a.status_code not in NOWHERE]
            if name == "appeals:new":
                for at in addresses(name, huge):
                    wrong += [(m, at, a.status_code) for m, a in tried(ana, name, at) if a.status_code >= 500]
    for year in ("0", "0001", "9999", "10000", "9" * 30):
        wrong += [
            (m, year, a.status_code)
            for m, a in tried(ana, "", f"/maximum/{owned.ana.pk}/{year}/")
            if a.status_code != 404
        ]
    assert wrong == []


def test_no_post_without_the_form_s_token(owned: Owned, staff_client: Staff) -> None:
    """From a page of somebody else, with the session of Ana, and with one of a colleague who may do everything."""
    before, wrong = everything(), []
    boss = staff_client(is_superuser=True, reference="all")
    before["members.User"] = ""
    mine = [*of_ana(owned), *((name, at) for name in MEMBER for at in addresses(name, owned.desk))]
    for user, all_of_it in ((owned.user, mine), (boss.user, on_the_desk(owned))):  # type: ignore[attr-defined]
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        for name, at in all_of_it:
            answer = client.post(at, {"state": "released", "words": "x"})
            if answer.status_code not in {403, 405} and "api" not in name:
                wrong.append((name, at, answer.status_code))
    assert wrong == []
    assert everything() | {"members.User": ""} == before


def test_ana_herself_finds_each_of_them(owned: Owned) -> None:
    """Or the refusals above would prove nothing."""
    client, missing = signed_in(owned.user), []
    for name, at in of_ana(owned):
        answer = client.get(at)
        if answer.status_code == 405:
            answer = client.post(at)
        if answer.status_code == 404 and name not in LATER:
            missing.append((name, at))
    assert missing == []

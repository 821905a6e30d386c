"""Another e-mail address: nothing before it is confirmed, and the old one can take it back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from portal.members import email_changes
from portal.members.email_changes import (
    LinkSpent,
    SameAddress,
    TooManyChanges,
    ask_change,
    confirm_change,
    set_by_desk,
    stop_change,
)
from portal.members.identity import NotChecked, check_identity
from portal.members.models import AuditEntry, EmailChange, Person, Recovery, User
from portal.members.passwords import ask_reset
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.conftest import signed_in
from tests.payments.conftest import confirm
from tests.people import PASSWORD, make_staff

pytestmark = pytest.mark.usefixtures("still_bell", "private")
NEW = "ana.new@example.net"


def link(kind: str) -> str:
    """The path of the link in the mail of that kind."""
    body = Dispatch.objects.filter(kind=kind).latest("created_at").body_text
    found = re.search(r"https?://\S+/account/email/\S+", body)
    assert found
    return urlsplit(found[0]).path


def token(kind: str) -> str:
    return link(kind).strip("/").rpartition("/")[2]


def ask(ana: Person, now: datetime, new: str = NEW) -> EmailChange:
    assert ana.user
    return ask_change(person=ana, new=new, by=ana.user, now=now)


def address(ana: Person) -> tuple[str, str]:
    user = User.objects.get(pk=ana.user_id)
    return user.email, Person.objects.get(pk=ana.pk).email


def test_nothing_changes_before_it_is_confirmed(ana: Person, now: datetime) -> None:
    assert ana.user
    ask(ana, now)
    assert address(ana) == ("ana@example.org",) * 2
    asked = {one.kind: one.recipient for one in Dispatch.objects.all()}
    assert asked == {"email_confirm": NEW, "email_change_asked": "ana@example.org"}
    confirm_change(token=token("email_confirm"), by=ana.user, now=now + timedelta(days=2))
    assert address(ana) == (NEW, NEW)
    assert Dispatch.objects.get(kind="email_changed").recipient == "ana@example.org"
    with pytest.raises(LinkSpent):
        confirm_change(token=token("email_confirm"), by=ana.user, now=now + timedelta(days=2))
    assert Recovery.objects.get().way == Recovery.Way.EMAIL_OWN
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"email.change_asked", "email.changed"} <= acts
    assert "example" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_reset_mails_go_to_the_old_address_until_then(ana: Person, rf: Any) -> None:
    now = datetime.now(UTC)
    ask(ana, now)
    request = rf.post("/")
    ask_reset(typed="414/20001", language="en", by=None, now=now, request=request)
    ask_reset(typed=NEW, language="en", by=None, now=now, request=request)
    jobs.drain(now)
    assert [one.recipient for one in Dispatch.objects.filter(kind="password_reset")] == ["ana@example.org"]


def test_only_her_own_account_confirms_and_in_time(ana: Person, ben: Person, now: datetime) -> None:
    assert ana.user
    assert ben.user
    ask(ana, now)
    for by, at in ((ben.user, now), (ana.user, now + email_changes.LINK_LASTS)):
        with pytest.raises(LinkSpent):
            confirm_change(token=token("email_confirm"), by=by, now=at)
    first = token("email_confirm")
    ask(ana, now + timedelta(hours=1), "third@example.net")
    with pytest.raises(LinkSpent):
        confirm_change(token=first, by=ana.user, now=now + timedelta(hours=2))
    for made_up in ("x", "", token("email_change_asked"), first[:-1]):
        with pytest.raises(LinkSpent):
            confirm_change(token=made_up, by=ana.user, now=now)
    assert address(ana)[0] == "ana@example.org"


def test_the_old_address_stops_it_before_and_after(ana: Person, now: datetime) -> None:
    assert ana.user
    ask(ana, now)
    stop_change(token=token("email_change_asked"), now=now)
    with pytest.raises(LinkSpent):
        confirm_change(token=token("email_confirm"), by=ana.user, now=now)
    ask(ana, now + timedelta(days=1))
    confirm_change(token=token("email_confirm"), by=ana.user, now=now + timedelta(days=1))
    client = signed_in(ana.user)
    client.get("/account/")
    stop_change(token=token("email_changed"), now=now + timedelta(days=7))
    assert address(ana) == ("ana@example.org",) * 2
    assert client.get("/account/").status_code == 302, "signed out"
    assert not User.objects.get(pk=ana.user_id).check_password(PASSWORD)
    with pytest.raises(LinkSpent):
        stop_change(token=token("email_changed"), now=now + timedelta(days=7))


def test_the_old_address_loses_its_say_after_a_week(ana: Person, now: datetime) -> None:
    assert ana.user
    ask(ana, now)
    confirm_change(token=token("email_confirm"), by=ana.user, now=now)
    with pytest.raises(LinkSpent):
        stop_change(token=token("email_changed"), now=now + email_changes.STOP_LASTS)
    assert address(ana)[0] == NEW


def test_few_mails_to_addresses_somebody_typed(ana: Person, now: datetime) -> None:
    with pytest.raises(SameAddress):
        ask(ana, now, "ANA@example.org")
    for number in range(email_changes.ASKS_A_DAY.most):
        ask(ana, now, f"n{number}@example.net")
    with pytest.raises(TooManyChanges):
        ask(ana, now)


def test_the_page_asks_who_it_is(ana: Person, ana_client: Client) -> None:
    url = reverse("members:email")
    assert ana_client.get("/accounts/email/").headers["Location"] == url
    for answer in (ana_client.get(url), ana_client.post(url, {"email": NEW})):
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailChange.objects.exists()
    confirm(ana_client)
    assert ana_client.post(url, {"email": "nonsense"}).status_code == 200
    assert ana_client.post(url, {"email": NEW}).headers["Location"] == reverse("members:account")
    page = ana_client.get(link("email_confirm")).content.decode()
    assert NEW in page
    assert address(ana)[0] == "ana@example.org", "a program that follows links changes nothing"
    assert ana_client.post(link("email_confirm")).status_code == 302
    assert address(ana)[0] == NEW
    assert ana_client.post(link("email_confirm")).status_code == 409
    signed_out = Client()
    assert signed_out.get(link("email_confirm")).status_code == 302
    assert signed_out.get(link("email_changed")).status_code == 200
    assert address(ana)[0] == NEW
    assert "It is stopped" in signed_out.post(link("email_changed")).content.decode()
    assert address(ana)[0] == "ana@example.org"
    assert signed_out.post(link("email_changed")).status_code == 409
    assert signed_out.get("/account/email/stop/made-up/").status_code == 200


def test_the_password_alone_is_not_enough_beside_an_authenticator(ana: Person, ana_client: Client) -> None:
    Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    confirm(ana_client)
    answer = ana_client.post(reverse("members:email"), {"email": NEW})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not EmailChange.objects.exists()


def test_the_desk_sets_it_after_a_check(ana: Person, now: datetime) -> None:
    eva = make_staff("eva", "member services")
    told: dict[str, Any] = {"person": ana, "new": NEW, "by": eva}
    with pytest.raises(NotChecked):
        set_by_desk(**told, old_is_hers=True, now=now)
    check_identity(person=ana, passed=["number", "born", "address", "bank"], failed=[], by=eva, now=now)
    set_by_desk(**told, old_is_hers=True, now=now)
    assert address(ana) == (NEW, NEW)
    assert Dispatch.objects.get(kind="email_changed").recipient == "ana@example.org"
    stop_change(token=token("email_changed"), now=now)
    assert address(ana)[0] == "ana@example.org"


def test_a_mailbox_in_other_hands_hears_nothing(ana: Person, now: datetime) -> None:
    ana.family.address_line_1 = "12 Riverside Drive"
    ana.family.save()
    eva = make_staff("eva", "member services")
    check_identity(person=ana, passed=["number", "born", "address", "bank"], failed=[], by=eva, now=now)
    set_by_desk(person=ana, new=NEW, old_is_hers=False, by=eva, now=now)
    jobs.drain(now)
    assert [(one.kind, one.channel) for one in Dispatch.objects.all()] == [("account-recovered", "letter")]


def test_a_link_leaks_no_word(ana: Person, now: datetime) -> None:
    ask(ana, now)
    for one in Dispatch.objects.all():
        assert "Ana" not in one.subject
        assert "@" not in one.subject
    assert "20001" not in link("email_confirm") + link("email_change_asked")

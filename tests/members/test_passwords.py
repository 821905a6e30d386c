"""A forgotten password: same answer and work for all, mail through the outbox, links that work once."""

import re
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from portal.members.models import AuditEntry, Person, ResetRequest, User
from portal.members.tasks import reset_password
from portal.post.models import Dispatch
from portal.work.jobs import drain
from portal.work.models import Job
from tests.people import PASSWORD

URL = "/accounts/password/reset/"
NEW = "a lighthouse on the northern coast"


def ask(client: Client, typed: str) -> Any:
    return client.post(URL, {"email": typed})


def mails() -> list[Dispatch]:
    """After the work list has done what is due."""
    for asked in ResetRequest.objects.order_by("asked_at"):
        reset_password(key=asked.pk, now=datetime.now(UTC))
    return list(Dispatch.objects.filter(kind="password_reset"))


def test_a_link_by_mail_sets_a_new_password(client: Client, ana: Person, ana_client: Client) -> None:
    assert ask(client, "41420001").headers["Location"] == "/accounts/password/reset/done/"
    (mail,) = mails()
    assert mail.recipient == "ana@example.org"
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.body_text)
    assert link
    page = client.get(link[1])
    form = client.get(page.headers["Location"])
    assert form.status_code == 200
    client.post(page.headers["Location"], {"password1": NEW, "password2": NEW})
    assert User.objects.get(pk=ana.user_id).check_password(NEW)
    assert ana_client.get("/account/").status_code == 302, "sessions opened with the old password have ended"
    again = Client().get(link[1])
    assert again.status_code == 200, "the link does not work a second time"
    acts = list(AuditEntry.objects.order_by("at").values_list("act", flat=True))
    assert acts == ["account.signed_in", "account.reset_asked", "account.password_reset"]


def test_the_answer_and_the_work_are_the_same(client: Client, ana: Person, django_assert_max_num_queries: Any) -> None:
    typed = ["414/20001", "414/99999", "ana@example.org", "nobody@example.org"]
    costs, answers = [], []
    for one in typed:
        ask(Client(), one)
        with django_assert_max_num_queries(40) as seen:
            answer = ask(client, one)
        costs.append(len(seen))
        answers.append((answer.status_code, answer.headers["Location"]))
    assert len(set(answers)) == 1
    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert Job.objects.filter(kind="members.reset_password").count() == 8


def test_unknown_numbers_get_no_mail(client: Client, ana: Person) -> None:
    ask(client, "414/99999")
    ask(client, "nobody@example.org")
    assert mails() == []


def test_an_address_shared_by_two_accounts_is_not_enough(client: Client, ana: Person, ben: Person) -> None:
    User.objects.update(email="family@example.org")
    ask(client, "family@example.org")
    assert mails() == []
    ask(client, "414/20001-1")
    assert len(mails()) == 1


def test_one_request_is_one_mail_and_an_hour_has_four(client: Client, ana: Person) -> None:
    for _ in range(12):
        assert ask(client, "414/20001").status_code == 302
    mails()
    assert len(mails()) == 4


def test_the_work_list_knows_the_job(client: Client, db: None) -> None:
    ask(client, "414/99999")
    assert drain(datetime.now(UTC)) == 1
    assert Job.objects.get().state == Job.State.DONE


def test_changing_the_password_is_on_the_trail(ana_client: Client, ana: Person) -> None:
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    ana_client.post("/accounts/password/change/", form)
    assert User.objects.get(pk=ana.user_id).check_password(NEW)
    assert AuditEntry.objects.filter(act="account.password_changed", person=ana.pk).exists()
    assert Dispatch.objects.get(kind="account_password_changed").recipient == "ana@example.org"

"""Every form that Ana can open, sent back with what nobody should send: no crash, and nothing changes but her own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from portal.members.models import Person
from tests.addresses import MEMBER
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.conftest import signed_in
from tests.owned import Owned, make_owned
from tests.payments.conftest import confirm
from tests.test_addresses import addresses, everything, of_ana

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
TEXTS = [
    *("a\x00b", "x" * 10_000, "\u202egnp.exe\u200f", "👩🏽‍⚕️", "{{7*7}}", "%s%(x)s", "9" * 400, "1e400", "-1", "NaN"),
    *("Infinity", "0001-01-01", "9999-12-31", "0", "[]", "\ud7ff\ufffe", "٣"),
]
# What no form of a member may write, whatever stands in it.
KEPT = {
    *("claims.Settlement", "claims.SettlementLine", "claims.Decision", "claims.Review", "members.Enrolment"),
    *("payments.Payment", "payments.PaymentRun", "payments.Transfer", "payments.LedgerEntry", "payments.Receivable"),
    *("hardship.HardshipCase", "hardship.HardshipPosition", "entitlements.UsageRecord", "entitlements.MaximumRaise"),
    *("members.Person", "members.SalaryFigure", "auth.Group", "members.User_groups", "appeals.AppealSignature"),
    *("help.ReadyAnswer", "help.ReadyText", "help.PhoneCall", "help.IncomingMail"),
    *("approvals.PriorApproval", "approvals.Pause", "approvals.RequestRules"),
    *("members.BankAccount", "claims.StopLossSettlement", "post.PrintRun", "providers.Provider"),
    *("estimates.EstimateLine", "estimates.EstimateRules"),
    *("guarantees.Guarantee", "guarantees.GuaranteeLine", "guarantees.Stay"),
    *("invoices.ProviderInvoice", "invoices.InvoiceLine"),
}
ENTRANCES = ("members:activate", "members:renew_code")
# A page of allauth's own; what ends the session or the thing itself stands last by being left out.
ENDS = {"claims:discard", "appeals:discard", "claims:remove_document", "appeals:remove_document", "mydata:revoke_token"}
ENDS |= {"approvals:discard", "approvals:remove_document", "approvals:withdraw"}
ENDS |= {"help:discard", "help:remove_document"}


@pytest.fixture
def owned(
    ana: Person, figures: None, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime
) -> Owned:
    return make_owned(ana=ana, drafted=drafted, sent=sent, now=now)


def pages(owned: Owned) -> list[str]:
    """Every page of Ana's that may hold a form."""
    mine = [at for name, at in of_ana(owned) if name not in ENDS]
    ids = {**owned.desk, "key": "dental", "code": "gp_consultation"}
    theirs = reverse("estimates:fill", args=[owned.desk["token"]])
    return [*mine, *(at for name in sorted(MEMBER) for at in addresses(name, ids)), *map(reverse, ENTRANCES), theirs]


def forms(client: Client, owned: Owned) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each form is sent, and what its controls hold."""
    for at in pages(owned):
        answer = client.get(at)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            controls = Page(answer).controls
            yield at, {name: each.get("value", "") for name, each in controls.items() if each.get("type") != "file"}


def kept() -> dict[str, str]:
    found = everything()
    return {label: found[label] for label in KEPT if label in found}


def naughty(controls: dict[str, str], theirs: dict[str, str]) -> Iterator[dict[str, str]]:
    """Everything at once; each control alone; and what no control is for."""
    for text in TEXTS:
        yield dict.fromkeys(controls, text)
    for position, name in enumerate(controls):
        yield {**controls, name: TEXTS[position % len(TEXTS)]}
    hidden = {name: theirs["id"] for name, value in controls.items() if len(value) == 36}
    yield {**controls, **hidden, **theirs}


def test_no_form_crashes_or_writes_what_it_may_not(owned: Owned, stranger: Person) -> None:
    client, before, wrong, sent = signed_in(owned.user), kept(), [], 0
    confirm(client)
    theirs = {
        "status": "settled",
        "state": "released",
        "amount": "999999",
        "released_by": str(owned.eva.pk),
        "id": str(stranger.pk),
        "member": str(stranger.pk),
        "family": str(stranger.family_id),
        "is_staff": "on",
        "patient": str(stranger.pk),
        "person": str(stranger.pk),
        "owner": str(stranger.user_id),
        "user": "1",
    }
    client.raise_request_exception = False
    for at, controls in list(forms(client, owned)):
        for fields in naughty(controls, theirs):
            answer: Any = client.post(at, fields)
            sent += 1
            if answer.status_code >= 500:
                wrong.append((at, answer.status_code, {k: v[:40] for k, v in fields.items()}, answer.exc_info))
                break
    assert wrong == []
    assert kept() == before
    assert sent > 500

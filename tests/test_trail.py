"""What the new journeys leave behind: no name, account or illness in the wrong place, no act without its trail."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.urls import reverse

from approvals.estimates.links import make_link, revoke_link
from approvals.estimates.models import CostEstimate, EstimateLink
from approvals.estimates.receiving import key_in, receive_estimate
from claims import downloads, packages
from claims.appeals.drafts import discard_draft
from claims.appeals.models import Appeal
from claims.appeals.reviews import name_expert
from claims.appeals.sending import send_appeal
from claims.confidence import keep_confidential
from claims.hardship.cases import Side, take_position
from claims.models import Claim, Settlement
from claims.mydata.models import AccessToken
from claims.mydata.tokens import make_token, revoke_token
from claims.payments import recovering, runs, statuses
from claims.payments.models import Recovery
from portal.card.cards import renew_card
from portal.card.certificates import Wanted, issue_certificate, withdraw_certificate
from portal.card.models import Certificate
from portal.card.replacing import Why, replace_card
from portal.help import handling, writing
from portal.members.bank import replace_account
from portal.members.family import permissions
from portal.members.models import AuditEntry, Person, Purpose, User
from portal.post import print_runs
from portal.post.models import Dispatch, PrintRun
from portal.work.models import Job
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.conftest import signed_in
from tests.estimates.conftest import FACTS, LINES
from tests.owned import ILLNESS, Owned, make_owned
from tests.payments.conftest import OTHER_IBAN, confirm, details
from tests.people import make_staff
from tests.test_addresses import everything, of_ana, on_the_desk

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
CANARIES = (ILLNESS, "BE71096123456769", "BE71 0961", "Otieno", "Riverside", "ana@example.org")


@pytest.fixture
def owned(
    ana: Person, figures: None, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime
) -> Owned:
    return make_owned(ana=ana, drafted=drafted, sent=sent, now=now)


def test_no_canary_sings(
    caplog: pytest.LogCaptureFixture, owned: Owned, staff_client: Callable[..., Any], now: datetime
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    client, boss = signed_in(owned.user), staff_client(is_superuser=True, reference="all")
    confirm(client)
    names = []
    for client_of, found in ((client, of_ana(owned)), (boss, on_the_desk(owned))):
        for _name, at in found:
            answer = client_of.get(at)
            names += [answer.headers.get("Content-Disposition", ""), answer.headers.get("Location", "")]
    client.post(reverse("members:change_bank_details"), {"account": "BE71 0961 2345 6768", "holder": "Otieno"})
    mails = [f"{one.subject} {one.body_text}" for one in Dispatch.objects.filter(channel=Dispatch.Channel.EMAIL)]
    left = {
        "logs": "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db")),
        "jobs": repr(list(Job.objects.values_list())),
        "file names": "\n".join(names),
        "trail": repr(list(AuditEntry.objects.values_list("act", "detail"))),
        "desk": repr(list(LogEntry.objects.values_list("change_message", "object_repr"))),
        "subjects": repr(list(Dispatch.objects.values_list("subject", flat=True))),
    }
    assert len([name for name in names if "filename" in name]) >= 8
    assert [(where, word) for where, text in left.items() for word in CANARIES if word in text] == []
    assert not [mail for mail in mails if any(word in mail for word in (ILLNESS, "BE71"))]


def acts(owned: Owned) -> Iterator[tuple[str, Callable[[], object]]]:
    """The verbs that matter most in the rooms of money, appeals, hardship, one's own data and the post."""
    now, by, finance = owned.now, owned.user, make_staff("third-finance", "finance")
    ids, desk = owned.stages["settled"], owned.desk
    draft = Appeal.objects.get(pk=owned.stages["appeal draft"]["appeal_id"])
    client_side, eva = make_staff("unhq", "insurance service"), owned.eva
    settlement = Settlement.objects.get(pk=ids["settlement_id"])
    staff: dict[str, Any] = {"by": finance, "now": now}
    mine: dict[str, Any] = {"by": by, "now": now}
    review = owned.stages["appealed"]["appeal_id"]
    consultant: User = make_staff("consultant", "medical consultant")
    order: dict[str, Any] = {"kind": packages.KIND, "asked": {}, "about": settlement, "language": "en", **mine}
    other = details(OTHER_IBAN)
    yield "bank", lambda: replace_account(family=owned.ana.family, details=other, from_on=now.date(), **mine)
    yield "make token", lambda: make_token(name="x", days=30, **mine)
    card: dict[str, Any] = {"card_id": owned.desk["card_id"], "why": Why.LOST}
    yield "replace card", lambda: replace_card(**card, **staff)
    yield "renew card", lambda: renew_card(person=owned.ana, **mine)
    wanted = Wanted([owned.ana], "en", "", None, None)
    yield "proof", lambda: issue_certificate(wanted=wanted, form_key=uuid4(), **mine)
    proof = Certificate.objects.get(pk=ids["certificate_id"])
    yield "withdraw proof", lambda: withdraw_certificate(certificate=proof, **mine)
    told: dict[str, Any] = {"enquiry_id": owned.stages["enquiry"]["enquiry_id"], "words": "Yes."}
    yield "answer", lambda: handling.answer(**told, **staff)
    yield "note", lambda: handling.note(**told, **staff)
    yield "send", lambda: writing.send(message_id=owned.stages["enquiry draft"]["message_id"], **mine)
    yield "end token", lambda: revoke_token(token=AccessToken.objects.get(), **mine)
    yield "order", lambda: downloads.ask_for(**order, form_key=uuid4())
    yield "appeal", lambda: send_appeal(appeal_id=draft.pk, checked=draft.changed_at, **mine)
    yield "discard", lambda: discard_draft(appeal_id=draft.pk, **mine)
    yield "expert", lambda: name_expert(review_id=review, expert="Dr X", by=consultant, now=now)
    case: dict[str, Any] = {"case_id": desk["case_id"], "amount": Decimal(0), "words": "No.", "now": now}
    yield "one side", lambda: take_position(**case, side=Side.CLIENT, by=client_side)
    yield "other side", lambda: take_position(**case, side=Side.ADMINISTRATOR, by=eva)
    yield "fetch", lambda: runs.fetch_file(run_id=desk["run_id"], **staff)
    yield "book", lambda: statuses.book_file(file_id=desk["file_id"], **staff)
    closed: dict[str, Any] = {
        "receivable_id": desk["receivable_id"],
        "kind": Recovery.Kind.WAIVED,
        "amount": Decimal(1),
    }
    yield "waive", lambda: recovering.close(**closed, why="old", **staff)
    yield "posted", lambda: print_runs.mark_posted(run=PrintRun.objects.get(pk=desk["print_run"]), **staff)
    planned = owned.stages["planned"]
    hospital: dict[str, Any] = {"provider_name": "Riverside Hospital", "language": "en"}
    yield "ask hospital", lambda: make_link(request_id=planned["request_id"], **hospital, **mine)
    live = EstimateLink.objects.get(used_at=None)
    yield "end link", lambda: revoke_link(link_id=live.pk, **mine)
    typed = CostEstimate.objects.get(link=live)
    prices: dict[str, Any] = {"facts": FACTS, "lines": LINES, "language": "en", "now": now}
    yield "prices", lambda: receive_estimate(estimate_id=typed.pk, checked=typed.changed_at, **prices)
    paper: dict[str, Any] = {"request_id": planned["request_id"], "source": "paper", "provider_name": "X"}
    yield "keyed in", lambda: key_in(**paper, **prices, by=finance)
    asked = owned.stages["family"]["permission_id"]
    yield "accept to help", lambda: permissions.accept(permission_id=asked, **mine)
    yield "decline to help", lambda: permissions.end(permission_id=asked, **mine)
    helper = Person.objects.get(given_name="Ola")
    lets: dict[str, Any] = {"purposes": [Purpose.ALL], "until_on": now.date()}
    yield "let act", lambda: permissions.give(giver=owned.ana, helper=helper, **lets, **mine)
    hers: dict[str, Any] = {"claim_id": ids["claim_id"], "is_confidential": True}
    yield "keep a claim", lambda: keep_confidential(**hers, **mine)
    letter = Dispatch.objects.get(pk=desk["letter_id"])
    yield "left out", lambda: print_runs.leave_out(letter=letter, **staff)


class TrailBroken(Exception):
    """What the database says in this test."""


def _broken(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith("INSERT") and AuditEntry._meta.db_table in sql:
        raise TrailBroken
    return execute(sql, params, many, context)


def test_what_cannot_be_written_down_is_not_done(owned: Owned) -> None:
    silent, torn = [], []
    for name, act in acts(owned):
        before = everything()
        with connection.execute_wrapper(_broken):
            try:
                act()
            except TrailBroken:
                pass
            else:
                silent.append(name)
        after = everything()
        torn += [(name, table) for table in before if before[table] != after[table]]
        with transaction.atomic():  # and it would have been done
            act()
            assert AuditEntry.objects.exists()
            transaction.set_rollback(True)
    assert (silent, torn) == ([], [])

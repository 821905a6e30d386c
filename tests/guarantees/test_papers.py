"""The papers: for the member and the provider, each in her language, sent once, and silent in subject and name."""

from datetime import date, datetime
from io import BytesIO

import pikepdf
import pytest

from approvals.guarantees.ending import revoke
from approvals.guarantees.issuing import refuse
from approvals.guarantees.models import Guarantee
from approvals.guarantees.papers import rendered, told, write_papers
from approvals.guarantees.sending import tell_end
from portal.members.models import Family, Person, User
from portal.post.models import Dispatch, Paper
from tests.guarantees.conftest import Issued, Sent, offer, planned

pytestmark = pytest.mark.usefixtures("still_bell", "private")


@pytest.fixture
def online(ana: Person) -> None:
    Family.objects.filter(pk=ana.family_id).update(settlements_online=True)


@pytest.mark.usefixtures("online")
def test_written_and_sent_once(issued: Issued, ana: Person, now: datetime) -> None:
    guarantee = issued()
    for _time in range(2):
        write_papers(guarantee_id=guarantee.pk, now=now)
    guarantee.refresh_from_db()
    assert Paper.objects.count() == 2
    mails = {one.kind: one for one in Dispatch.objects.filter(kind__startswith="guarantee")}
    assert {kind: one.recipient for kind, one in mails.items()} == {
        "guarantee-to-member": ana.email,
        "guarantee-to-provider": "guarantees@riverside.example",
    }
    for one in mails.values():
        for word in ("Otieno", "Ana", guarantee.person.reference):
            assert word not in one.subject + "".join(paper.filename for paper in one.attachments.all())
    assert list(mails["guarantee-to-provider"].attachments.all()) == [guarantee.provider_paper]
    assert guarantee.code not in mails["guarantee-to-member"].body_text


def test_a_family_that_wants_letters_gets_one(issued: Issued, now: datetime) -> None:
    write_papers(guarantee_id=issued().pk, now=now)
    letter = Dispatch.objects.get(kind="guarantee-to-member")
    assert letter.channel == Dispatch.Channel.LETTER


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_rendered_for_keeps(issued: Issued, language: str) -> None:
    title, content = rendered(issued(), language=language, for_provider=True)
    assert title
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.Lang == language
        assert pdf.Root.MarkInfo.Marked


def test_only_the_provider_s_paper_has_the_code(issued: Issued) -> None:
    guarantee = issued()
    assert told(guarantee, for_provider=True)["recipient"] == ["Riverside Hospital"]
    assert told(guarantee)["recipient"][0] == "Ana Otieno"
    assert len(guarantee.code) == 8


def test_nothing_goes_to_a_provider_without_address(issued: Issued, now: datetime) -> None:
    write_papers(guarantee_id=issued(provider_email="").pk, now=now)
    assert not Dispatch.objects.filter(kind="guarantee-to-provider").exists()


def test_both_are_told_of_the_end_once(issued: Issued, officer: User, now: datetime) -> None:
    guarantee = issued()
    tell_end(guarantee_id=guarantee.pk, now=now)
    ended = Dispatch.objects.filter(kind__startswith="guarantee-ended")
    assert not ended.exists(), "it holds"
    revoke(guarantee_id=guarantee.pk, reasons="Called off.", by=officer, now=now)
    for _time in range(2):
        tell_end(guarantee_id=guarantee.pk, now=now)
    found = ended.values_list("kind", flat=True).order_by("kind")
    assert list(found) == ["guarantee-ended", "guarantee-ended-provider"]
    assert not any("Called off" in one.body_text for one in Dispatch.objects.all())


def test_a_proposal_has_no_paper(issued: Issued, now: datetime) -> None:
    guarantee = issued()
    Guarantee.objects.filter(pk=guarantee.pk).update(state="proposed", issued_at=None)
    write_papers(guarantee_id=guarantee.pk, now=now)
    assert not Paper.objects.exists()


def test_a_refusal_is_on_paper_too(sent: Sent, ana: Person, officer: User, now: datetime, figures: None) -> None:
    known = {"planned": planned(ana), "offer": offer(valid_until=date(2026, 12, 31)), "by": officer, "now": now}
    refused = refuse(request_id=sent(kind="day_surgery").pk, reasons="It is cosmetic.", **known)
    written = write_papers(guarantee_id=refused.pk, now=now)
    assert written.member_paper
    assert written.member_paper.title == "Guarantee of payment refused"

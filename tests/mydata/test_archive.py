"""All her data in one file: made by a job, hers alone, told by a mail that says nothing, behind the password."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle

from claims.adjudication import settle
from claims.models import Claim, Download
from claims.notes import write_note
from portal.members.models import Person
from portal.post.models import Dispatch
from portal.work import jobs
from tests.claims.conftest import line
from tests.people import PASSWORD

URL = "/account/data/"


@pytest.fixture
def ordered(ana_client: Client, sent: Callable[..., Claim], now: datetime) -> Download:
    """Ana has a settled claim and asked for her data; a worker made the file."""
    with time_machine.travel(now, tick=False):
        claim = sent(line())
        settle(claim_id=claim.pk, now=now)
        write_note(settlement_id=claim.settlements.get().pk, now=now)
        ana_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        key = str(uuid4())
        first = ana_client.post(URL, {"form_key": key})
        assert ana_client.post(URL, {"form_key": key})["Location"] == first["Location"]
        jobs.drain(now)
    return Download.objects.get()


def test_everything_is_in_it(ordered: Download, ana: Person, ana_client: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        answer: Any = ana_client.get(reverse("claims:download_file", args=[ordered.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("data.json"))
        bundle = Bundle.model_validate_json(archive.read("settlements-fhir.json"))
        assert archive.testzip() is None
    assert {name.partition("/")[0] for name in names} == {
        *("read-me.txt", "data.json", "settlements-fhir.json", "notes", "documents")
    }
    assert [row["given_name"] for row in data["people"]] == ["Ana"]
    assert len(data["expenses"]) == len(data["settled_lines"]) == len(bundle.entry) == 1
    assert data["family"][0]["reference"] == ana.family.reference
    assert "digest" not in json.dumps(data)


def test_it_is_hers_alone_and_behind_the_password(
    ordered: Download, ana_client: Client, ben_client: Client, stranger_client: Client, now: datetime
) -> None:
    address = reverse("claims:download_file", args=[ordered.pk])
    for other in (ben_client, stranger_client):
        assert other.get(address).status_code == 404
    with time_machine.travel(now + timedelta(minutes=6), tick=False):
        for page in (address, URL):
            answer = ana_client.get(page)
            assert answer.headers.get("Location", "").startswith(reverse("account_reauthenticate")), (page, answer)


def test_the_mail_says_no_more_than_that_it_is_there(ordered: Download) -> None:
    assert Dispatch.objects.filter(kind="data-archive").count() == 1
    (told,) = [one for one in mail.outbox if one.subject == "The file you asked for is ready"]
    assert str(ordered.pk) in told.body
    assert "Ana" not in told.body
    assert not told.attachments

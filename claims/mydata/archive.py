"""All of a member's data as one archive: tables (JSON, FHIR), her notes, her documents. Made by a job, for a week."""

from __future__ import annotations

import json
import logging
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.core import serializers
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from approvals.models import PriorApproval
from claims.downloads import Made, NothingToMake, makes
from claims.fhir import as_json
from claims.models import (
    Adjustment,
    ClaimDocument,
    ClaimLine,
    DocumentRequest,
    Download,
    Settlement,
    SettlementLine,
    StopLossSettlement,
)
from claims.models import Claim as ClaimRow
from claims.mydata.bundle import collection, settlements_of
from claims.mydata.models import AccessToken
from portal.entitlements.models import UsageRecord
from portal.members import readers
from portal.members.access import people_of, person_of
from portal.members.days import local_day
from portal.members.models import AuditEntry, Enrolment, Family, Person, User
from portal.post.mail import UnusableAddress, queue_mail
from portal.vault.models import ScanState

log = logging.getLogger(__name__)

KIND = "my-data"
People = QuerySet[Person]
Rows = Callable[[People], QuerySet[Any]]
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# Families of others, other adults' rows and our own bookkeeping are left out; ids stay, so that rows can be joined.
TABLES: dict[str, tuple[Rows, str]] = {
    "people": (
        lambda people: Person.objects.filter(pk__in=people),
        "given_name family_name number relation born_on sex smoker language email",
    ),
    "enrolments": (lambda people: Enrolment.objects.filter(person__in=people), "person from_on until_on"),
    "claims": (
        lambda people: ClaimRow.objects.of(people),
        "number patient state created_at changed_at submitted_at received_on",
    ),
    "expenses": (
        lambda people: ClaimLine.objects.filter(claim__patient__in=people),
        "claim position benefit service_on charged currency country quantity provider_name prescribed_on emergency "
        "other_insurance",
    ),
    "questions": (
        lambda people: DocumentRequest.objects.filter(claim__patient__in=people),
        "claim template words language asked_at answered_at reply",
    ),
    "settlements": (
        lambda people: Settlement.objects.filter(claim__patient__in=people),
        "number claim currency charged reimbursed member_share settled_at superseded_at",
    ),
    "settled_lines": (
        lambda people: SettlementLine.objects.filter(settlement__claim__patient__in=people),
        "settlement line outcome charged adjusted reimbursed member_share price_country reasons",
    ),
    "cuts": (
        lambda people: Adjustment.objects.filter(line__settlement__claim__patient__in=people),
        "line position reason amount borne_by clause",
    ),
    "usage": (
        lambda people: UsageRecord.objects.filter(person__in=people),
        "person benefit service_on reimbursed currency recorded_at",
    ),
    "prior_approvals": (
        lambda people: PriorApproval.objects.filter(person__in=people),
        "person benefit outcome from_on until_on limit_amount limit_currency reasons decided_at",
    ),
}
# What belongs to the family as a whole is for the participant, as on the pages.
FAMILY_TABLES: dict[str, tuple[Callable[[Family], QuerySet[Any]], str]] = {
    "family": (
        lambda family: Family.objects.filter(pk=family.pk),
        "reference plan status duty_station located_in currency settlements_online notes_attached address_line_1 "
        "address_line_2 city postcode country",
    ),
    "stop_loss_settlements": (
        lambda family: StopLossSettlement.objects.filter(family=family),
        "number year currency out_of_pocket limit supplement paid settled_at",
    ),
}


def tell_ready(download: Download, now: datetime) -> None:
    """A mail that says no more than that it is there."""
    owner = download.owner
    try:
        queue_mail(
            kind="data-archive",
            to=owner.email,
            language=download.language,
            template="data_archive",
            context={"path": reverse("claims:download", args=[download.pk])},
            key=download.pk,
            now=now,
        )
    except UnusableAddress:
        log.info("no mail says that an archive is ready: the page does")


@makes(KIND, asks_password=True, tell=tell_ready)
def archive_of(download: Download, now: datetime) -> Made:
    """A zip file of all that its owner may see on her day: about herself and the children she acts for.

    Files are copied in pieces: the memory it takes does not grow with what is in it.
    """
    user, person = download.owner, person_of(download.owner)
    if person is None:
        raise NothingToMake
    today = local_day(now, country=person.family.duty_station)
    people = people_of(user, today)
    settlements = settlements_of(user, on=today).select_related("claim", "decision", "note")
    out = TemporaryFile()  # noqa: SIM115 - closed by whoever stores it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read-me.txt", render_to_string("mydata/read_me.txt", {"now": now}))
        archive.writestr("data.json", json.dumps(_data(people, person, user), cls=DjangoJSONEncoder, indent=1))
        archive.writestr("settlements-fhir.json", as_json(collection(settlements)))
        for settlement in settlements:
            if settlement.note:
                _copy(archive, f"notes/{settlement.number}.pdf", settlement.note.file)
        for document in ClaimDocument.objects.filter(claim__patient__in=people).select_related("claim", "stored"):
            if document.stored.scan_state != ScanState.INFECTED:
                name = f"{document.claim.number or 'draft'}/{document.receipt}.{SUFFIXES[document.stored.media_type]}"
                _copy(archive, f"documents/{name}", document.stored.served)
    out.seek(0)
    return Made(File(out), "my-data.zip", "application/zip")


def _data(people: People, person: Person, user: User) -> dict[str, Any]:
    found = {name: _rows(rows(people), fields) for name, (rows, fields) in TABLES.items()}
    if person.relation == Person.Relation.PARTICIPANT:
        found |= {name: _rows(rows(person.family), fields) for name, (rows, fields) in FAMILY_TABLES.items()}
    mine = AccessToken.objects.filter(user=user)
    found["access_tokens"] = _rows(mine, "name scope made_at last_day used_at revoked_at")
    seen = AuditEntry.objects.filter(pk__in=readers.visits(people).values("pk"))
    found["who_opened_my_data"] = _rows(seen, "at by_label act object_type person")
    return found


def _rows(rows: QuerySet[Any], fields: str) -> list[dict[str, Any]]:
    told = serializers.serialize("python", rows.order_by("pk"), fields=fields.split())
    return [{"id": row["pk"], **row["fields"]} for row in told]


def _copy(archive: zipfile.ZipFile, name: str, stored: Any) -> None:
    """Pictures and PDFs are packed already: packing them again costs time and saves nothing."""
    file: File = stored
    with file.open("rb") as source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)

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
from approvals.questions.models import QuestionMessage
from claims.downloads import Made, NothingToMake, makes
from claims.fhir import as_json
from claims.models import (
    Adjustment,
    ClaimDocument,
    ClaimLine,
    DocumentRequest,
    Download,
    PhoneDraft,
    Settlement,
    SettlementLine,
    StopLossSettlement,
)
from claims.models import Claim as ClaimRow
from claims.mydata.bundle import collection, settlements_of
from claims.mydata.models import AccessToken
from claims.mydata.told import READY
from portal.card.models import Card, Certificate
from portal.clarity.models import Opinion
from portal.entitlements.models import UsageRecord
from portal.help.models import Enquiry, Message
from portal.members import readers
from portal.members.access import people_of, person_of
from portal.members.days import own_day
from portal.members.models import AuditEntry, Enrolment, Family, FamilyPermission, Person, User
from portal.notices.models import MailChoice, Notice
from portal.notices.telling import Mail, tell
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
        "number patient state is_confidential created_at changed_at submitted_at received_on",
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
        "person benefit service_on reimbursed currency is_reserved recorded_at",
    ),
    "prior_approvals": (
        lambda people: PriorApproval.objects.filter(person__in=people),
        "number person benefit outcome is_partly from_on until_on limit_amount limit_currency units unit reasons "
        "decided_at",
    ),
    "questions_in_confidence": (
        lambda people: QuestionMessage.objects.filter(question__person__in=people),
        "question from_us words at",
    ),
    "permissions_to_act": (
        lambda people: FamilyPermission.objects.filter(giver__in=people),
        "giver helper for_claims for_care for_left for_all given_at accepted_at until_on ended_at ending",
    ),
    "cards": (lambda people: Card.objects.filter(person__in=people), "person made_at ended_at"),
    "proofs_of_insurance": (
        lambda people: Certificate.objects.filter(people__in=people).distinct(),
        "language made_at withdrawn_at",
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
    """A notice, and a mail that says no more than that it is there."""
    owner, path = download.owner, reverse("claims:download", args=[download.pk])
    reader = person_of(owner)
    if reader is not None:
        mail = Mail("data_archive", owner.email, download.language, {"path": path})
        tell(what=READY, reader=reader, key=download.pk, link=path, mail=mail, now=now)


@makes(KIND, asks_password=True, tell=tell_ready)
def archive_of(download: Download, now: datetime) -> Made:
    """A zip file of all that its owner may see on her day: about herself and the children she acts for.

    Files are copied in pieces: the memory it takes does not grow with what is in it.
    """
    user, person = download.owner, person_of(download.owner)
    if person is None:
        raise NothingToMake
    today = own_day(person, now)
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
    return Made(File(out), "my-data.zip", "application/zip", [one.pk for one in people])


def _data(people: People, person: Person, user: User) -> dict[str, Any]:
    found = {name: _rows(rows(people), fields) for name, (rows, fields) in TABLES.items()}
    if person.relation == Person.Relation.PARTICIPANT:
        found |= {name: _rows(rows(person.family), fields) for name, (rows, fields) in FAMILY_TABLES.items()}
    mine = AccessToken.objects.filter(user=user)
    found["access_tokens"] = _rows(mine, "name scope made_at last_day used_at revoked_at")
    seen = AuditEntry.objects.filter(pk__in=readers.visits(people, person).values("pk"))
    found["who_opened_my_data"] = _rows(seen, "at by_label act object_type person")
    written = PhoneDraft.objects.filter(claim__created_by=user)
    found["written_without_connection"] = _rows(written, "typed taken_at")
    told = Notice.objects.shown_to(person, people)
    found["notifications"] = _rows(told, "what about link words at read_at")
    found["e_mail_choices"] = _rows(MailChoice.objects.filter(reader=person), "topic how changed_at")
    found["was_this_clear"] = _rows(Opinion.objects.filter(person=person), "kind key is_clear words at")
    talks = Message.objects.shown().filter(enquiry__in=Enquiry.objects.of(person))
    found["messages"] = _rows(talks, "enquiry kind words at")
    return found


def _rows(rows: QuerySet[Any], fields: str) -> list[dict[str, Any]]:
    told = serializers.serialize("python", rows.order_by("pk"), fields=fields.split())
    return [{"id": row["pk"], **row["fields"]} for row in told]


def _copy(archive: zipfile.ZipFile, name: str, stored: Any) -> None:
    """Pictures and PDFs are packed already: packing them again costs time and saves nothing."""
    file: File = stored
    with file.open("rb") as source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)

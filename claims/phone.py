"""Claims written on a phone without a line: taken in once, however often they come; sent when nothing is open.

The phone's own name for a claim is its `form_key`, which the database keeps unique for each account.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from claims.custody import documents_of, statement_missing
from claims.drafts import DraftRefused, begin_draft, write_lines
from claims.duplicates import refusals
from claims.foreseeing import foresee
from claims.intake import submit_claim
from claims.models import Claim, PhoneDraft
from claims.phone_forms import line_of
from portal.members.models import Person, User


@transaction.atomic
def take_in(*, form_key: UUID, patient: Person, typed: dict[str, str], today: date, by: User, now: datetime) -> Claim:
    """The draft of this claim, with its expense where what was `typed` makes one. `today` is the patient's day.

    Repeated it changes nothing; written anew on the phone it takes the place of what came before, unless somebody
    went on with the draft here: then this one counts.
    """
    claim = Claim.objects.filter(created_by=by, form_key=form_key).first()
    if claim is None:
        claim = begin_draft(form_key=form_key, patient=patient, by=by, now=now)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("family", "patient").get(pk=claim.pk)
    before = PhoneDraft.objects.filter(claim=claim).first()
    if claim.state != Claim.State.DRAFT or (before is not None and before.taken_at != claim.changed_at):
        return claim
    if before is not None and before.typed == typed and claim.patient_id == patient.pk:
        return claim
    if before is None and (claim.lines.exists() or claim.documents.exists()):
        return claim
    begin_draft(form_key=form_key, patient=patient, by=by, now=now)
    line = line_of(claim, typed, today)
    write_lines(claim_id=claim.pk, lines=[line] if line else [], by=by, now=now)
    claim.refresh_from_db()
    kept: dict[str, Any] = {"typed": typed, "taken_at": claim.changed_at}
    PhoneDraft.objects.update_or_create(claim=claim, defaults=kept)
    return claim


def send_if_clear(*, claim_id: UUID, keys: Collection[str], today: date, by: User, now: datetime) -> Claim:
    """Send the draft if it is what was written on the phone and nothing of it needs the member's eyes.

    `keys` are the phone's names for all that belongs to it. A claim that was sent already is answered as it is; one
    that stays a draft waits for her.
    """
    claim = Claim.objects.select_related("family", "patient").get(pk=claim_id)
    if claim.state != Claim.State.DRAFT or not _is_clear(claim, set(keys), today):
        return claim
    try:
        return submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=by, now=now)
    except DraftRefused:
        return claim


def _is_clear(claim: Claim, keys: set[str], today: date) -> bool:
    documents, lines = list(documents_of(claim)), list(claim.lines.all())
    if not keys or {one.client_key for one in documents} != keys or len(documents) != len(keys):
        return False
    if any(one.is_hard_to_read for one in documents) or statement_missing(lines, documents):
        return False
    if not _as_written(claim, today) or refusals(claim):
        return False
    foreseen = foresee(claim, today=today)
    return (
        foreseen is not None and foreseen.is_whole and not any(line.warnings or line.twins for line in foreseen.lines)
    )


def _as_written(claim: Claim, today: date) -> bool:
    """Whether the only expense is the one that was written: her word was given for that one."""
    written = PhoneDraft.objects.filter(claim=claim).first()
    expected = line_of(claim, written.typed, today) if written else None
    lines = list(claim.lines.all())
    if expected is None or len(lines) != 1:
        return False
    # Which of our providers it is follows from the name, for the line and not for the form.
    return all(getattr(lines[0], name) == value for name, value in expected.items() if name != "provider")

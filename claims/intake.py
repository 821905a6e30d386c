"""Sending a claim: the one moment from which nothing may be lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.drafts import DraftRefused
from claims.duplicates import refusals
from claims.models import Claim, PhoneDraft
from claims.receipts import mail_receipt
from portal.members.audit import record
from portal.members.days import local_day
from portal.members.models import Family, User
from portal.vault.numbers import fresh_number
from portal.work.jobs import enqueue


class NothingToClaim(DraftRefused):
    def __init__(self) -> None:
        super().__init__(_("Add at least one expense before you send the claim."))


class NoDocuments(DraftRefused):
    def __init__(self) -> None:
        super().__init__(_("Add at least one invoice or receipt before you send the claim."))


class ChangedMeanwhile(DraftRefused):
    def __init__(self) -> None:
        super().__init__(_("The claim was changed in another window. Please check it once more, then send it."))


@transaction.atomic
def submit_claim(*, claim_id: UUID, checked: datetime, is_confidential: bool = False, by: User, now: datetime) -> Claim:
    """Send a draft: claim, audit row and the order to decide it stand or fall together.

    `checked` is `changed_at` of the draft as the member saw it on the page she confirmed. Sending a claim
    that was already sent changes nothing and answers the claim, so an unclear request may be repeated.
    `is_confidential` keeps it from those who act for the patient.
    Raises NothingToClaim, NoDocuments, ChangedMeanwhile, `claims.duplicates.SentBefore`.
    """
    # The family first, as whoever decides: so of two claims with the same bill the second one finds the first.
    families = Claim.objects.filter(pk=claim_id).values("family")
    list(Family.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=families))
    related = ("family", "patient", "created_by__person")
    claim = Claim.objects.select_for_update(of=("self",)).select_related(*related).get(pk=claim_id)
    if claim.state != Claim.State.DRAFT:
        return claim
    if not claim.lines.exists():
        raise NothingToClaim
    if not claim.documents.exists():
        raise NoDocuments
    if claim.changed_at != checked:
        raise ChangedMeanwhile
    for refusal in refusals(claim):
        raise refusal
    claim.state = Claim.State.SUBMITTED
    claim.number = fresh_number("C")
    claim.submitted_at = claim.changed_at = now
    claim.is_confidential = is_confidential
    claim.received_on = local_day(now, country=claim.family.duty_station)
    claim.save()
    PhoneDraft.objects.filter(claim=claim).delete()
    record(act="claim.submitted", by=by, about=claim, now=now, family=str(claim.family_id))
    mail_receipt(claim=claim, now=now)
    enqueue(kind="claims.adjudicate", key=claim.pk, now=now)
    return claim

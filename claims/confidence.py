"""A claim kept confidential by its patient: from those who act for her, and in what leaves the house."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Download
from portal.members.audit import record
from portal.members.days import own_day
from portal.members.models import Person, User


class NotThePatient(Exception):
    """Only an adult keeps her own claims confidential; both parents see a child's."""

    message = _("Only the patient can do this, once of age.")


def may_keep(person: Person, claim: Claim, now: datetime) -> bool:
    """Whether she may say so of this claim."""
    return claim.patient_id == person.pk and person.is_adult_on(own_day(person, now))


@transaction.atomic
def keep_confidential(
    *, claim_id: UUID, is_confidential: bool, by: User, now: datetime, request: HttpRequest | None = None
) -> Claim:
    """Marks a claim, or takes the mark away; said twice it is said once. Raises NotThePatient."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("patient__family").get(pk=claim_id)
    person: Person | None = getattr(by, "person", None)
    if person is None or not may_keep(person, claim, now):
        raise NotThePatient
    if claim.is_confidential != is_confidential:
        claim.is_confidential = is_confidential
        claim.save(update_fields=["is_confidential"])
        act = "claim.kept_confidential" if is_confidential else "claim.opened_to_helpers"
        record(act=act, by=by, about=claim, now=now, request=request)
    if is_confidential:
        _end_downloads(claim, by, now)
    return claim


def _end_downloads(claim: Claim, by: User, now: datetime) -> None:
    """Files that others had made of the patient's claims are no longer handed out: this one may be in them."""
    others = Download.objects.filter(owner__person__family=claim.family_id, expires_at__gt=now).exclude(owner=by)
    theirs = [one.pk for one in others if str(claim.patient_id) in (one.people or ())]
    Download.objects.filter(pk__in=theirs).update(expires_at=now)

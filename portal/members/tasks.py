"""What the work list does for this room. Each is safe to do twice."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.members import activation, devices, invitations, limits, passwords, recovery, renewals, welcome
from portal.members.family import coming_of_age, permissions
from portal.members.models import CodeRequest, Person, Recovery, ResetRequest
from portal.work.registry import handles


@handles(passwords.JOB_KIND)
def reset_password(*, key: UUID, now: datetime) -> None:
    """Mails the link for a new password, and clears away what is old."""
    limits.forget_old(now)
    passwords.forget_requests(now)
    devices.forget_old(now)
    asked = ResetRequest.objects.select_related("user__person").filter(pk=key).first()
    if asked is not None:
        passwords.send_reset(asked=asked, by=None, now=now)


@handles(renewals.JOB_KIND)
def renew_code(*, key: UUID, now: datetime) -> None:
    """Answers somebody who asked for a new activation code, and clears away what is old."""
    renewals.forget_requests(now)
    asked = CodeRequest.objects.filter(pk=key).first()
    if asked is not None:
        renewals.answer_request(asked=asked, now=now)


@handles(activation.LETTER_JOB)
def welcome_letter(*, key: UUID, now: datetime) -> None:
    """Writes the letter of an activation code."""
    welcome.write_letter(code_id=key, now=now)


@handles(recovery.NOTICE_JOB)
def recovery_notice(*, key: UUID, now: datetime) -> None:
    """Tells a member that somebody was helped into her account."""
    found = Recovery.objects.filter(pk=key).first()
    if found is not None:
        welcome.tell_recovery(recovery=found, now=now)


@handles(invitations.JOB_KIND)
def invite(*, key: UUID, now: datetime) -> None:
    """Sends somebody newly enrolled her first code."""
    person = Person.objects.filter(pk=key).first()
    if person is not None:
        invitations.invite(person=person, by=None, now=now)


@shared_task
def look_at_families() -> None:
    """Every hour, since days begin all around the clock: who comes of age, and which permissions are over."""
    coming_of_age.look_at_children(now=timezone.now())
    permissions.end_what_is_over(now=timezone.now())

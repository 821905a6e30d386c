"""What happens in the rooms below and concerns claims: approvals, cover, pay, figures, reservations, lost mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.signals import post_save
from django.utils import timezone

from approvals.models import PriorApproval
from claims.asking import ASKED_KIND, LETTER_JOB
from claims.figures_changed import KIND, LOOKED_UP, key_of
from claims.models import Claim
from claims.settling import ADJUDICATE, LOOK_AGAIN, STOP_LOSS
from portal.entitlements.changes import figures_loaded, reservation_released
from portal.members.models import Enrolment, SalaryFigure
from portal.post.models import Dispatch
from portal.post.signals import undelivered
from portal.work.jobs import enqueue, enqueue_all


def connect() -> None:
    """Called once, when the application is ready."""
    for model, receiver in ((PriorApproval, approved), (Enrolment, covered), (SalaryFigure, paid)):
        post_save.connect(receiver, sender=model, dispatch_uid=f"claims.{receiver.__name__}")
    for figure in LOOKED_UP:
        for signal in (post_save, figures_loaded):
            signal.connect(figures, sender=figure, dispatch_uid="claims.figures")
    reservation_released.connect(released, dispatch_uid="claims.released")
    undelivered.connect(not_asked, dispatch_uid="claims.not_asked")


def approved(instance: PriorApproval, **_rest: Any) -> None:
    """What waited for the consultant is decided; what she refused before and now approves is looked at again."""
    waiting = Claim.objects.filter(
        patient=instance.person_id, state=Claim.State.IN_REVIEW, lines__benefit=instance.benefit
    )
    orders = [(ADJUDICATE, key) for key in waiting.values_list("pk", flat=True)]
    if orders:
        enqueue_all(orders, now=timezone.now())
    _order(LOOK_AGAIN, instance.person.family_id)


def covered(instance: Enrolment, **_rest: Any) -> None:
    """Cover that began earlier than was known."""
    _order(LOOK_AGAIN, instance.person.family_id)


def released(family_id: UUID, now: datetime, **_rest: Any) -> None:
    """What a guarantee of payment held is free: a claim may have been cut for it."""
    _order(LOOK_AGAIN, family_id)


def paid(instance: SalaryFigure, **_rest: Any) -> None:
    """The pay that sets the limit of a year."""
    _order(STOP_LOSS, instance.family_id)


def not_asked(dispatch: Dispatch, now: datetime, **_rest: Any) -> None:
    """The mail that told of a question reached nobody: the question goes by post."""
    if dispatch.kind == ASKED_KIND and dispatch.key:
        enqueue(kind=LETTER_JOB, key=dispatch.key, now=now)


def _order(kind: str, family_id: UUID) -> None:
    """Only where something is settled is there something to look at."""
    if Claim.objects.filter(family=family_id, state=Claim.State.SETTLED).exists():
        enqueue(kind=kind, key=family_id, now=timezone.now())


def figures(sender: Any, **_rest: Any) -> None:
    """Figures that staff loaded or corrected; however many, they are looked up once."""
    if Claim.objects.sent().exists():
        enqueue(kind=KIND, key=key_of(sender), now=timezone.now())

"""Jobs of the claims: ids in, one call each; what is done already or gone is a normal end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from claims import packages, statements  # noqa: F401 - they register what they make
from claims.adjudication import settle, settle_many
from claims.asking import LETTER_JOB
from claims.downloads import FORGET, MAKE, forget, make
from claims.figures_changed import KIND as FIGURES_CHANGED
from claims.figures_changed import look_up
from claims.looking_again import look_again
from claims.models import DocumentRequest, Settlement, StopLossSettlement
from claims.notes import write_note
from claims.question_letters import write_question
from claims.stop_loss import settle_stop_loss
from claims.stop_loss_notes import write_stop_loss_note
from claims.suggestions import KIND as READ_DOCUMENT
from claims.suggestions import read_document
from portal.members.models import Family
from portal.work.registry import handles, handles_together


@handles("claims.adjudicate")
def adjudicate_claim(*, key: UUID, now: datetime) -> None:
    """Decide the claim `key`."""
    settle(claim_id=key, now=now)


@handles_together("claims.adjudicate")
def adjudicate_claims(*, keys: Sequence[UUID], now: datetime) -> None:
    """Decide several claims in one transaction, as a backlog is worked off."""
    settle_many(claim_ids=keys, now=now)


@handles("claims.write_note")
def write_settlement_note(*, key: UUID, now: datetime) -> None:
    """Write and send the note of the settlement `key`."""
    if Settlement.objects.filter(pk=key).exists():
        write_note(settlement_id=key, now=now)


@handles(LETTER_JOB)
def write_question_letter(*, key: UUID, now: datetime) -> None:
    """Write the letter of the question `key`, whose reader no mail can reach."""
    if DocumentRequest.objects.filter(pk=key).exists():
        write_question(asked_id=key, now=now)


@handles("claims.stop_loss")
def pay_stop_loss(*, key: UUID, now: datetime) -> None:
    """Pay what the stop-loss of the family `key` has grown by."""
    if Family.objects.filter(pk=key).exists():
        settle_stop_loss(family_id=key, now=now)


@handles("claims.write_stop_loss_note")
def write_note_of_stop_loss(*, key: UUID, now: datetime) -> None:
    """Write and send the note of the stop-loss settlement `key`."""
    if StopLossSettlement.objects.filter(pk=key).exists():
        write_stop_loss_note(settlement_id=key, now=now)


@handles("claims.look_again")
def look_at_a_family_again(*, key: UUID, now: datetime) -> None:
    """Reopen what would now come out better for the family `key`."""
    look_again(family_id=key, now=now)


@handles(FIGURES_CHANGED)
def look_up_what_figures_change(*, key: UUID, now: datetime) -> None:
    """Order what newly loaded figures may change."""
    look_up(key=key, now=now)


@handles(READ_DOCUMENT)
def read_a_document(*, key: UUID, now: datetime) -> None:
    """Read the document `key` of a draft, to suggest what is on it."""
    read_document(document_id=key, now=now)


@handles(MAKE)
def make_a_download(*, key: UUID, now: datetime) -> None:
    """Make the file that somebody asked for."""
    make(download_id=key, now=now)


@handles(FORGET)
def forget_a_download(*, key: UUID, now: datetime) -> None:
    """Remove a file whose time is over."""
    forget(download_id=key, now=now)

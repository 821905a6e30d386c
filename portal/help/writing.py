"""What a member writes: begun, kept, given its documents, sent, thrown away. Sending starts the clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.attachments.custody import Custody
from portal.help import refusals
from portal.help.alarms import watch
from portal.help.clock import due
from portal.help.mails import mail_receipt
from portal.help.models import Enquiry, Message, MessageDocument
from portal.members.audit import record
from portal.members.models import Person, User
from portal.vault.numbers import fresh_number

State, Kind = Enquiry.State, Message.Kind
# So many may wait of one member at a time: the rest is a mistake, or worse.
MOST_WAITING = 30


@transaction.atomic
def begin(*, form_key: UUID, person: Person, topic: str, words: str, language: str, by: User, now: datetime) -> Message:
    """The draft of a new conversation; the same form sent again finds it, with what it says now. Raises AlreadySent."""
    facts = {"person": person, "topic": topic, "language": language, "changed_at": now}
    enquiry, created = Enquiry.objects.get_or_create(
        created_by=by, form_key=form_key, defaults={**facts, "created_at": now}
    )
    if enquiry.state != State.DRAFT:
        raise refusals.AlreadySent
    if not created:
        Enquiry.objects.filter(pk=enquiry.pk).update(topic=topic, changed_at=now)
    return _draft(enquiry, words, by, now)


@transaction.atomic
def reply(*, enquiry_id: UUID, words: str, by: User, now: datetime) -> Message:
    """The draft of one more message in a conversation, also in one that was closed. Raises NotWaiting."""
    enquiry = locked(enquiry_id)
    if enquiry.state == State.MERGED:
        raise refusals.NotWaiting
    return _draft(enquiry, words, by, now)


def _draft(enquiry: Enquiry, words: str, by: User, now: datetime) -> Message:
    facts = {"words": words.strip(), "created_at": now}
    message, created = Message.objects.get_or_create(enquiry=enquiry, by=by, at=None, defaults=facts)
    if not created:
        message.words = words.strip()
        message.save(update_fields=["words"])
    return message


@transaction.atomic
def write(*, message_id: UUID, words: str, topic: str = "", now: datetime) -> Message:
    """Say it anew. Raises AlreadySent."""
    message = open_draft(message_id)
    message.words = words.strip()
    message.save(update_fields=["words"])
    changes = {"changed_at": now, **({"topic": topic} if topic else {})}
    Enquiry.objects.filter(pk=message.enquiry_id, state=State.DRAFT).update(**changes)
    return message


def locked(enquiry_id: UUID) -> Enquiry:
    """The conversation, locked for the transaction: the first lock of every verb."""
    known = Enquiry.objects.select_related("person__family")
    return known.select_for_update(of=("self",)).get(pk=enquiry_id)


def open_draft(message_id: UUID) -> Message:
    """The draft, with its conversation locked for the transaction. Raises AlreadySent."""
    enquiry = locked(Message.objects.values_list("enquiry_id", flat=True).get(pk=message_id))
    message = enquiry.messages.get(pk=message_id)
    if message.at is not None:
        raise refusals.AlreadySent
    message.enquiry = enquiry
    return message


@transaction.atomic
def send(*, message_id: UUID, by: User, now: datetime) -> Message:
    """Send the draft; sent by a second click, it is the same message. Raises NothingWritten, TooManyWait."""
    try:
        message = open_draft(message_id)
    except refusals.AlreadySent:
        return Message.objects.select_related("enquiry").get(pk=message_id)
    enquiry = message.enquiry
    if not message.words and not message.documents.exists():
        raise refusals.NothingWritten
    if enquiry.state == State.DRAFT:
        _may_wait(enquiry.person)
    message.at = now
    message.save(update_fields=["at"])
    wait(enquiry, now=now)
    record(act="enquiry.sent", by=by, about=enquiry, now=now, documents=message.documents.count())
    mail_receipt(message=message, now=now)
    return message


def _may_wait(person: Person | None) -> None:
    if Enquiry.objects.open().filter(person=person).count() >= MOST_WAITING:
        raise refusals.TooManyWait


def wait(enquiry: Enquiry, *, now: datetime, due_at: datetime | None = None) -> None:
    """It waits for us, in the caller's transaction. What waited before keeps its earlier time."""
    if not enquiry.number:
        enquiry.number, enquiry.sent_at = fresh_number("E"), now
    if not (enquiry.is_open and enquiry.since):
        enquiry.since, enquiry.due_at, enquiry.alarmed_at = now, due_at or due(now, enquiry.person), None
    enquiry.state, enquiry.changed_at = State.WAITING if enquiry.person else State.UNKNOWN, now
    enquiry.save()
    watch(enquiry, now=now)


def _may_change(message: Message) -> None:
    if message.at is not None:
        raise refusals.AlreadySent


def _added(document: MessageDocument, by: User, now: datetime) -> None:
    record(act="messagedocument.added", by=by, about=document, now=now)


def _removed(document: MessageDocument, by: User, now: datetime) -> None:
    record(act="messagedocument.removed", by=by, about=document, now=now)


DOCUMENTS = Custody(
    model=MessageDocument,
    parent="message",
    may_add=_may_change,
    may_remove=_may_change,
    too_many=refusals.TooManyDocuments,
    added=_added,
    removed=_removed,
)


@transaction.atomic
def discard(*, message_id: UUID, by: User, now: datetime) -> None:
    """Throw a draft away with its documents, and the conversation that it would have begun. Raises AlreadySent."""
    message = open_draft(message_id)
    enquiry = message.enquiry
    record(act="enquiry.discarded", by=by, about=enquiry, now=now)
    DOCUMENTS.remove_all(parent=message, now=now)
    if enquiry.state == State.DRAFT:
        enquiry.delete()

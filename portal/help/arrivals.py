"""Mail that members write to us: read from the mailbox, taken once each, and put before a person."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from portal.help.mail_origin import answered_by, header, is_automatic, is_proved, sender_of
from portal.help.mail_text import text_of, tidy
from portal.help.mails import mail_receipt, named_in
from portal.help.models import Enquiry, IncomingMail, Message, MessageDocument
from portal.help.writing import locked, wait
from portal.members.audit import record
from portal.members.models import Person, User
from portal.members.references import normalise_reference
from portal.post.imap import opened
from portal.vault.documents import discard
from portal.vault.models import StoredDocument
from portal.vault.uploads import Refused, take_in

log = logging.getLogger(__name__)

Verdict = IncomingMail.Verdict
MOST_AT_ONCE = 100
MOST_BYTES = 30 * 1024 * 1024  # larger ones are left unread for a person
A_DAY = timedelta(days=1)
MOST_OF_ONE = 10  # mails of one sender in a day
NUMBER = re.compile(r"\bE-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", re.IGNORECASE)
REFERENCE = re.compile(r"\b\d{3}[/.\- ]?\d{5,7}(?:[/.\-]\d{1,2})?\b")
SYSTEM = "mail"


@dataclass(frozen=True)
class Letter:
    """A mail as far as we read it. `digest` is of its Message-ID, or of all its bytes where it has none.

    `answers` are the Message-IDs of the mails that it says it answers, the last one first.
    """

    digest: str
    sender: str
    subject: str
    words: str
    files: tuple[tuple[str, bytes], ...]
    automatic: bool
    proved: bool
    answers: tuple[str, ...] = ()


def read_mailbox(*, now: datetime) -> int:
    """Read what is new in the mailbox of `ENQUIRY_MAILBOX`; how many mails were taken.

    A mail is marked as read after it is stored: a crash in between reads it again, which changes nothing. One that
    breaks us is flagged for a person and holds up no other. Raises portal.post.imap.MailboxAway.
    """
    count = 0
    with opened(settings.ENQUIRY_MAILBOX) as mailbox:
        for uid in mailbox.uids(f"UNSEEN UNFLAGGED SMALLER {MOST_BYTES}")[:MOST_AT_ONCE]:
            mails = list(mailbox.fetch(f"UID {uid}", mark_seen=False))
            flags = ["\\Seen"]
            try:
                taken = take(letter=letter_in(mails[0].obj.as_bytes()), now=now) if mails else None
                count += taken is not None
                if taken and taken.verdict == Verdict.TOO_MANY:
                    flags = ["\\Flagged"]
            except Exception as problem:  # noqa: BLE001 - one mail of a stranger's must not stop all others
                log.error("a mail could not be taken (%s); it is flagged in the mailbox", type(problem).__name__)
                flags = ["\\Flagged"]
            mailbox.flag(uid, flags, True)
    return count


def letter_in(content: bytes) -> Letter:
    """A mail, read."""
    mail = message_from_bytes(content, policy=policy.default)
    sender, message_id = sender_of(mail), header(mail, "Message-ID").strip()
    return Letter(
        digest=hashlib.sha256(message_id.encode() if message_id else content).hexdigest(),
        sender=sender,
        subject=tidy(header(mail, "Subject"))[:300],
        words=text_of(mail),
        files=tuple(_files(mail)),
        automatic=is_automatic(mail),
        proved=is_proved(mail, sender),
        answers=answered_by(mail),
    )


def _files(mail: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for part in mail.walk():
        if part.is_multipart() or (not part.get_filename() and part.get_content_maintype() == "text"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            found.append((part.get_filename() or "attachment", content))
    return found


def take(*, letter: Letter, now: datetime) -> IncomingMail | None:
    """Keep a mail as it deserves; None when it was taken before.

    The member's own words it is only when it names her, or a conversation of hers, or answers a mail of ours about one;
    when the address is hers; and when our mail server vouches for it. All else waits for a person, and neither is shown
    to a member nor answered. A machine's mail is only counted, and so is what comes above ten a day from one sender: it
    stays in the mailbox, flagged for a person.
    """
    if IncomingMail.objects.filter(digest=letter.digest).exists():
        return None
    if letter.automatic:
        return _keep(letter, Verdict.AUTOMATIC, None, 0, now)
    if _is_flood(letter.sender, now):
        return _keep(letter, Verdict.TOO_MANY, None, 0, now)
    stored, refused = ([], 0) if not letter.files else _judged(letter, now)
    try:
        with transaction.atomic():
            enquiry, person = _place(letter)
            verdict = _verdict(letter, person)
            message = _write(letter, enquiry, person, verdict, stored, now)
            kept = _keep(letter, verdict, message, refused, now)
            record(act="enquiry.mailed", by=None, about=message.enquiry, now=now, verdict=verdict.value)
            if verdict == Verdict.KNOWN:
                mail_receipt(message=message, now=now)
            return kept
    except Exception as problem:
        for document in stored:
            discard(document=document, now=now)
        if isinstance(problem, IntegrityError) and IncomingMail.objects.filter(digest=letter.digest).exists():
            return None  # another worker was first
        raise


def _keep(letter: Letter, verdict: Verdict, message: Message | None, refused: int, now: datetime) -> IncomingMail:
    return IncomingMail.objects.create(
        digest=letter.digest,
        received_at=now,
        sender=letter.sender,
        sender_digest=_digest(letter.sender),
        subject=letter.subject,
        verdict=verdict,
        refused=refused,
        message=message,
    )


def _digest(sender: str) -> str:
    return hashlib.sha256(sender.encode()).hexdigest()


def _judged(letter: Letter, now: datetime) -> tuple[list[StoredDocument], int]:
    """Attachments as the vault takes them in, and how many it refused. Before the transaction: it takes seconds."""
    stored, refused = [], max(0, len(letter.files) - settings.DOCUMENTS_MAX)
    for name, content in letter.files[: settings.DOCUMENTS_MAX]:
        try:
            stored.append(take_in(upload=SimpleUploadedFile(name, content), by=SYSTEM, now=now))
        except Refused as refusal:
            if refusal.code == "storage_full":
                for document in stored:
                    discard(document=document, now=now)
                raise
            refused += 1
    return stored, refused


def _place(letter: Letter) -> tuple[Enquiry | None, Person | None]:
    """The conversation and the member that the subject names, or that our mail was about which it answers; if any."""
    found = NUMBER.search(letter.subject)
    enquiry = Enquiry.objects.filter(number=found[0].upper()).first() if found else named_in(letter.answers)
    if enquiry and enquiry.merged_into_id:
        enquiry = Enquiry.objects.get(pk=enquiry.merged_into_id)
    if enquiry and enquiry.person:
        return locked(enquiry.pk), enquiry.person
    if found := REFERENCE.search(letter.subject):
        user = User.objects.filter(reference=normalise_reference(found[0]), person__isnull=False).first()
        return None, Person.objects.select_related("family").filter(user=user).first() if user else None
    return None, None


def _is_flood(sender: str, now: datetime) -> bool:
    lately = IncomingMail.objects.filter(sender_digest=_digest(sender), received_at__gt=now - A_DAY)
    return lately.count() >= MOST_OF_ONE


def _verdict(letter: Letter, person: Person | None) -> Verdict:
    if person is None or not person.email or person.email.lower() != letter.sender:
        return Verdict.UNKNOWN
    return Verdict.KNOWN if letter.proved else Verdict.UNPROVED


def _write(
    letter: Letter,
    enquiry: Enquiry | None,
    person: Person | None,
    verdict: Verdict,
    stored: list[StoredDocument],
    now: datetime,
) -> Message:
    """The message: in the conversation it names when it is the member's; else in one of its own, of nobody yet."""
    known = verdict == Verdict.KNOWN
    if not known or enquiry is None:
        whose = person if known else None
        enquiry = Enquiry(
            person=whose,
            form_key=uuid4(),
            language=whose.language if whose else settings.LANGUAGE_CODE,
            channel=Enquiry.Channel.MAIL,
            created_at=now,
        )
    wait(enquiry, now=now)
    by = person.user if person and known else None
    message = Message.objects.create(
        enquiry=enquiry, words=letter.words, by=by, created_at=now, at=now, confirmed=known
    )
    for position, document in enumerate(stored, start=1):
        MessageDocument.objects.create(message=message, stored=document, position=position)
    return message

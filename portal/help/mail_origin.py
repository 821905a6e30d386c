"""Who wrote a mail: a machine or a person, and whether our own mail server vouches for the sender's domain."""

import re
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

from django.conf import settings

from portal.post.models import Dispatch

BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
ANSWERERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe", "X-Loop", "Feedback-ID")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,190}>")
MOST_ANSWERED = 20
MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto-?reply)\b", re.IGNORECASE)


def header(mail: EmailMessage, name: str) -> str:
    """A header as text; empty when it is missing or cannot be read."""
    try:
        return str(mail.get(name, ""))
    except (HeaderParseError, ValueError, IndexError, AttributeError):  # what the standard library says of nonsense
        return ""


def sender_of(mail: EmailMessage) -> str:
    """The one address it says it is from, in lower case; empty when it names none, or several."""
    found = [address for _name, address in getaddresses([header(mail, "From")]) if "@" in address]
    return found[0].lower() if len(found) == 1 else ""


def answered_by(mail: EmailMessage) -> tuple[str, ...]:
    """Message-IDs of the mails that it answers: the very one first, then those before it in the conversation."""
    before = MESSAGE_ID.findall(header(mail, "References"))[-MOST_ANSWERED:]
    return tuple(dict.fromkeys([*MESSAGE_ID.findall(header(mail, "In-Reply-To"))[:1], *reversed(before)]))


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine wrote it: such mail is never answered, or two machines would talk for ever."""
    submitted = header(mail, "Auto-Submitted").strip().lower()
    returned = header(mail, "Return-Path").strip()
    signs = (
        bool(submitted) and submitted.partition(";")[0].strip() != "no",
        header(mail, "Precedence").strip().lower() in BULK,
        bool(header(mail, "X-Auto-Response-Suppress").strip()),
        any(header(mail, name) for name in ANSWERERS),
        returned == "<>",
        mail.get_content_type() == "multipart/report",
        bool(MACHINES.match(parseaddr(header(mail, "From"))[1])),
        is_ours(header(mail, "Message-ID")),
    )
    return any(signs)


def is_ours(message_id: str) -> bool:
    """Whether it is a mail of ours that came round."""
    return bool(message_id) and Dispatch.objects.filter(message_id=message_id.strip()).exists()


def is_proved(mail: EmailMessage, sender: str) -> bool:
    """Whether our own mail server found that the domain of `sender` sent it.

    Only the topmost Authentication-Results counts, and only when our server signed it with its own name
    (`MAIL_AUTHSERV_ID`): everything below may have been written by the sender. Without that setting nothing is proved.
    """
    results = mail.get_all("Authentication-Results") or []
    ours = settings.MAIL_AUTHSERV_ID.lower()
    if not ours or not results or not sender:
        return False
    server, _semicolon, said = str(results[0]).partition(";")
    if (server.split() or [""])[0].lower() != ours:
        return False
    verdicts = [re.sub(r"\([^()]*\)", "", part).strip().lower() for part in said.split(";")]
    if any(verdict.startswith("dmarc=fail") for verdict in verdicts):
        return False
    domain = sender.rpartition("@")[2]
    return any(_vouches(verdict, domain) for verdict in verdicts)


def _vouches(verdict: str, domain: str) -> bool:
    """`dmarc=pass header.from=…` or `dkim=pass header.d=…` of this very domain."""
    method, *properties = verdict.split()
    named = dict(each.split("=", 1) for each in properties if "=" in each)
    if method == "dmarc=pass":
        return named.get("header.from", "") == domain
    return method == "dkim=pass" and named.get("header.d", "") == domain

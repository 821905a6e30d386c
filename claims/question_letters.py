"""A question to a member whom no mail can reach: a letter in her language, which waits to be printed and posted."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from claims.asking import ASKED_KIND, TEMPLATES
from claims.models import DocumentRequest
from portal.look.words import long_date
from portal.members.addressees import reader_for
from portal.members.models import Person
from portal.post.letters import queue_letter, queue_letter_instead
from portal.post.models import Dispatch
from portal.post.papers import render, store


def write_question(*, asked_id: UUID, now: datetime) -> Dispatch | None:
    """Write the letter of a question and put it into the outbox. None when she answered meanwhile, or it is there.

    Also when the mail that told of it reached nobody. The slow rendering happens outside the transaction; of two
    workers one letter comes.
    """
    asked = DocumentRequest.objects.select_related(
        "claim__family", "claim__patient__family", "claim__created_by__person"
    ).get(pk=asked_id)
    claim = asked.claim
    reader = reader_for(claim.patient, claim.created_by, now)
    if asked.answered_at or _told(asked):
        return None
    address = [reader.full_name, *asked.claim.family.address_lines()]
    title, content = _rendered(asked, reader, address)
    with transaction.atomic():
        DocumentRequest.objects.select_for_update().get(pk=asked_id)
        if _told(asked):
            return None
        paper = store(kind=ASKED_KIND, title=title, language=asked.language, content=content, now=now)
        lines = "\n".join(address)
        if mail := Dispatch.objects.filter(kind=ASKED_KIND, key=asked.pk).first():
            mail.enclose(paper)
            mail.postal_address = lines
            mail.save(update_fields=["postal_address"])
            return queue_letter_instead(mail=mail, now=now)
        return queue_letter(
            kind=ASKED_KIND, address=lines, language=asked.language, papers=[paper], key=asked.pk, now=now
        )


def _told(asked: DocumentRequest) -> bool:
    """Whether a mail or letter of the question is on its way, or there; a mail that reached nobody is none."""
    sent = Dispatch.objects.filter(kind=ASKED_KIND, key=asked.pk)
    return sent.exclude(pk__in=Dispatch.objects.troubled()).exists()


def _rendered(asked: DocumentRequest, reader: Person, address: list[str]) -> tuple[str, bytes]:
    with translation.override(asked.language):
        title = _("We have a question about your claim")
        context = {
            "recipient": address,
            "day": long_date(asked.asked_at.date()),
            "reference": reader.reference,
            "paragraphs": _paragraphs(asked),
        }
    return title, render(template="post/papers/letter.html", context=context, language=asked.language, title=title)


def _paragraphs(asked: DocumentRequest) -> list[str]:
    """What the letter says, in the active language."""
    known = TEMPLATES.get(asked.template)
    number = asked.claim.number
    told = [
        _("We look at your claim %(number)s and need something from you before we can go on.") % {"number": number},
        str(known[1]) if known else "",
        asked.words,
        _("Sign in at %(site)s and open the claim: there you can add a document or write to us.")
        % {"site": settings.SITE_URL},
        _("If you cannot use the portal, please call us or write to us, and name the number of the claim."),
        _("Our time stands still until you answer. Nothing of what you sent is lost."),
    ]
    return [words for words in told if words]

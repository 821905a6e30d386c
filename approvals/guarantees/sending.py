"""Guarantees on their way: to the member by mail or letter, to the provider by mail; no subject tells about whom."""

from datetime import datetime
from uuid import UUID, uuid5

from django.urls import reverse

from approvals.guarantees.models import Guarantee
from approvals.guarantees.told import ENDED, ISSUED
from portal.members.addressees import reader_for
from portal.notices.telling import Mail, tell
from portal.notices.topics import What
from portal.post.letters import queue_letter
from portal.post.mail import UnusableAddress, queue_mail

PROVIDER_MAIL, PROVIDER_ENDED = "guarantee-to-provider", "guarantee-ended-provider"
MEMBER_MAIL, ENDED_KIND = ISSUED.code, ENDED.code


def send_papers(*, guarantee: Guarantee, now: datetime) -> None:
    """Put both papers in the outbox, once. In the caller's transaction.

    The member's goes as e-mail where the family wants that and the address can be used, else as a letter; what does
    not reach her by mail goes by post. A refusal is told by the mail about the request; its paper is on the page.
    """
    facts, paper = guarantee.printed, guarantee.member_paper
    if paper is None:
        return
    _tell(ISSUED, guarantee, guarantee.pk, None, now)
    family = guarantee.person.family
    address = "\n".join([facts["reader"], *facts["address"]])
    if family.settlements_online and facts["email"]:
        try:
            queue_mail(
                kind=MEMBER_MAIL,
                key=guarantee.pk,
                to=facts["email"],
                language=facts["language"],
                template="guarantee_member",
                context={"number": guarantee.number, "attached": "yes" if family.notes_attached else ""},
                attachments=[paper],
                attach=family.notes_attached,
                postal_address=address,
                now=now,
            )
        except UnusableAddress:
            queue_letter(
                kind=MEMBER_MAIL, address=address, language=facts["language"], papers=[paper], key=guarantee.pk, now=now
            )
    else:
        queue_letter(
            kind=MEMBER_MAIL, address=address, language=facts["language"], papers=[paper], key=guarantee.pk, now=now
        )
    _to_provider(guarantee, PROVIDER_MAIL, "guarantee_provider", guarantee.pk, now)


def tell_end(*, guarantee_id: UUID, now: datetime) -> None:
    """Member and provider learn that a guarantee was revoked or has expired; once each."""
    guarantee = Guarantee.objects.select_related("person__family", "request__asked_by__person").get(pk=guarantee_id)
    if guarantee.state not in (Guarantee.State.REVOKED, Guarantee.State.EXPIRED):
        return
    facts, reader = guarantee.printed, reader_for(guarantee.person, guarantee.request.asked_by, now)
    mail = Mail("guarantee_ended", reader.email, facts["language"], {"number": guarantee.number})
    _tell(ENDED, guarantee, uuid5(guarantee.pk, guarantee.state), mail, now)
    _to_provider(guarantee, PROVIDER_ENDED, "guarantee_ended_provider", uuid5(guarantee.pk, guarantee.state), now)


def _tell(what: What, guarantee: Guarantee, key: UUID, mail: Mail | None, now: datetime) -> None:
    """Whoever asked for it, and whom it is about."""
    link = reverse("guarantees:guarantee", args=[guarantee.pk])
    reader = reader_for(guarantee.person, guarantee.request.asked_by, now)
    number, about = guarantee.number, guarantee.person
    tell(what=what, reader=reader, about=about, key=key, link=link, words=number, mail=mail, now=now)


def _to_provider(guarantee: Guarantee, kind: str, template: str, key: UUID, now: datetime) -> None:
    if not guarantee.provider_email:
        return
    papers = [guarantee.provider_paper] if guarantee.provider_paper and template == "guarantee_provider" else []
    try:
        queue_mail(
            kind=kind,
            key=key,
            to=guarantee.provider_email,
            language=guarantee.provider_language,
            template=template,
            context={"number": guarantee.number},
            attachments=papers,
            now=now,
        )
    except UnusableAddress:
        return  # the desk sees on its screen that nothing went to the provider

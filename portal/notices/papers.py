"""Papers for a family: a notice in the portal; and by e-mail where the family asked for that, else by post."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.members.models import Family, Person
from portal.notices.telling import tell
from portal.notices.topics import What
from portal.post.letters import queue_letter
from portal.post.mail import UnusableAddress, queue_mail
from portal.post.models import Paper

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """The notice that goes with a paper: its kind, who reads it, about whom, where in the portal it stands."""

    what: What
    reader: Person
    about: Person | None
    link: str
    words: str = ""


def send_paper(
    *,
    paper: Paper,
    told: Told,
    facts: Mapping[str, Any],
    family: Family,
    template: str,
    said: Mapping[str, str] | None = None,
    key: UUID,
    now: datetime,
) -> None:
    """Tell of a paper and put it in the outbox: as e-mail if the family asked for that and the address is usable, else
    as letter.

    `facts` are what a settlement prints: reader, address, language, email. One per kind of paper and `key`. An e-mail
    that cannot be delivered is followed by a letter. What is `confidential` is only told of by e-mail, whatever the
    family chose, so that no paper lies about; to whom no mail can reach it goes as a letter all the same.
    """
    tell(what=told.what, reader=told.reader, about=told.about, key=key, link=told.link, words=told.words, now=now)
    address = "\n".join([facts["reader"], *facts["address"]])
    is_confidential = bool(facts.get("confidential"))
    attach = family.notes_attached and not is_confidential
    if facts["email"] and (family.settlements_online or is_confidential):
        try:
            queue_mail(
                kind=paper.kind,
                to=facts["email"],
                language=facts["language"],
                template=template,
                context={"attached": "yes" if attach else "", **(said or {})},
                attachments=[paper],
                attach=attach,
                key=key,
                postal_address="" if is_confidential else address,
                now=now,
            )
            return
        except UnusableAddress:
            log.warning("a paper goes by post: its reader's address cannot be used")
    queue_letter(kind=paper.kind, address=address, language=facts["language"], papers=[paper], key=key, now=now)

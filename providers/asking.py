"""What members tell and ask about providers, and what colleagues answer. The mail says only that there is an answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.members.audit import record
from portal.members.models import Person, User
from portal.notices.telling import Mail, tell
from providers.models import Provider, ProviderRequest
from providers.told import ANSWERED

Kind, State = ProviderRequest.Kind, ProviderRequest.State
ANSWER_KIND = ANSWERED.code
# Who answers what.
PERMISSIONS = {
    Kind.DIRECT: "providers.answer_direct",
    Kind.WRONG: "providers.answer_network",
    Kind.NETWORK: "providers.answer_network",
}
# So many may wait of one account at a time: the rest is a mistake, or worse.
MOST_WAITING = 20


class RequestRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


class TooManyWait(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Many of your requests are still being looked at. Please wait for our answers first."))


class AnsweredAlready(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("A colleague has answered this already."))


class MayNotAnswer(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not answer this kind of request."))


def ask(
    *,
    kind: str,
    person: Person,
    provider: Provider | None,
    form_key: UUID,
    by: User,
    now: datetime,
    **told: str | date | None,
) -> ProviderRequest:
    """Keep what a member says; the same form sent again gives the first request. Raises TooManyWait.

    `told`: name, city, country, contact, care, planned_on, words, as the model has them.
    """
    if known := ProviderRequest.objects.filter(form_key=form_key, asked_by=by).first():
        return known
    if ProviderRequest.objects.filter(asked_by=by, state=State.WAITING).count() >= MOST_WAITING:
        raise TooManyWait
    try:
        with transaction.atomic():
            made = ProviderRequest.objects.create(
                kind=kind, person=person, provider=provider, form_key=form_key, asked_by=by, asked_at=now, **told
            )
            record(act="providerrequest.sent", by=by, about=made, now=now, kind=kind)
    except IntegrityError:
        return ProviderRequest.objects.get(form_key=form_key, asked_by=by)  # two at once: the other was first
    return made


@transaction.atomic
def answer(*, request_id: UUID, state: str, words: str, by: User, now: datetime) -> ProviderRequest:
    """Close a request with words for the member, and tell her. Raises MayNotAnswer, AnsweredAlready."""
    found = ProviderRequest.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=request_id)
    if not by.has_perm(PERMISSIONS[Kind(found.kind)]):
        raise MayNotAnswer
    if found.state != State.WAITING:
        raise AnsweredAlready
    found.state, found.answer, found.answered_by, found.answered_at = state, words.strip(), by, now
    found.save()
    record(act="providerrequest.answered", by=by, about=found, now=now, state=state)
    reader = Person.objects.filter(user=found.asked_by).first()
    if reader is not None:
        mail = Mail("provider_answer", reader.email, reader.language)
        tell(what=ANSWERED, reader=reader, key=found.pk, link=reverse("providers:requests"), mail=mail, now=now)
    return found

"""Opening an account with the code from an e-mail or from the welcome letter."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.members import audit, codes, limits, sign_in
from portal.members.days import own_day
from portal.members.handing_over import hand_over
from portal.members.limits import Limit
from portal.members.models import ActivationCode, Person, User
from portal.members.references import family_reference, normalise_reference
from portal.post.mail import UnusableAddress, queue_mail
from portal.work.jobs import enqueue

# A letter may be weeks on its way; what is read out on the telephone is typed at once.
VALID_FOR = {
    ActivationCode.SentBy.MAIL: timedelta(days=30),
    ActivationCode.SentBy.LETTER: timedelta(days=60),
    ActivationCode.SentBy.PHONE: timedelta(hours=24),
}
LETTER_JOB = "members.welcome_letter"
# Wrong details for one reference number. The code has its own five tries; only somebody who knows the birth date
# can use those up, so that a stranger cannot spoil a member's code.
PER_REFERENCE = Limit("activation", 10, timedelta(minutes=15))
BY_ADDRESS = Limit("activation address", 60, timedelta(minutes=15))
NO_CODE = codes.digest("")
_CHANGED: dict[str, Any] = {"kind": "password_changed", "template": "account_password_changed", "context": {}}


class NotAccepted(Exception):
    """Number, birth date and code do not fit, or there were too many tries: on purpose it does not say which."""

    message = _(
        "These details do not fit a valid activation code. Please check all three. After several wrong tries, wait "
        "fifteen minutes. A code works once, until the day written beside it; ask for a new one if yours is older."
    )


class CodeSpent(NotAccepted):
    """The code was used, replaced or ran out since it was checked."""

    message = _("This activation code can no longer be used. Please ask for a new one.")


class NoAccountForChildren(Exception):
    """A child's claims are seen by the parents; an account comes with coming of age."""

    message = _("Only adults have an account of their own.")


class NoAddress(Exception):
    """There is no e-mail address to send the code to."""

    message = _("No e-mail address is known. Send the code by letter or give it by telephone.")


class NoPostalAddress(Exception):
    """There is nowhere a letter could go."""

    message = _("No postal address is known. Give the code by telephone, or add the address of the family first.")


@transaction.atomic
def issue_code(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    sent_by: ActivationCode.SentBy | None = None,
    sent_to: str = "",
    request: HttpRequest | None = None,
) -> str:
    """A new code for an adult, as it is to be printed; older ones stop working. It can be read here and never again.

    By e-mail unless `sent_by` says otherwise or no address is known: then by welcome letter. The code of a letter is
    made when the letter is written, so it is "" here. `sent_to` is where to mail it when no address is known.
    Raises NoAccountForChildren, NoAddress, NoPostalAddress.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("family", "user").get(pk=person.pk)
    email = own_address(person) or sent_to
    channel = sent_by or (ActivationCode.SentBy.MAIL if email else ActivationCode.SentBy.LETTER)
    _allow(person, channel, email, now)
    end_codes(person=person, by=by, now=now, request=request, replaced=True)
    plain = codes.new_code()
    code = person.activation_codes.create(
        digest=codes.digest(plain),
        sent_by=channel,
        sent_to=email if channel == ActivationCode.SentBy.MAIL else "",
        created_at=now,
        created_by=by,
        expires_at=now + VALID_FOR[channel],
    )
    audit.record(act="activation_code.issued", by=by, about=code, now=now, request=request, sent_by=str(channel))
    if channel == ActivationCode.SentBy.MAIL:
        _mail(code, plain, now)
    if channel == ActivationCode.SentBy.LETTER:
        enqueue(kind=LETTER_JOB, key=code.pk, now=now)
        return ""
    return plain


def own_address(person: Person) -> str:
    """Where mail reaches her and nobody else of the family: a code does not go to a mailbox that a relative uses."""
    known = person.email_known
    others = Person.objects.filter(family=person.family_id).exclude(pk=person.pk)
    is_shared = known and others.filter(Q(email__iexact=known) | Q(user__email__iexact=known)).exists()
    return "" if is_shared else known


def _allow(person: Person, channel: ActivationCode.SentBy, email: str, now: datetime) -> None:
    if not person.is_adult_on(own_day(person, now)):
        raise NoAccountForChildren
    if channel == ActivationCode.SentBy.MAIL and not email:
        raise NoAddress
    if channel == ActivationCode.SentBy.LETTER and not person.family.address_line_1:
        raise NoPostalAddress


@transaction.atomic
def end_codes(
    *, person: Person, by: User | None, now: datetime, request: HttpRequest | None = None, replaced: bool = False
) -> int:
    """Ends the codes that still lie about; their number. One that is `replaced` by a new one is no act of its own."""
    live = person.activation_codes.filter(used_at__isnull=True, revoked_at__isnull=True)
    count = live.update(revoked_at=now)
    if count and not replaced:
        audit.record(act="activation_code.ended", by=by, about=person, now=now, request=request, codes=count)
    return count


def check_code(
    *, reference: str, born_on: date, code: str, address: str, now: datetime, request: HttpRequest | None = None
) -> ActivationCode:
    """The code that these three belong to, still unused. Every wrong try is counted, for unknown numbers alike.

    Raises NotAccepted.
    """
    family = family_reference(normalise_reference(reference))
    budgets = [(PER_REFERENCE, family), (BY_ADDRESS, address)]
    left = limits.spend(budgets, now=now)
    with transaction.atomic():
        named = ActivationCode.objects.usable(now).filter(person__family__reference=family, person__born_on=born_on)
        candidates = list(named.select_related("person__family", "person__user"))
        fitting = _fitting(candidates, code, now) if left else None
        if fitting is not None:
            limits.give_back(budgets)
            return fitting
        about = candidates[0] if candidates else None
        audit.record(act="activation_code.refused", by=None, about=about, now=now, request=request)
    raise NotAccepted


def _fitting(candidates: list[ActivationCode], code: str, now: datetime) -> ActivationCode | None:
    """The one of `candidates` that `code` is (twins share a birth date). A try is taken before it is compared.

    Without candidates the same work is done on nothing: same answer, same time.
    """
    for candidate in candidates or [ActivationCode(digest=NO_CODE)]:
        this = ActivationCode.objects.filter(pk=candidate.pk)
        is_taken = this.usable(now).update(tries=F("tries") + 1)
        if codes.matches(code, candidate.digest) and is_taken:
            this.update(tries=F("tries") - 1)
            return candidate
    return None


@transaction.atomic
def activate(
    *, code_id: UUID, password: str, by: User | None, now: datetime, request: HttpRequest | None = None
) -> User:
    """Opens the account of the person the code was made for, or gives it a new password; the code is used up.

    Of many at once exactly one succeeds. Raises CodeSpent.
    """
    if not ActivationCode.objects.usable(now).filter(pk=code_id).update(used_at=now):
        raise CodeSpent
    person = Person.objects.select_related("family", "user").get(activation_codes=code_id)
    had_account = person.user is not None
    user = person.user or User(reference=person.reference, language=person.language, created_at=now)
    sent_to = ActivationCode.objects.values_list("sent_to", flat=True).get(pk=code_id)
    user.email = user.email or person.email or sent_to
    user.set_password(password)
    user.save()
    sign_in.forgive(user.reference)
    if had_account and user.email:
        with suppress(UnusableAddress):
            queue_mail(to=user.email, language=person.language, **_CHANGED, key=code_id, now=now)
    if not had_account:
        person.user, person.email = user, person.email or user.email
        person.save(update_fields=["user", "email"])
    if had_account:
        # As any other new password, so that what reads the trail tells her of it.
        audit.record(act="account.password_reset", by=by or user, about=person, now=now, request=request, way="code")
    else:
        audit.record(act="account.activated", by=by or user, about=person, now=now, request=request)
        hand_over(person=person, by=user, now=now)
    return user


def _mail(code: ActivationCode, plain: str, now: datetime) -> None:
    person = code.person
    with override(person.language):
        last_day = date_format(code.expires_at.date(), "DATE_FORMAT")
    queue_mail(
        kind="activation_code",
        to=code.sent_to,
        language=person.language,
        template="activation_code",
        context={
            "name": person.given_name,
            "code": plain,
            "last_day": last_day,
            "url": settings.SITE_URL + reverse("members:activate"),
        },
        key=code.pk,
        now=now,
    )

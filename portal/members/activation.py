"""Opening an account with the code from an e-mail or from the welcome letter."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.members import audit, codes, limits
from portal.members.limits import Limit
from portal.members.models import ActivationCode, Person, User
from portal.members.references import family_reference, normalise_reference
from portal.post.mail import queue_mail

VALID_FOR = timedelta(days=30)
# Wrong details for one reference number. The code has its own five tries; only somebody who knows the birth date
# can use those up, so that a stranger cannot spoil a member's code.
PER_REFERENCE = Limit("activation", 10, timedelta(minutes=15))
BY_ADDRESS = Limit("activation address", 60, timedelta(minutes=15))
NO_CODE = codes.digest("")


class NotAccepted(Exception):
    """Number, birth date and code do not fit, or there were too many tries: on purpose it does not say which."""

    message = _(
        "These details do not fit a valid activation code. Please check all three. After several wrong tries, wait "
        "fifteen minutes. A code works once and for 30 days; call us if you need a new one."
    )


class CodeSpent(NotAccepted):
    """The code was used, replaced or ran out since it was checked."""

    message = _("This activation code can no longer be used. Call us and we will send you a new one.")


class NoAccountForChildren(Exception):
    """A child's claims are seen by the parents; an account comes with the eighteenth birthday."""

    message = _("Only adults have an account of their own.")


class NoAddress(Exception):
    """There is no e-mail address to send the code to."""

    message = _("No e-mail address is known. Send the code by letter or give it by telephone.")


@transaction.atomic
def issue_code(
    *,
    person: Person,
    by: User | None,
    now: datetime,
    sent_by: ActivationCode.SentBy | None = None,
    request: HttpRequest | None = None,
) -> str:
    """A new code for an adult, as it is to be printed; older ones stop working. It can be read here and never again.

    By e-mail unless `sent_by` says otherwise or no address is known (then it is meant for the welcome letter).
    Raises NoAccountForChildren, NoAddress.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("family", "user").get(pk=person.pk)
    channel = sent_by or (ActivationCode.SentBy.MAIL if person.email else ActivationCode.SentBy.LETTER)
    if not person.is_adult_on(now.date()):
        raise NoAccountForChildren
    if channel == ActivationCode.SentBy.MAIL and not person.email:
        raise NoAddress
    person.activation_codes.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    plain = codes.new_code()
    code = person.activation_codes.create(
        digest=codes.digest(plain), sent_by=channel, created_at=now, created_by=by, expires_at=now + VALID_FOR
    )
    audit.record(act="activation_code.issued", by=by, about=code, now=now, request=request, sent_by=str(channel))
    if channel == ActivationCode.SentBy.MAIL:
        _mail(code, plain, now)
    return plain


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
    user = person.user or User(reference=person.reference, language=person.language, created_at=now)
    user.email = user.email or person.email
    user.set_password(password)
    user.save()
    if person.user is None:
        person.user = user
        person.save(update_fields=["user"])
    audit.record(act="account.activated", by=by or user, about=person, now=now, request=request)
    return user


def _mail(code: ActivationCode, plain: str, now: datetime) -> None:
    person = code.person
    with override(person.language):
        last_day = date_format(code.expires_at.date(), "DATE_FORMAT")
    queue_mail(
        kind="activation_code",
        to=person.email,
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

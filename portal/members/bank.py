"""Where a family's money goes."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.bank_formats import Details, DetailsRefused, checked
from portal.members.models import BankAccount, Family, Person, User
from portal.members.models.bank import AccountDetails
from portal.members.recovery import held_until
from portal.post.mail import queue_news

CHANGED_KIND = "bank-details-changed"


class BankDetailsWait(Exception):
    """Somebody was helped into the account, or its e-mail address changed, within the last week."""

    message = _(
        "Your bank details cannot be changed yet. After help with signing in or a new address they wait a week."
    )


@transaction.atomic
def replace_account(
    *, family: Family, details: Details, from_on: date, by: User, now: datetime, request: HttpRequest | None = None
) -> BankAccount:
    """The family's account from that day on; the one before stays as history. The participant is told by mail.

    Only its last four digits are audited. The very same details again change nothing. Raises BankDetailsWait.
    """
    Family.objects.select_for_update().get(pk=family.pk)
    if held_until(family.pk, now):
        raise BankDetailsWait
    before = in_use(family.pk)
    if before and known(before) == details:
        return before
    if before:
        before.replaced_on = max(from_on, before.from_on)
        before.save(update_fields=["replaced_on"])
        audit.record(act="bank_account.replaced", by=by, about=before, now=now, request=request, account=before.masked)
    new = BankAccount.objects.create(family=family, from_on=from_on, **vars(details))
    audit.record(act="bank_account.added", by=by, about=new, now=now, request=request, account=new.masked)
    _tell(new, now)
    return new


def in_use(family_id: UUID) -> BankAccount | None:
    """The account that money goes to now."""
    return BankAccount.objects.filter(family=family_id, replaced_on__isnull=True).first()


def known(account: AccountDetails) -> Details | None:
    """The stored details in their one form; None when no bank would take them, as with some loaded long ago."""
    country = account.country or (account.compact if account.compact[:2].isalpha() else account.bic[4:])[:2]
    try:
        return checked(
            holder=account.holder,
            account=account.account,
            bic=account.bic,
            clearing=account.clearing,
            country=country,
            currency=account.currency,
        )
    except DetailsRefused:
        return None


def _tell(account: BankAccount, now: datetime) -> None:
    """To the address known before the change, so that nobody moves the money unseen."""
    reader = Person.objects.filter(family=account.family_id, relation=Person.Relation.PARTICIPANT).first()
    if reader is None:
        return
    mail = {"kind": CHANGED_KIND, "template": "bank_details_changed", "language": reader.language}
    queue_news(**mail, to=reader.email, context={}, key=account.pk, now=now)

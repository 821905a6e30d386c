"""Where a family's money goes."""

from datetime import date, datetime

from django.db import transaction
from django.http import HttpRequest

from portal.members import audit
from portal.members.models import BankAccount, Family, User


@transaction.atomic
def replace_account(
    *,
    family: Family,
    holder: str,
    account: str,
    bic: str,
    currency: str,
    from_on: date,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> BankAccount:
    """The family's account from that day on; the one before stays as history. Only its last four digits are audited."""
    Family.objects.select_for_update().get(pk=family.pk)
    for old in BankAccount.objects.filter(family=family, replaced_on__isnull=True):
        old.replaced_on = max(from_on, old.from_on)
        old.save(update_fields=["replaced_on"])
        audit.record(act="bank_account.replaced", by=by, about=old, now=now, request=request, account=old.masked)
    new = BankAccount.objects.create(
        family=family, holder=holder, account=account, bic=bic, currency=currency, from_on=from_on
    )
    audit.record(act="bank_account.added", by=by, about=new, now=now, request=request, account=new.masked)
    return new

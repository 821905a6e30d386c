"""Where providers are paid: kept by finance, encrypted, replaced and never changed."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from claims.payments.models import Payment, ProviderAccount
from portal.members import bank
from portal.members.audit import record
from portal.members.bank_formats import Details
from portal.members.models import User
from providers.models import Provider


@transaction.atomic
def replace_provider_account(
    *, provider: Provider, details: Details, by: User, now: datetime, request: HttpRequest | None = None
) -> ProviderAccount:
    """The provider's account from today on. The very same details again change nothing."""
    Provider.objects.select_for_update().get(pk=provider.pk)
    before = ProviderAccount.objects.filter(provider=provider, replaced_on__isnull=True).first()
    if before and bank.known(before) == details:
        return before
    if before:
        before.replaced_on = max(now.date(), before.from_on)
        before.save(update_fields=["replaced_on"])
        record(act="provider_account.replaced", by=by, about=before, now=now, request=request, account=before.masked)
    new = ProviderAccount.objects.create(provider=provider, from_on=now.date(), **vars(details))
    record(act="provider_account.added", by=by, about=new, now=now, request=request, account=new.masked)
    back = Payment.objects.filter(provider=provider, state=Payment.State.RETURNED)
    back.update(state=Payment.State.WAITING, changed_at=now)
    return new

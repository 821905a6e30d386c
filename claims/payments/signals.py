"""What happens in the rooms below and lets payments go on: new bank details."""

from typing import Any

from django.db.models.signals import post_save
from django.utils import timezone

from claims.payments.models import Payment
from portal.members.models import BankAccount


def connect() -> None:
    """Called once, when the application is ready."""
    post_save.connect(account_given, sender=BankAccount, dispatch_uid="payments.account_given")


def account_given(instance: BankAccount, created: bool, **_rest: Any) -> None:
    """What came back from the old account waits for the next run, to the new one."""
    if created and instance.replaced_on is None:
        back = Payment.objects.filter(family=instance.family_id, state=Payment.State.RETURNED)
        back.update(state=Payment.State.WAITING, changed_at=timezone.now())

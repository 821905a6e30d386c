"""Secrets of second factors lie encrypted inside allauth's JSON; this moves them to the newest key."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.vault.cipher import is_current, rewrite

ENCRYPTED = {"secret", "seed"}


def rotate() -> int:
    """Rewrites every secret that is under an older key; safe to run again. The number of factors changed.

    Raises portal.vault.cipher.Unreadable when a key is missing.
    """
    changed = 0
    for factor_id in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=factor_id)
            data = {name: _renewed(value) if name in ENCRYPTED else value for name, value in factor.data.items()}
            if data != factor.data:
                Authenticator.objects.filter(pk=factor_id).update(data=data)
                changed += 1
    return changed


def _renewed(value: str) -> str:
    return value if is_current(value) else rewrite(value)

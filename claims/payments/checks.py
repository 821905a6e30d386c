"""Checks at the start: the accounts that the plan pays from."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from claims.payments.payer import PayerUnfit, payers


@register
def payers_are_right(app_configs: Any, **_rest: Any) -> list[CheckMessage]:
    """PAYER_ACCOUNTS can be read. Empty is right: then no run can be prepared, and the desk says so."""
    try:
        payers()
    except PayerUnfit as problem:
        return [Error(str(problem), id="payments.E001")]
    return []

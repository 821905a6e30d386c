"""The plan's own accounts, from the settings."""

from dataclasses import dataclass

from django.conf import settings
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from portal.benefits.money import CURRENCIES

ANY = "*"


class PayerUnfit(ValueError):
    """An entry of PAYER_ACCOUNTS that no bank would take; the message says which and why."""


@dataclass(frozen=True)
class Payer:
    """Who pays, and from where. `country` is that of the bank."""

    name: str
    account: str
    bic: str

    @property
    def is_iban(self) -> bool:
        """Whether the account number is an IBAN."""
        return self.account[:2].isalpha()

    @property
    def masked(self) -> str:
        """The account as the desk shows it."""
        return f"•••• {self.account[-4:]}"


def payers() -> dict[str, Payer]:
    """The configured accounts by currency, `*` for all others. Raises PayerUnfit."""
    found: dict[str, Payer] = {}
    for entry in settings.PAYER_ACCOUNTS:
        currency, account, bic = [*(part.strip() for part in entry.split(":")), "", ""][:3]
        if currency != ANY and currency not in CURRENCIES:
            raise PayerUnfit(f"PAYER_ACCOUNTS: “{currency}” is not a currency; write CURRENCY:ACCOUNT:BIC.")
        if currency in found:
            raise PayerUnfit(f"PAYER_ACCOUNTS names two accounts for {currency}.")
        found[currency] = Payer(settings.PAYER_NAME, _account(account, currency), _bic(bic, currency))
    return found


def payer_for(currency: str) -> Payer | None:
    """The account that pays in that currency."""
    known = payers()
    return known.get(currency) or known.get(ANY)


def _account(typed: str, currency: str) -> str:
    number = "".join(typed.split()).upper()
    if not number.isalnum() or not number.isascii() or not 4 <= len(number) <= 34:
        raise PayerUnfit(f"PAYER_ACCOUNTS: the account for {currency} must have 4 to 34 letters and digits.")
    if number[:2].isalpha():
        try:
            IBAN(number, validate_bban=True)
        except SchwiftyException as problem:
            raise PayerUnfit(f"PAYER_ACCOUNTS: the IBAN for {currency} cannot be right.") from problem
    return number


def _bic(typed: str, currency: str) -> str:
    try:
        return str(BIC("".join(typed.split()).upper()).compact)
    except SchwiftyException as problem:
        raise PayerUnfit(f"PAYER_ACCOUNTS: the BIC of the account for {currency} cannot be right.") from problem

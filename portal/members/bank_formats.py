"""What bank details must look like: IBANs where the country has them, else its own clearing codes, else a BIC."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from schwifty import BIC, IBAN
from schwifty.exceptions import InvalidCountryCode, SchwiftyException

LONGEST_HOLDER = 70
# What banks pass on abroad: the Latin letters with their marks, and the signs of names.
HOLDER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-žȘ-țḀ-ỿ0-9 .,'’()&/+\-]+")
NUMBER = re.compile(r"[A-Z0-9]{4,34}")


class DetailsRefused(ValueError):
    """Bank details that no bank would take: `field` (a name of the model) and `message` for its reader."""

    def __init__(self, field: str, message: Promise | str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Details:
    """Bank details that were looked at, in the one form in which they are stored."""

    holder: str
    account: str
    bic: str
    clearing: str
    country: str
    currency: str


@dataclass(frozen=True)
class Clearing:
    """How a country's banks find each other: ISO 20022's code of the system, and what one of its codes looks like."""

    code: str
    pattern: str
    message: Promise
    holds: Callable[[str], bool] = lambda _code: True


def _aba(code: str) -> bool:
    """The check digit of a United States routing number."""
    return sum(int(digit) * weight for digit, weight in zip(code, (3, 7, 1) * 3, strict=True)) % 10 == 0


CLEARING = {
    "AU": Clearing("AUBSB", r"\d{6}", _("Type the six digits of the BSB.")),
    "CA": Clearing("CACPA", r"0\d{8}", _("Type the nine digits of the routing number; they begin with 0.")),
    "CN": Clearing("CNAPS", r"\d{12}", _("Type the twelve digits of the CNAPS code.")),
    "IN": Clearing("INFSC", r"[A-Z]{4}0[A-Z0-9]{6}", _("Type the eleven letters and digits of the IFSC.")),
    "NZ": Clearing("NZNCC", r"\d{6}", _("Type the six digits of the bank and branch.")),
    "US": Clearing("USABA", r"\d{9}", _("Type the nine digits of the routing number (ABA)."), _aba),
    "ZA": Clearing("ZANCC", r"\d{6}", _("Type the six digits of the branch code.")),
}


def _clabe(account: str) -> bool:
    """The check digit of a Mexican account number."""
    digits = [int(digit) * weight % 10 for digit, weight in zip(account[:17], (3, 7, 1) * 6, strict=False)]
    return (10 - sum(digits) % 10) % 10 == int(account[17])


# National numbers with a form of their own; elsewhere 4 to 34 letters and digits.
ACCOUNTS: dict[str, tuple[str, Callable[[str], bool], Promise]] = {
    "MX": (r"\d{18}", _clabe, _("Type the eighteen digits of the CLABE.")),
    "US": (r"\d{4,17}", lambda _account: True, _("Type the account number: 4 to 17 digits.")),
}


@cache
def has_ibans(country: str) -> bool:
    """Whether accounts of that country have IBANs."""
    try:
        return bool(IBAN(f"{country}00", allow_invalid=True).spec)
    except InvalidCountryCode:
        return False


def checked(*, holder: str, account: str, bic: str, clearing: str, country: str, currency: str) -> Details:
    """The details as they are stored. Raises DetailsRefused for the first field that cannot be right."""
    name = " ".join(holder.split())
    if not name or len(name) > LONGEST_HOLDER or not HOLDER.fullmatch(name):
        raise DetailsRefused("holder", _("Type the name in Latin letters, as it stands on the bank statement."))
    bank, number = _bic(bic, country), _account(account, country)
    code = _clearing(clearing, country)
    if not has_ibans(country) and not (bank or code):
        raise DetailsRefused("bic", _("Type the BIC of the bank: without it the money cannot find its way."))
    return Details(name, number, bank, code, country, currency)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-./]", "", text).upper()


def _account(typed: str, country: str) -> str:
    number = _plain(typed)
    if has_ibans(country):
        return _iban(number, country)
    pattern, holds, message = ACCOUNTS.get(
        country, (NUMBER.pattern, lambda _account: True, _("Type the account number: 4 to 34 letters and digits."))
    )
    if not re.fullmatch(pattern, number, re.ASCII) or not holds(number):
        raise DetailsRefused("account", message)
    return number


def _iban(number: str, country: str) -> str:
    if not number.startswith(country):
        raise DetailsRefused("account", _("Accounts in this country have an IBAN that begins with its two letters."))
    try:
        return str(IBAN(number, validate_bban=True).compact)
    except SchwiftyException as problem:
        raise DetailsRefused("account", _("This IBAN cannot be right. Please compare it digit by digit.")) from problem


def _bic(typed: str, country: str) -> str:
    code = _plain(typed)
    if not code:
        return ""
    try:
        bic = BIC(code)
    except SchwiftyException as problem:
        raise DetailsRefused("bic", _("A BIC has 8 or 11 letters and digits, such as GKCCBEBB.")) from problem
    if bic.country_code != country:
        raise DetailsRefused("bic", _("This BIC belongs to a bank in another country."))
    return str(bic.compact)


def _clearing(typed: str, country: str) -> str:
    code, rule = _plain(typed), CLEARING.get(country)
    if not code or rule is None:
        return ""
    if not re.fullmatch(rule.pattern, code, re.ASCII) or not rule.holds(code):
        raise DetailsRefused("clearing", rule.message)
    return code

"""The amount to be paid on a bill, and its currency."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from claims.reading.currencies import currencies_in
from claims.reading.text import Line, words
from portal.benefits.money import minor_units

MOST = Decimal(10**9)
_SPACE = " \u00a0\u202f"
_GROUPED = rf"\d{{1,3}}(?:[{_SPACE}.,'’٬]\d{{2,3}})*[{_SPACE}.,'’٬]\d{{3}}(?:[.,٫]\d{{1,3}})?"
# With groups of three (or, in India, of two), with decimals, or plain. Not in a day, a share, or a telephone number.
_NUMBER = re.compile(
    rf"(?<![\d/-])(?<!\d[.,])(?<!\d[a-zA-Z])(?:{_GROUPED}|\d{{1,9}}(?:[.,٫]\d{{1,3}})?)(?![\d%]|[.,:/-]\d| ?%)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# From what is asked for in the end to a sum of a part.
FINAL = words(
    "grand total|total due|amount due|balance due|total payable|net payable|amount payable|net a payer|total a payer",
    "total ttc|montant du|total a pagar|importe total|total general|neto a pagar|к оплате|итого к|всего к",
    "المبلغ المستحق|الاجمالي المستحق|الصافي|المبلغ الاجمالي|应付|实付|实收|总计",
    "gesamtbetrag|zu zahlen|total paid|amount paid",
)
TOTAL = words(
    "total|sum|amount|montant|somme|importe|suma|monto|итого|всего|сумма|الاجمالي|اجمالي|المجموع|مجموع|المبلغ",
    "合计|总额|共计|金额|gesamt|summe|betrag|totale",
)
PART = words(
    "sub total|sub-total|subtotal|sous-total|sous total|tax|vat|tva|iva|ндс|подытог|小计|المجموع الفرعي|ضريبه|discount",
    "remise|descuento|скидка|خصم|change|monnaie|cambio|сдача|tendered|recu|tel|phone|no.|nr|fax|total qty|tests",
)


class Charged(NamedTuple):
    """An amount with its currency; either may be missing."""

    amount: Decimal | None
    currency: str


class _Candidate(NamedTuple):
    rank: int
    amount: Decimal
    currency: str


def charged_on(lines: Sequence[Line], *, country: str) -> Charged:
    """What the bill asks for: the amount beside a word for the total, else the only amount of money there is."""
    counted = Counter(code for line in lines for code in currencies_in(line.folded, country))
    usual = counted.most_common(1)[0][0] if counted else ""
    found = list(_candidates(lines, country, usual))
    if not found:
        return Charged(None, usual)
    best = max(found, key=lambda one: (one.rank, one.amount))
    if best.rank == 0 and len({one.amount for one in found if one.rank == 0}) > 1:
        return Charged(None, usual)  # several amounts, and no word that says which
    return Charged(best.amount, best.currency or usual)


def _candidates(lines: Sequence[Line], country: str, usual: str) -> Iterator[_Candidate]:
    for at, line in enumerate(lines):
        rank = _rank(line.folded)
        if rank < 0:
            continue
        own = currencies_in(line.folded, country)
        numbers = numbers_in(line.text, own[-1] if own else usual)
        if rank and not numbers and at + 1 < len(lines) and len(line.text) < 40:
            # The word stands above its amount.
            below = lines[at + 1]
            own = own or currencies_in(below.folded, country)
            numbers = numbers_in(below.text, own[-1] if own else usual) if _rank(below.folded) == 0 else []
        for number in numbers[-1:] if rank else [one for one in numbers if own or one.is_money]:
            yield _Candidate(rank, number.amount, own[-1] if own else "")


def _rank(folded: str) -> int:
    """3: to be paid; 2: a total; 0: no word for it; -1: of a part, a telephone number."""
    if FINAL.search(folded):
        return 3
    if PART.search(folded):
        return -1
    return 2 if TOTAL.search(folded) else 0


class Number(NamedTuple):
    """A number of a line; `is_money` when it is written as money is."""

    amount: Decimal
    is_money: bool


def numbers_in(text: str, currency: str) -> list[Number]:
    """The numbers of a line that can be an amount of this currency, in their order."""
    found = []
    for match in _NUMBER.finditer(text):
        amount, decimals = _value(match.group(), currency)
        if currency and decimals > minor_units(currency) and amount == amount.to_integral_value():
            amount = amount.to_integral_value()  # `1.190,00` pesos, which have no hundredths
        too_fine = currency and -int(amount.as_tuple().exponent) > minor_units(currency)
        if 0 < amount < MOST and not too_fine and not (_YEAR.fullmatch(match.group()) and not currency):
            found.append(Number(amount, decimals >= 2))
    return found


def _value(written: str, currency: str) -> tuple[Decimal, int]:
    """The number and how many decimals were written. `1,250` is a thousand and more, except in dinars of mils."""
    bare = re.sub(rf"[{_SPACE}'’٬]", "", written).replace("٫", ".")
    signs = [char for char in bare if char in ".,"]
    if not signs:
        return Decimal(bare), 0
    last = signs[-1]
    head, _sign, tail = bare.rpartition(last)
    mils = bool(currency) and minor_units(currency) == 3 and len(signs) == 1
    is_group = len(tail) == 3 and (len(set(signs)) == 1) and not mils
    if is_group:
        return Decimal(re.sub("[.,]", "", bare)), 0
    return Decimal(f"{re.sub('[.,]', '', head)}.{tail}"), len(tail)

"""What is made of the words of a bill: days, amounts and names as the six languages write them, and of hostile ones."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.amounts import charged_on
from claims.reading.currencies import SIGNS
from claims.reading.days import day_of
from claims.reading.names import heading, listed_name
from claims.reading.text import Line, lines_of, plain
from portal.benefits.money import CURRENCIES
from portal.vault.ocr import Word

TODAY = date(2026, 11, 20)
MAY = date(2026, 5, 12)


def lines(*texts: str, sure: int = 95, height: int = 30) -> list[Line]:
    return lines_of([[Word(word, sure, height) for word in text.split(" ")] for text in texts])


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Date: 12 May 2026", "KE"),
        ("12th May, 2026", "KE"),
        ("May 12, 2026", "US"),
        ("05/12/2026", "US"),
        ("12/05/2026 14:30", "KE"),
        ("12.05.26", "CH"),
        ("12-May-26", "KE"),
        ("2026-05-12", "KE"),
        ("Le 12 mai 2026", "SN"),
        ("Fecha: 12 de mayo de 2026", "CL"),
        ("12 мая 2026 г.", "RU"),
        ("Дата 12.05.2026", "KZ"),
        ("التاريخ: ١٢ مايو ٢٠٢٦", "EG"),
        ("بتاريخ ١٢ أيار ٢٠٢٦", "JO"),
        ("١٢/٥/٢٠٢٦", "JO"),
        ("日期 2026年5月12日", "CN"),
    ],
)
def test_days(text: str, country: str) -> None:
    assert day_of(lines("Hospital", text), country=country, today=TODAY) == MAY


def test_of_several_days_that_of_the_care_is_meant() -> None:
    page = lines("Date of birth: 03/04/2024", "Printed 14/05/2026", "Visit date", "12/05/2026", "Due 30/05/2026")
    assert day_of(page, country="KE", today=TODAY) == MAY


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "99/99/9999", "12/05/2027", "12/05/1999", "88-2041-12", "Tel 12.05.2026.33", "DOB 12/05/2025"],
)
def test_what_is_no_day_of_care(text: str) -> None:
    assert day_of(lines(text), country="KE", today=TODAY) is None


@pytest.mark.parametrize(
    ("texts", "country", "amount", "currency"),
    [
        (["Consultation 1,000.00", "TOTAL KES 1,250.00"], "KE", "1250", "KES"),
        (["Total KSh.4500/="], "KE", "4500", "KES"),
        (["Subtotal 1.000,00", "IVA 190,00", "Total a pagar $ 1.190,00"], "CL", "1190", "CLP"),
        (["Total TTC 1 250,40 €"], "FR", "1250.40", "EUR"),
        (["Montant 15 000 FCFA"], "SN", "15000", "XOF"),
        (["Montant 15 000 FCFA"], "CM", "15000", "XAF"),
        (["Итого к оплате: 3 500,00 руб."], "RU", "3500", "RUB"),
        (["الإجمالي ١٢٫٥٠٠ دينار"], "JO", "12.5", "JOD"),
        (["المجموع ٣٥٠ جنيه"], "EG", "350", "EGP"),
        (["合计 ¥ 350.00"], "CN", "350", "CNY"),
        (["Grand Total", "Rs 1,25,000.00"], "IN", "125000", "INR"),
        (["Total 12'400.50 CHF"], "CH", "12400.50", "CHF"),
        (["TOTAL 100%", "Amount Due: US$ 45"], "KE", "45", "USD"),
        (["Total: KES 2,300.00", "Balance 0.00"], "KE", "2300", "KES"),
        (["Tel 0722 123 456", "Consultation 1,500.00"], "KE", "1500", ""),
        (["Total 1,250"], "KE", "1250", ""),
        (["Total 1.250 KD"], "KW", "1250", ""),
        (["Total KWD 1.250"], "KW", "1.25", "KWD"),
    ],
)
def test_amounts(texts: list[str], country: str, amount: str, currency: str) -> None:
    charged = charged_on(lines(*texts), country=country)
    assert charged == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "texts",
    [["a 10.00", "b 20.00"], ["Total NaN Infinity"], ["Total 0.00"], ["Total -"], ["Total 99999999999999999999"]],
    ids=["several", "no number", "nothing", "a dash", "endless"],
)
def test_what_is_no_amount(texts: list[str]) -> None:
    assert charged_on(lines(*texts), country="KE").amount is None


def test_every_sign_means_a_currency_that_can_be_claimed() -> None:
    assert {code for codes in SIGNS.values() for code in codes if code} <= set(CURRENCIES)


NAMES = ["Aga Khan Hospital", "Aga Khan University Hospital", "Dr Wanjiru", "Clinique du Lac", "عيادة النور"]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("AGA KHAN HOSPITAL", "Aga Khan Hospital"),
        ("Aga Khan Hosp1tal", "Aga Khan Hospital"),
        ("Aga Khan University Hospital, Nairobi", "Aga Khan University Hospital"),
        ("CLINIQUE DU LÀC", "Clinique du Lac"),
        ("عيادة النور", "عيادة النور"),
        ("Mater Hospital", ""),
        ("Khan", ""),
    ],
)
def test_a_provider_of_the_list_is_known_when_it_is_plain(head: str, name: str) -> None:
    assert listed_name(lines("INVOICE", head, "P.O. Box 1"), NAMES) == name


def test_two_providers_of_nearly_one_name_are_not_guessed_between() -> None:
    assert listed_name(lines("Nairobi Clinic 3"), ["Nairobi Clinic 1", "Nairobi Clinic 2"]) == ""


def test_else_the_largest_words_at_the_head_are_the_name() -> None:
    page = [*lines("INVOICE", height=60), *lines("Mater Hospital", height=50), *lines("Date 12 May 2026", "Total 5.00")]
    assert heading(page) == "Mater Hospital"
    assert heading(lines("12 05 2026", "0722 123 456", "Invoice 7")) == ""
    assert heading(lines("qx#7 %%~ Ww", sure=60)) == ""


HOSTILE = ["\x00\x1b[31m", "<script>alert(1)</script>", "\u202e2026/21/50", "9" * 5000, "1,1" * 2000, "{{ 7 }}%(n)s{0}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text: str) -> None:
    page = lines(text, f"Total {text}", f"Date {text}")
    day_of(page, country="KE", today=TODAY)
    charged_on(page, country="KE")
    assert all(char.isprintable() for line in page for char in line.text)
    assert all(len(line.text) <= 300 for line in page)
    assert listed_name(page, NAMES) == ""


@given(st.lists(st.text(max_size=80), max_size=6), st.sampled_from(["KE", "JO", "", "??", "US"]))
def test_whatever_stands_there_something_is_said(texts: list[str], country: str) -> None:
    page = lines(*texts)
    day = day_of(page, country=country, today=TODAY)
    assert day is None or day <= TODAY
    charged = charged_on(page, country=country)
    assert charged.amount is None or charged.amount > 0
    assert heading(page) == plain(heading(page))

"""The expenses page: what is typed is understood, asked back beside its field, and never lost."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from claims.drafts import begin_draft, write_lines
from claims.forms import LinesForm
from claims.models import Claim
from portal.members.models import Person
from tests.claims.conftest import line
from tests.claims.pages import Page, assert_error, expense, expenses, page

pytestmark = pytest.mark.usefixtures("clock", "still_bell")


@pytest.fixture
def claim(ana: Person, now: datetime) -> Claim:
    """A draft of Ana's whose stored line must survive every refused form."""
    assert ana.user
    claim = begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)
    write_lines(claim_id=claim.pk, lines=[line(charged=Decimal("77"))], by=ana.user, now=now)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def write(ana_client: Client, claim: Claim) -> Callable[..., object]:
    """Types one expense, or several, and saves."""

    def post(*lines: dict[str, str], **fields: str) -> object:
        return ana_client.post(page("lines", claim), expenses(*(lines or [expense(**fields)])))

    return post


def refused(claim: Claim) -> bool:
    """Nothing of a refused form was written."""
    return [each.charged for each in claim.lines.all()] == [77]


@pytest.mark.parametrize(
    ("typed", "currency", "understood"),
    [
        ("12,5", "USD", "12.5"),
        ("1234,50", "EUR", "1234.5"),
        ("1.234,50", "EUR", "1234.5"),
        ("1,234.50", "USD", "1234.5"),
        ("1 234,50", "EUR", "1234.5"),
        ("1\u202f234,50", "EUR", "1234.5"),
        ("1'234.50", "CHF", "1234.5"),
        ("١٢٫٥", "USD", "12.5"),
        ("١٬٢٣٤٫٥٠", "USD", "1234.5"),
        ("10.500", "USD", "10.5"),
        ("10.125", "KWD", "10.125"),
        ("1500", "JPY", "1500"),
        ("10.00", "JPY", "10"),
        (" 100 ", "USD", "100"),
    ],
)
def test_an_amount_with_one_reading_is_taken(
    typed: str, currency: str, understood: str, write: Callable, claim: Claim
) -> None:
    response = write(charged=typed, currency=currency)
    assert response.status_code == 302, Page(response).summary
    assert claim.lines.get().charged == Decimal(understood)


@pytest.mark.parametrize(
    ("typed", "currency", "sentence"),
    [
        pytest.param("1,234", "USD", "Write the amount in figures", id="a comma with two readings"),
        pytest.param("1.234", "USD", "no amounts this small", id="a point with two readings"),
        pytest.param("twelve", "USD", "Write the amount in figures", id="letters"),
        pytest.param("12 USD", "USD", "Write the amount in figures", id="figures and letters"),
        pytest.param("-5", "USD", "Write the amount in figures", id="negative"),
        pytest.param("NaN", "USD", "Write the amount in figures", id="NaN"),
        pytest.param("Infinity", "USD", "Write the amount in figures", id="Infinity"),
        pytest.param("1e5", "USD", "Write the amount in figures", id="1e5"),
        pytest.param("0", "USD", "more than zero", id="zero"),
        pytest.param("0,00", "USD", "more than zero", id="zero with a comma"),
        pytest.param("10.50", "JPY", "JPY has no amounts this small", id="yen with decimals"),
        pytest.param("10.005", "USD", "USD has no amounts this small", id="a tenth of a cent"),
        pytest.param("9" * 30, "USD", "Write the amount in figures", id="endless"),
        pytest.param("1\x000", "USD", "Write the amount in figures", id="NUL"),
        pytest.param("", "USD", "Enter the amount on the bill", id="nothing"),
    ],
)
def test_an_amount_that_is_none_is_asked_back(
    typed: str, currency: str, sentence: str, write: Callable, claim: Claim
) -> None:
    shown = assert_error(write(charged=typed, currency=currency), "line-0-charged", sentence)
    assert shown.value("line-0-charged") == typed
    assert refused(claim)


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        pytest.param("21", "11", "2026", "in the future", id="tomorrow"),
        pytest.param("2", "11", "2062", "in the future", id="a slip of the finger"),
        pytest.param("1", "1", "1850", "too long ago", id="1850"),
        pytest.param("31", "2", "2026", "Enter a real date", id="31 February"),
        pytest.param("29", "2", "2025", "Enter a real date", id="no leap year"),
        pytest.param("0", "0", "0000", "Enter a real date", id="zeros"),
        pytest.param("2", "11", "26", "Enter a real date", id="two figures of a year"),
        pytest.param("2", "", "2026", "Enter the day, the month and the year", id="no month"),
        pytest.param("two", "Nov", "2026", "Enter a real date", id="words"),
        pytest.param("", "", "", "Enter the date on the invoice", id="nothing"),
    ],
)
def test_a_day_that_cannot_be_is_asked_back(
    day: str, month: str, year: str, sentence: str, write: Callable, claim: Claim
) -> None:
    parts = {"service_on_day": day, "service_on_month": month, "service_on_year": year}
    shown = assert_error(write(**parts), "line-0-service_on_day", sentence)
    assert {name: shown.value(f"line-0-{name}") for name in parts} == parts
    assert refused(claim)


def test_a_day_in_the_future_of_her_own_calendar_only(write: Callable, claim: Claim) -> None:
    """09:00 UTC on the 20th is still the 20th in Nairobi: today is taken."""
    assert write(service_on_day="20").status_code == 302


def test_a_prescription_from_the_future_is_asked_back(write: Callable, claim: Claim) -> None:
    parts = {"prescribed_on_day": "21", "prescribed_on_month": "11", "prescribed_on_year": "2026"}
    assert_error(write(**parts), "line-0-prescribed_on_day", "in the future")
    assert refused(claim)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "XXQ"),
        ("currency", "usd"),
        ("currency", ""),
        ("country", "Kenya"),
        ("country", "EU"),
        ("country", ""),
        ("benefit", "gold_teeth"),
        ("benefit", ""),
    ],
)
def test_an_unknown_choice_is_asked_back(field: str, value: str, write: Callable, claim: Claim) -> None:
    shown = assert_error(write(**{field: value}), f"line-0-{field}", "")
    assert len(shown.says_at(f"line-0-{field}").split()) > 2
    assert refused(claim)


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "1000000000", "many", "", "1e2", "9" * 5000])
def test_a_quantity_that_is_none_is_asked_back(typed: str, write: Callable, claim: Claim) -> None:
    shown = assert_error(write(quantity=typed), "line-0-quantity", "")
    assert "Error:" in shown.says_at("line-0-quantity")
    assert refused(claim)


@pytest.mark.parametrize(
    ("typed", "currency", "sentence"),
    [
        ("100.01", "USD", "more than the bill"),
        ("-1", "USD", "Write the amount in figures"),
        ("NaN", "USD", "Write the amount in figures"),
        ("10.5", "JPY", "no amounts this small"),
    ],
)
def test_what_another_insurance_cannot_have_paid_is_asked_back(
    typed: str, currency: str, sentence: str, write: Callable, claim: Claim
) -> None:
    response = write(charged="100", other_insurance=typed, currency=currency)
    assert_error(response, "line-0-other_insurance", sentence)
    assert refused(claim)


def test_a_provider_of_blanks_or_endless_letters_is_asked_back(write: Callable, claim: Claim) -> None:
    assert_error(write(provider_name=" \t "), "line-0-provider_name", "Enter who gave the care")
    assert_error(write(provider_name="x" * 201), "line-0-provider_name", "200")
    assert refused(claim)


def test_one_wrong_line_keeps_what_was_typed_in_all(write: Callable, claim: Claim) -> None:
    good = expense(provider_name="Pharmacy <b>&", charged="12,30", emergency="on")
    bad = expense(charged="twelve", currency="KES", provider_name="Dr O’Neill", quantity="3")
    shown = assert_error(write(good, bad), "line-1-charged", "in figures")
    for number, typed in enumerate((good, bad)):
        for name in set(typed) - {"emergency"}:
            assert shown.value(f"line-{number}-{name}") == typed[name]
    assert "checked" in shown.controls["line-0-emergency"]
    assert "checked" not in shown.controls["line-1-emergency"]
    assert refused(claim)


def test_every_error_of_every_line_is_in_the_summary(write: Callable) -> None:
    shown = Page(write(expense(charged="", quantity="0"), expense(service_on_day="32")))
    assert [href for href, _words in shown.summary] == [
        "#id_line-0-charged",
        "#id_line-0-quantity",
        "#id_line-1-service_on",
    ]


def test_another_expense_starts_empty_without_errors_at_her_own_country(
    ana_client: Client, write: Callable, claim: Claim
) -> None:
    first = expense(country="HT", currency="EUR")
    response = ana_client.post(page("lines", claim), expenses(first, another="1"))
    shown = Page(response)
    assert (shown.value("line-0-country"), shown.value("line-0-charged")) == ("HT", "100.00")
    new = {name: shown.value(f"line-1-{name}") for name in ("country", "currency", "quantity", "charged", "benefit")}
    assert new == {"country": "KE", "currency": "USD", "quantity": "1", "charged": "", "benefit": ""}
    assert "aria-invalid" not in shown.controls["line-1-charged"]
    assert "Error:" not in shown.text
    assert refused(claim)


def test_an_untouched_last_expense_does_not_count(write: Callable, claim: Claim) -> None:
    empty = dict.fromkeys(expense(), "") | {"country": "KE", "currency": "USD", "quantity": "1"}
    assert write(expense(), empty).status_code == 302
    assert claim.lines.count() == 1


def test_a_removed_expense_is_gone_and_the_rest_closes_up(write: Callable, claim: Claim) -> None:
    lines = [expense(charged="1"), expense(charged="2", DELETE="on"), expense(charged="3")]
    assert write(*lines).status_code == 302
    assert list(claim.lines.values_list("position", "charged")) == [(1, 1), (2, 3)]


def test_removing_all_expenses_asks_for_one(write: Callable, claim: Claim) -> None:
    response = write(expense(DELETE="on"))
    assert response.status_code == 200
    assert "Add at least one expense" in Page(response).text
    assert refused(claim)


@pytest.mark.parametrize("button", [{}, {"another": "1"}], ids=["save", "another"])
@pytest.mark.parametrize("count", ["41", "9999999999", "-1", "x", ""])
def test_a_count_of_lines_nobody_typed_costs_nothing(
    count: str, button: dict[str, str], ana_client: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.forms.LinesForm.absolute_max", 5)  # instead of 40, to be quick
    response = ana_client.post(page("lines", claim), {**expenses(expense()), "line-TOTAL_FORMS": count, **button})
    assert response.status_code == 200
    assert response.content.count(b'-benefit" ') <= 2 * 5
    assert refused(claim)


def test_no_more_than_forty_expenses_are_ever_drawn() -> None:
    assert LinesForm.absolute_max == LinesForm.max_num == 40


def test_a_post_without_anything_is_no_crash(ana_client: Client, claim: Claim) -> None:
    response = ana_client.post(page("lines", claim), {})
    assert response.status_code == 200
    assert "Add at least one expense" in Page(response).text
    assert refused(claim)


def test_saved_expenses_come_back_as_they_were(ana_client: Client, write: Callable, claim: Claim) -> None:
    typed = expense(charged="1234.5", currency="KES", other_insurance="10", emergency="on", quantity="2")
    write(typed)
    shown = Page(ana_client.get(page("lines", claim)))
    for name in set(typed) - {"emergency"}:
        assert shown.value(f"line-0-{name}") == typed[name]


def test_extra_fields_change_nothing(ana_client: Client, claim: Claim) -> None:
    extra = {"state": "settled", "amount": "9", "member": "x", "claim": "y", "patient": "z", "line-0-reimbursed": "9"}
    extra |= {"line-0-id": "1", "line-0-position": "7", "line-0-provider": "1", "line-0-claim": "1", "status": "paid"}
    ana_client.post(page("lines", claim), {**expenses(expense()), **extra})
    before = (claim.state, claim.patient_id, claim.number)
    claim.refresh_from_db()
    assert (claim.state, claim.patient_id, claim.number) == before
    written = claim.lines.get()
    assert (written.position, written.provider_id, written.charged) == (1, None, 100)

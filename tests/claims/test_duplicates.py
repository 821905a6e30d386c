"""The same bill twice: refused with a way to the first claim; a similar one is shown beside it and may be sent."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.adjudication import settle
from claims.drafts import add_document, remove_document
from claims.duplicates import DocumentsSentBefore, ExpenseSentBefore
from claims.intake import submit_claim
from claims.models import Claim
from portal.members.models import Person
from portal.work.models import Job
from providers.models import Provider
from tests.claims.conftest import line, photo
from tests.claims.pages import Page, expense, expenses, page, send

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]
DOCTOR = "Dr Wanjiru, Nairobi"


def bill(**fields: Any) -> dict[str, Any]:
    """A line of a doctor named by the test."""
    return line(provider_name=DOCTOR, **fields)


def submit(claim: Claim, now: datetime) -> Claim:
    """Send it as it stands."""
    claim.refresh_from_db()
    return submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=now)


def is_draft(claim: Claim) -> bool:
    """Whether nothing of it was sent."""
    claim.refresh_from_db()
    return claim.state == Claim.State.DRAFT and not Job.objects.filter(key=claim.pk).exists()


def with_file(claim: Claim, upload: SimpleUploadedFile, now: datetime) -> Claim:
    """The draft with this file instead of its own."""
    own = claim.documents.get()
    remove_document(claim_id=claim.pk, document_id=own.pk, by=claim.created_by, now=now)
    add_document(claim_id=claim.pk, upload=upload, by=claim.created_by, now=now)
    return claim


def again(upload: SimpleUploadedFile) -> SimpleUploadedFile:
    """The same file once more."""
    upload.seek(0)
    return SimpleUploadedFile("copy.jpg", upload.read(), "image/jpeg")


def test_the_same_bill_is_refused_with_a_way_to_the_first(sent: Drafted, drafted: Drafted, ana_client: Client) -> None:
    first, second = sent(bill()), drafted(line(), bill())
    shown = ana_client.get(page("check", second))
    assert f"Expense 2 was already sent with claim {first.number}" in Page(shown).text
    assert f'href="{page("status", first)}"' in shown.content.decode()
    answer = send(ana_client, second)
    assert answer.status_code == 200
    assert "If it is another bill, change what differs, or write to us." in Page(answer).text
    assert is_draft(second)


@pytest.mark.parametrize(
    "typed",
    ["dr wanjiru  nairobi", "Dr. Wanjirú, Nairobi", "DR WANJIRU - NAIROBI"],
    ids=["spaces", "accent", "capitals"],
)
def test_another_way_to_write_the_name_is_the_same_provider(
    typed: str, sent: Drafted, drafted: Drafted, now: datetime
) -> None:
    first, second = sent(bill()), drafted(line(provider_name=typed, charged=Decimal("100.000")))
    with pytest.raises(ExpenseSentBefore) as refused:
        submit(second, now)
    assert refused.value.first == first


def test_a_provider_of_our_list_is_known_under_two_names(sent: Drafted, drafted: Drafted, now: datetime) -> None:
    clinic = Provider.objects.create(name="Clinic", kind="clinic", country="KE", city="Nairobi")
    sent(bill(provider=clinic))
    with pytest.raises(ExpenseSentBefore):
        submit(drafted(line(provider_name="The Clinic", provider=clinic)), now)


@pytest.mark.parametrize(
    "other",
    [
        {"provider_name": "Dr Kamau"},
        {"service_on": date(2026, 11, 3)},
        {"benefit": "spec_consultation"},
        {"charged": Decimal("100.01")},
        {"currency": "EUR"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_one_difference_makes_another_bill(
    other: dict[str, Any], sent: Drafted, drafted: Drafted, now: datetime
) -> None:
    sent(bill())
    assert submit(drafted({**bill(), **other}), now).number


def test_another_patient_is_another_bill(sent: Drafted, drafted: Drafted, carla: Person, now: datetime) -> None:
    """One invoice may be for two: the file may come again, and so may the line."""
    first, file = drafted(bill()), photo()
    submit(with_file(first, file, now), now)
    second = drafted(bill(), patient=carla)
    assert submit(with_file(second, again(file), now), now).number


def test_a_draft_does_not_count_and_a_settled_claim_does(sent: Drafted, drafted: Drafted, now: datetime) -> None:
    one, two = drafted(bill()), drafted(bill())
    assert submit(one, now).number
    settle(claim_id=one.pk, now=now)
    with pytest.raises(ExpenseSentBefore):
        submit(two, now)


def test_a_repeated_send_of_one_claim_is_no_duplicate(sent: Drafted, now: datetime) -> None:
    claim = sent(bill())
    assert submit(claim, now).number == claim.number


def test_the_same_file_is_no_new_bill(drafted: Drafted, ana_client: Client, now: datetime) -> None:
    first, second, file = drafted(bill()), drafted(line()), photo()
    submit(with_file(first, file, now), now)
    with_file(second, again(file), now)
    shown = ana_client.get(page("check", second))
    assert f"were already sent with claim {Claim.objects.get(pk=first.pk).number}" in Page(shown).text
    with pytest.raises(DocumentsSentBefore):
        submit(second, now)
    assert is_draft(second)


def test_a_prescription_may_come_again_beside_a_new_bill(drafted: Drafted, now: datetime) -> None:
    first, second, prescription = drafted(bill()), drafted(line()), photo()
    for claim in (first, second):
        add_document(claim_id=claim.pk, upload=again(prescription), by=claim.created_by, now=now)
        assert submit(claim, now).number


def test_similar_expenses_stand_side_by_side_and_may_be_sent(
    sent: Drafted, drafted: Drafted, ana_client: Client
) -> None:
    first = sent(bill())
    second = drafted(line(provider_name="Wanjiru Practice", charged=Decimal(96), service_on=date(2026, 11, 5)))
    shown = ana_client.get(page("check", second))
    text = " ".join(Page(shown).text.split())
    assert f"Looks like an expense of claim {first.number}" in text
    assert "Wanjiru Practice Dr Wanjiru, Nairobi" in text
    assert f'href="{page("status", first)}"' in shown.content.decode()
    assert send(ana_client, second).status_code == 302


@pytest.mark.parametrize(
    "other",
    [
        {"charged": Decimal("94.99")},
        {"charged": Decimal("105.27")},
        {"service_on": date(2026, 11, 6)},
        {"service_on": date(2026, 10, 29)},
        {"currency": "EUR"},
        {"benefit": "spec_consultation"},
    ],
)
def test_what_is_farther_apart_is_not_shown(
    other: dict[str, Any], sent: Drafted, drafted: Drafted, ana_client: Client
) -> None:
    sent(bill())
    assert "Looks like" not in Page(ana_client.get(page("check", drafted({**bill(), **other})))).text


def test_two_alike_in_one_claim_are_shown(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted(bill(), bill())
    assert "Looks like expense 1 of this claim" in Page(ana_client.get(page("check", claim))).text
    assert send(ana_client, claim).status_code == 302


def test_what_another_adult_sent_is_never_told(
    sent: Drafted, drafted: Drafted, ben: Person, ana_client: Client
) -> None:
    first = sent(bill(), patient=ben, by=ben.user)
    shown = Page(ana_client.get(page("check", drafted(bill())))).text
    assert first.number not in shown
    assert "Looks like" not in shown


def test_what_was_refused_may_come_again_with_its_prescription(drafted: Drafted, now: datetime) -> None:
    first = submit(drafted(bill(benefit="rx_general")), now)
    settle(claim_id=first.pk, now=now)
    assert first.settlements.get().reimbursed == 0
    again = drafted(bill(benefit="rx_general", prescribed_on=date(2026, 10, 30)))
    assert submit(again, now).state == Claim.State.SUBMITTED


def test_the_same_file_is_told_where_it_was_added(drafted: Drafted, ana_client: Client, now: datetime) -> None:
    first, second, file = drafted(bill()), drafted(line()), photo()
    submit(with_file(first, file, now), now)
    number = Claim.objects.get(pk=first.pk).number
    answer = ana_client.post(page("documents", second), {"documents": [again(file), again(file), photo()]}, follow=True)
    text = " ".join(Page(answer).text.split())
    assert text.count(f"It came with claim {number} on 20 November 2026.") == 2
    assert f'href="{page("status", first)}"' in answer.content.decode()
    assert second.documents.count() == 4, "a prescription may come again"
    third, own = drafted(line()), photo()
    ana_client.post(page("documents", third), {"documents": [again(own), again(own)]})
    assert "This is the same file as document 2." in Page(ana_client.get(page("documents", third))).text


def test_what_another_adult_sent_or_what_was_refused_is_not_told_at_the_upload(
    drafted: Drafted, ben: Person, ana_client: Client, now: datetime
) -> None:
    theirs, refused, mine = drafted(bill(), patient=ben, by=ben.user), drafted(bill(benefit="rx_general")), drafted()
    for claim, file in ((theirs, photo()), (refused, photo())):
        submit(with_file(claim, file, now), now)
        add_document(claim_id=mine.pk, upload=again(file), by=mine.created_by, now=now)
    settle(claim_id=refused.pk, now=now)
    assert "You sent this file already" not in Page(ana_client.get(page("documents", mine))).text


def test_the_same_expense_is_refused_where_it_was_typed(
    sent: Drafted, drafted: Drafted, ana_client: Client, now: datetime
) -> None:
    first, second = sent(bill()), drafted(line())
    typed = expense(provider_name=DOCTOR)
    shown = ana_client.post(page("lines", second), expenses(expense(provider_name="Dr New"), typed))
    assert shown.status_code == 200
    assert f"Expense 2 was already sent with claim {first.number}" in Page(shown).text
    assert f'href="{page("status", first)}"' in shown.content.decode()
    assert [one.provider_name for one in second.lines.all()] == ["Dr New", DOCTOR], "what was typed is kept"
    assert f"claim {first.number}" in Page(ana_client.get(page("lines", second))).text
    answer = ana_client.post(
        page("lines", second), expenses(expense(provider_name="Dr New"), {**typed, "charged": "99"})
    )
    assert answer.status_code == 302

"""What a provider does behind her link: begins, types, adds lines, checks, sends; nothing she typed is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from approvals.estimates.models import CostEstimate, EstimateDocument, EstimateLink
from approvals.models import CareRequest
from portal.members.models import AuditEntry
from portal.post.models import Dispatch
from tests.claims.conftest import photo
from tests.claims.pages import Page, assert_error
from tests.estimates.conftest import begun, page, typed

pytestmark = pytest.mark.usefixtures("private", "clock", "still_bell")
Asked = Callable[..., tuple[EstimateLink, str]]


def test_from_the_link_to_the_receipt(asked: Asked, care: CareRequest) -> None:
    _link, token = asked(hint="MRN 4711")
    client = Client()
    first = client.get(page(token))
    shown = Page(first)
    assert all(words in shown.text for words in ("A. ", str(care.person.born_on.year), "20 December 2026", "MRN 4711"))
    secret = (care.person.family_name, care.person.given_name, care.number, care.diagnosis, care.treatment, "414/")
    assert not any(word in first.content.decode() for word in secret)
    assert (first["Cache-Control"], first["X-Robots-Tag"], first["Referrer-Policy"]) == (
        "no-store",
        "noindex",
        "same-origin",
    )
    assert not CostEstimate.objects.exists(), "looking writes nothing"
    client.post(page(token))
    form = Page(client.get(page(token)))
    assert (form.value("currency"), form.value("country"), form.value("nights")) == ("KES", "KE", "3")
    sent = client.post(page(token), typed())
    assert sent["Location"] == page(token, "documents")
    client.post(page(token, "documents"), {"documents": [photo("offer.jpg")]})
    assert EstimateDocument.objects.get().receipt in client.get(page(token, "documents")).content.decode()
    check = Page(client.get(page(token, "check")))
    assert all(amount in check.text for amount in ("60,000.00", "90,000.00", "10,000.00", "160,000.00", "offer.jpg"))
    answer = client.post(page(token, "check"), {"checked": check.value("checked")})
    assert answer["Location"] == page(token)
    estimate = CostEstimate.objects.get()
    assert (estimate.total, estimate.currency, estimate.said) == (Decimal(160000), "KES", None)
    assert estimate.lines.count() == 3
    after = client.get(page(token)).content.decode()
    assert estimate.number in after
    assert not any(word in after for word in ("160,000", "Surgeon", "Joy", "offer.jpg", "Riverside"))


def test_a_receipt_to_both_and_no_amount_in_it(asked: Asked) -> None:
    _link, token = asked()
    client = begun(token)
    client.post(page(token), typed())
    seen = Page(client.get(page(token, "check"))).value("checked")
    for _click in range(2):
        client.post(page(token, "check"), {"checked": seen})
    mails = {
        mail.recipient: mail for mail in Dispatch.objects.filter(kind__in=["estimate-receipt", "care-request-news"])
    }
    assert set(mails) == {"billing@riverside.example", "ana@example.org"}
    assert CostEstimate.objects.get().number in mails["billing@riverside.example"].body_text
    assert not any("160" in mail.body_text or "Riverside" in mail.body_text for mail in mails.values())
    acts = AuditEntry.objects.filter(act__startswith="estimatelink.").order_by("at").values_list("act", "by_label")
    assert [act for act, _by in acts] == ["estimatelink.made", "estimatelink.opened", "estimatelink.filled"]
    assert [by for _act, by in acts][1:] == ["signed out", "signed out"]


def test_what_is_typed_stays_right_or_wrong(asked: Asked) -> None:
    _link, token = asked()
    client = begun(token)
    wrong = {"nights": "three", "line-0-unit_price": "1,234", "from_on_day": "32"}
    assert client.post(page(token), {**typed(**wrong), "add": "1"})["Location"] == f"{page(token)}#lines"
    again = Page(begun(token).get(page(token)))
    assert (again.value("nights"), again.value("line-0-unit_price")) == ("three", "1,234")
    assert (again.value("from_on_day"), again.value("line-2-quantity")) == ("32", "1")
    client.post(page(token), {**typed(), "remove": "0"})
    left = Page(client.get(page(token)))
    assert (left.value("line-0-words"), "line-1-words" in left.controls) == ("Special mesh", False)
    assert "is kept" in Page(client.post(page(token), {**typed(), "later": "1"})).text
    assert client.get(page(token, "check")).status_code == 200


@pytest.mark.parametrize(
    ("changed", "control", "words"),
    [
        ({"currency": "XXX"}, "currency", "do not know this currency"),
        ({"currency": ""}, "currency", "Choose the currency"),
        ({"from_on_month": "10", "until_on_month": "10"}, "from_on_day", "has passed"),
        ({"from_on_year": "2099"}, "from_on_day", "too far away"),
        ({"until_on_day": "19"}, "until_on_day", "before the first"),
        ({"nights": "40"}, "nights", "fewer nights"),
        ({"nights": ""}, "nights", "how many nights"),
        ({"private_rate": ""}, "private_rate", "costs for one night"),
        ({"private_rate": "0"}, "private_rate", "more than zero"),
        ({"contact_phone": "", "contact_email": ""}, "contact_phone", "so that we can ask"),
        ({"contact_email": "no mail"}, "contact_email", "valid email"),
        ({"line-0-unit_price": "-5"}, "line-0-unit_price", "in figures"),
        ({"line-0-unit_price": "0"}, "line-0-unit_price", "more than zero"),
        ({"line-0-unit_price": "99999999999"}, "line-0-unit_price", "too large"),
        ({"line-0-unit_price": "1.005"}, "line-0-unit_price", "this small"),
        ({"line-0-quantity": "0"}, "line-0-quantity", "1"),
        ({"line-0-benefit": "nothing"}, "line-0-benefit", "valid choice"),
        ({"line-1-words": " "}, "line-1-words", "Say what it is"),
    ],
)
def test_bad_input_is_told_beside_its_field(asked: Asked, changed: dict[str, str], control: str, words: str) -> None:
    _link, token = asked()
    assert_error(begun(token).post(page(token), typed(**changed)), control, words)
    assert not CostEstimate.objects.received().exists()


def test_nothing_at_all_is_no_estimate(asked: Asked) -> None:
    _link, token = asked()
    client, empty = begun(token), typed(**{"line-TOTAL_FORMS": "0", "room": "", "nights": ""})
    assert "at least one line" in Page(client.post(page(token), empty)).text
    assert client.get(page(token, "check"))["Location"] == f"{page(token)}?check"
    assert "at least one line" in Page(client.get(f"{page(token)}?check")).text


def test_an_emergency_may_have_begun(sent: Callable[..., CareRequest], asked: Asked, now: datetime) -> None:
    care = sent(is_emergency=True, from_on=now.date() - timedelta(days=1))
    _link, token = asked(request_id=care.pk)
    past = typed(from_on_day="19", from_on_month="11", until_on_day="23", until_on_month="11")
    assert begun(token).post(page(token), past).status_code == 302


def test_changed_in_another_window_is_checked_again(asked: Asked) -> None:
    _link, token = asked()
    one, other = begun(token), begun(token)
    one.post(page(token), typed())
    seen = Page(one.get(page(token, "check"))).value("checked")
    other.post(page(token), typed(**{"line-0-unit_price": "95000"}))
    refused = Page(one.post(page(token, "check"), {"checked": seen}))
    assert "another window" in refused.text
    assert not CostEstimate.objects.received().exists()
    one.post(page(token, "check"), {"checked": refused.value("checked")})
    assert CostEstimate.objects.received().get().total == 165000

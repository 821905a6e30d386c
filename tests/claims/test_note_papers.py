"""Notes as papers: archivable and accessible in every language, a machine's copy inside, a seal anybody can check."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import page
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit
from pypdf import PdfReader

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.fhir import ADJUSTMENT_CODES, as_it_stands, as_json, explanation_of_benefit
from claims.models import Claim, Settlement
from claims.notes import rendered
from claims.replacing import decide_again
from portal.benefits.reasons import Reason
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from portal.members.models import Person
from tests.claims.conftest import line
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Settled = Callable[..., Settlement]
BOTH = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
# Who gave the care, in the scripts of our members.
NAMES = {
    "en": "Dr Þórdís Nguyễn-O’Brien",
    "fr": "Pharmacie de l’Œuvre",
    "es": "Clínica Ñuñoa",
    "ru": "Городская поликлиника № 5",
    "zh-hans": "北京协和医院",
    "ar": "صيدلية الزيتون",
}
OTHERS = "ศูนย์การแพทย์ አዲስ አበባ काठमाडौं ঢাকা"


@pytest.fixture
def settled(sent: Callable[..., Claim], now: datetime) -> Settled:
    """`settled(line(...), language="ru")`: the settlement of a claim, its note in that language."""

    def make(*lines: dict, language: str = "en") -> Settlement:
        claim = sent(*lines)
        settle(claim_id=claim.pk, now=now)
        settlement = claim.settlements.get()
        settlement.printed["language"] = language
        settlement.save()
        return settlement

    return make


def failures(pdf: bytes) -> list[tuple[str, str]]:
    """What PDF/A-3a and PDF/UA-1 find."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in BOTH]
    return [(failure.rule_id, failure.message) for report in reports for failure in report.failures]


def inside(pdf: bytes) -> dict:
    """The settlement for machines."""
    (content,) = PdfReader(BytesIO(pdf)).attachments["settlement.json"]
    found: dict = json.loads(content)
    return found


@pytest.mark.parametrize("language", NAMES)
def test_a_note_keeps_and_can_be_read_in_every_language(language: str, settled: Settled, tmp_path: Path) -> None:
    PriceLevel.objects.create(
        benefit="gp_consultation", country="KE", amount=Decimal(50), currency="USD", from_on=date(2026, 1, 1)
    )
    bills = line(currency="KES", charged=Decimal(12500), provider_name=NAMES[language]), line(benefit="rx_general")
    settlement = settled(*bills, line(benefit="spec_consultation", provider_name=OTHERS), language=language)
    title, pdf = rendered(settlement)
    assert failures(pdf) == []
    assert rendered(Settlement.objects.get(pk=settlement.pk)) == (title, pdf)
    reader = PdfReader(BytesIO(pdf))
    assert reader.root_object["/Lang"] == language
    assert len(pdf) < 500_000
    ExplanationOfBenefit.model_validate(inside(pdf))
    if not (shutil.which("qpdf") and shutil.which("pdftotext")):
        pytest.skip("qpdf or poppler-utils is not installed")
    file = tmp_path / "note.pdf"
    file.write_bytes(pdf)
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert settlement.number in text
    assert settlement.claim.number in text
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(font.split()[-5:-4] == ["yes"] for font in fonts), fonts


def test_text_comes_in_the_order_it_is_read(settled: Settled) -> None:
    _title, pdf = rendered(settled(line(), line(benefit="rx_general")))
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).replace("\n", " ")
    order = ["Ana Otieno", "Settlement note", "Your expenses", "How we came", "Prescription missing", "If you do not"]
    places = [text.rfind(words) if words == "Prescription missing" else text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "within 60 days after you received this note" in text


def test_the_copy_for_machines_says_what_was_decided(settled: Settled) -> None:
    settlement = settled(line(charged=Decimal(12500), currency="KES", other_insurance=Decimal(2500)))
    _title, pdf = rendered(settlement)
    found = inside(pdf)
    ExplanationOfBenefit.model_validate(found)
    (item,) = found["item"]
    reasons = {
        one["reason"]["coding"][1]["code"]: (one["reason"]["coding"][0]["code"], one["amount"]["value"])
        for one in item["adjudication"]
        if "reason" in one
    }
    assert reasons == {"other_insurance": ("23", 20), "coinsurance": ("2", 16)}
    totals = {one["category"]["coding"][0]["code"]: one["amount"] for one in found["total"]}
    assert totals["benefit"] == {"value": 64, "currency": "USD"}
    assert item["net"] == {"value": 12500, "currency": "KES"}
    text = json.dumps(found)
    for personal in ("Ana", "Otieno", "414/", settlement.number, settlement.claim.number):
        assert personal not in text


def test_every_reason_has_a_number() -> None:
    assert set(ADJUSTMENT_CODES) == set(Reason)


def test_care_after_the_end_of_cover_has_a_number_of_its_own(ana: Person, settled: Settled) -> None:
    ana.enrolments.update(until_on=date(2026, 10, 1))
    settlement = settled(line())
    codes = explanation_of_benefit(settlement)["item"][0]["adjudication"][1]["reason"]["coding"]
    assert [one["code"] for one in codes] == ["27", "not_insured"]


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_without_cents_and_with_thousandths(currency: str, ana: Person, settled: Settled) -> None:
    ana.family.currency = currency
    ana.family.save()
    ReferenceSalary.objects.create(duty_station="KE", year=2026, amount=Decimal(2000), currency=currency)
    ExchangeRate.objects.create(month=date(2026, 11, 1), currency=currency, units_per_usd=Decimal("0.307"))
    settlement = settled(line(charged=Decimal("12.345"), currency="KWD") if currency == "KWD" else line(charged=999))
    _title, pdf = rendered(settlement)
    assert failures(pdf) == []
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).replace("\u00a0", " ")
    assert {"JPY": "307 JPY", "KWD": "12.345 KWD"}[currency] in text
    assert inside(pdf)["total"][0]["amount"]["value"] == {"JPY": 307, "KWD": 12.345}[currency]


def test_a_settlement_of_nothing_and_a_long_one(settled: Settled) -> None:
    empty = settled(line())
    empty.lines.all()
    empty._prefetched_objects_cache = {"lines": empty.lines.none()}  # type: ignore[attr-defined]
    _title, pdf = rendered(empty)
    assert failures(pdf) == []
    assert "item" not in inside(pdf)
    long = settled(*[line(charged=Decimal(n), provider_name=f"Dr {n}") for n in range(1, 42)])
    _title, pdf = rendered(long)
    assert failures(pdf) == []
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)
    assert "reduced or not paid, and why" in text
    assert len(inside(pdf)["item"]) == 41


def test_a_replaced_note_is_cancelled_and_names_the_one_before(ana: Person, settled: Settled, now: datetime) -> None:
    old = settled(line())
    assessor = make_staff("assessor")
    PriorApproval.objects.create(
        person=ana,
        benefit="gp_consultation",
        outcome="refused",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        reasons="x",
        decided_at=now,
        decided_by=assessor,
    )
    decide_again(claim_id=old.claim_id, by=assessor, now=now)
    new = old.claim.settlements.live().get()
    assert as_it_stands(Settlement.objects.get(pk=old.pk))["status"] == "cancelled"
    resource = json.loads(as_json(as_it_stands(new)))
    ExplanationOfBenefit.model_validate(resource)
    assert (resource["status"], resource["related"][0]["reference"]["value"]) == ("active", f"urn:uuid:{old.pk}")


def test_the_seal_confirms_number_date_and_total_and_nothing_else(
    client: Client, settled: Settled, now: datetime
) -> None:
    settlement = settled(line())
    address = reverse("claims:verify", args=[settlement.seal])
    _title, pdf = rendered(settlement)
    printed = "".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)
    assert f"{settings.SITE_URL}{address}" in printed.replace("\n", "")
    answer = client.get(address)
    text = Page(answer).text.replace("\u00a0", " ")
    assert answer.headers["Cache-Control"] == "no-store"
    for words in ("We issued this note", settlement.number, "20 November 2026", "80.00 USD"):
        assert words in text
    for hidden in ("Ana", "Otieno", "414/20001", "practitioner", "Achieng", settlement.claim.number, "100.00"):
        assert hidden not in answer.text
    Settlement.objects.filter(pk=settlement.pk).update(superseded_at=now)
    assert "This note was replaced" in client.get(address).text
    unknown = client.get(reverse("claims:verify", args=[uuid4()]))
    assert unknown.status_code == 404
    assert "We know no such note" in unknown.text
    for _look in range(30):
        stopped = client.get(reverse("claims:verify", args=[uuid4()]))
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "600")
    assert client.get(address).status_code == 429

"""Payment runs: frozen, four eyes, a file that the bank's schema accepts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction
from lxml import etree

from claims.models import Claim
from claims.payments.models import LedgerEntry, Payment, PaymentRun, RunFile, Transfer
from claims.payments.pain001 import NAMESPACE
from claims.payments.payer import PayerUnfit, payers
from claims.payments.proof import prove
from claims.payments.provider_accounts import replace_provider_account
from claims.payments.runs import (
    Altered,
    NoPayer,
    NothingToPay,
    NotPrepared,
    NotReleased,
    Outdated,
    TooEarly,
    TwoPeople,
    discard_run,
    fetch_file,
    prepare_run,
    release_run,
)
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.members.models import AuditEntry, BankAccount, Family, Person, User
from providers.models import Provider
from tests.payments.conftest import details, live, payment_of
from tests.payments.test_due import again

pytestmark = pytest.mark.usefixtures("still_bell")
Settled = Callable[..., Claim]
Give = Callable[..., BankAccount]
Run = Callable[..., PaymentRun]


def parsed(run: PaymentRun) -> Any:
    """The file of a run, valid by the schema that ISO 20022 publishes."""
    schema = etree.XMLSchema(etree.parse(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd")))
    root = etree.fromstring(RunFile.objects.get(run=run).content.encode())
    schema.assertValid(root)
    return root


def texts(root: Any, path: str) -> list[str]:
    """Texts at a path of local names."""
    steps = "//" + "/".join(f"p:{name}" for name in path.split("/"))
    return [node.text for node in root.xpath(steps, namespaces={"p": NAMESPACE})]


def test_a_file_for_every_kind_of_account(
    settled: Settled, prepared: Run, ana: Person, stranger: Person, give_account: Give, releaser: User, now: datetime
) -> None:
    give_account(ana, IBAN := "BE71 0961 2345 6769")
    give_account(stranger, "000123456789", country="US", clearing="021000021", currency="USD", holder="Noor Haddad")
    claims = [settled(100), settled(75), settled(200, patient=stranger)]
    hospital = Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    told = details("0100441722", country="KE", bic="KESBKENA", holder="Aga Khan Hospital", currency="KES")
    replace_provider_account(provider=hospital, details=told, by=releaser, now=now)
    Payment.objects.create(
        provider=hospital, settlement=live(claims[0]), amount=5, currency="USD", created_at=now, changed_at=now
    )
    run = prepared()
    root = parsed(run)
    assert (run.count, run.total) == (4, 305)
    assert texts(root, "GrpHdr/NbOfTxs") == texts(root, "PmtInf/NbOfTxs") == ["4"]
    assert texts(root, "GrpHdr/CtrlSum") == texts(root, "PmtInf/CtrlSum") == ["305.00"]
    assert sorted(texts(root, "InstdAmt")) == ["160.00", "5.00", "60.00", "80.00"]
    assert texts(root, "CdtrAcct/Id/IBAN") == [IBAN.replace(" ", "")] * 2
    assert sorted(texts(root, "CdtrAcct/Id/Othr/Id")) == ["000123456789", "0100441722"]
    assert texts(root, "ClrSysMmbId/MmbId") == ["021000021"]
    ends = texts(root, "EndToEndId")
    assert len(set(ends)) == 4
    whole = etree.tostring(root).decode()
    assert not any(number in whole for number in (claims[0].number, live(claims[0]).number, ana.family.reference))
    assert set(ends) == set(Transfer.objects.values_list("end_to_end_id", flat=True))


@pytest.mark.parametrize(("currency", "units", "paid"), [("JPY", "151.3", "12104"), ("KWD", "0.307", "24.560")])
def test_amounts_have_the_digits_of_their_currency(
    settled: Settled,
    prepared: Run,
    family: Family,
    ana: Person,
    give_account: Give,
    currency: str,
    units: str,
    paid: str,
) -> None:
    Family.objects.filter(pk=family.pk).update(currency=currency)
    ExchangeRate.objects.create(month="2026-11-01", currency=currency, units_per_usd=Decimal(units))
    ReferenceSalary.objects.create(duty_station="KE", year=2026, amount=Decimal(200_000), currency=currency)
    give_account(ana)
    claim = settled(100)
    root = parsed(prepared(currency))
    assert live(claim).reimbursed == Decimal(paid)
    assert texts(root, "InstdAmt") == texts(root, "GrpHdr/CtrlSum") == [paid]
    assert prove().holds


def test_two_people_and_one_of_them_releases(
    settled: Settled, prepared: Run, ana: Person, give_account: Give, preparer: User, releaser: User, now: datetime
) -> None:
    give_account(ana)
    claim, run = settled(), prepared()
    order: dict[str, Any] = {"run_id": run.pk, "now": now}
    with pytest.raises(NotReleased):
        fetch_file(**order, by=preparer)
    with pytest.raises(TwoPeople):
        release_run(**order, by=preparer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(state="released", released_by=preparer, released_at=now)
    release_run(**order, by=releaser)
    assert payment_of(claim).state == Payment.State.SENT
    assert prove().holds
    with pytest.raises(NotPrepared) as refusal:
        release_run(**order, by=releaser)
    assert "releaser" in str(refusal.value.message)
    with pytest.raises(NotPrepared):
        discard_run(**order, by=preparer)
    assert fetch_file(**order, by=preparer).startswith("<?xml")
    acts = AuditEntry.objects.filter(object_id=str(run.pk)).order_by("at", "act").values_list("act", flat=True)
    assert sorted(acts) == ["payment_run.file_fetched", "payment_run.prepared", "payment_run.released"]
    first = Transfer.objects.get()
    twice = {"payment": first.payment, "bank_account": first.bank_account, "amount": 1, "state": "sent"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(run=run, position=2, **twice)


def test_what_changed_since_is_not_released(
    settled: Settled, prepared: Run, ana: Person, give_account: Give, preparer: User, releaser: User, now: datetime
) -> None:
    give_account(ana)
    claim, run = settled(), prepared()
    again(claim, 60, releaser, now + timedelta(minutes=5))
    with pytest.raises(Outdated):
        release_run(run_id=run.pk, by=releaser, now=now)
    assert not LedgerEntry.objects.filter(event="released").exists()
    discard_run(run_id=run.pk, by=preparer, now=now)
    another = prepared()
    RunFile.objects.filter(run=another).update(content="<Document/>")
    with pytest.raises(Altered):
        release_run(run_id=another.pk, by=releaser, now=now)


def test_only_what_can_go_out_goes_out(
    settled: Settled, prepared: Run, ana: Person, stranger: Person, give_account: Give, preparer: User, now: datetime,
    settings: Any,
) -> None:  # fmt: skip
    settled(), settled(patient=stranger)
    with pytest.raises(NothingToPay):
        prepared()
    # An account as it was loaded long ago, which no bank would take.
    facts = {"family": stranger.family, "holder": "Noor", "account": "12", "currency": "HTG", "from_on": now.date()}
    BankAccount.objects.create(**facts)
    give_account(ana)
    assert prepared().count == 1
    assert Payment.objects.get(family=stranger.family).state == Payment.State.WAITING
    order: dict[str, Any] = {"currency": "USD", "by": preparer, "now": now}
    with pytest.raises(TooEarly):
        prepare_run(**order, execution_on=now.date() - timedelta(days=1))
    settings.PAYER_ACCOUNTS = ["EUR:BE71096123456769:GKCCBEBB"]
    with pytest.raises(NoPayer):
        prepare_run(**order, execution_on=now.date())


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("USD:BE71096123456760:GKCCBEBB", "IBAN for USD"),
        ("USX:BE71096123456769:GKCCBEBB", "not a currency"),
        ("USD:123:GKCCBEBB", "4 to 34"),
        ("USD:12345678", "BIC of the account"),
    ],
)
def test_accounts_of_the_plan_are_looked_at_at_the_start(settings: Any, entry: str, words: str) -> None:
    settings.PAYER_ACCOUNTS = [entry]
    with pytest.raises(PayerUnfit, match=words):
        payers()
    with pytest.raises(SystemCheckError, match=r"payments\.E001"):
        call_command("check")
    settings.PAYER_ACCOUNTS = ["*:BE71096123456769:GKCCBEBB"] * 2
    with pytest.raises(PayerUnfit, match="two accounts"):
        payers()

"""One of everything that belongs to Ana, made once by the real verbs: for tests that try every address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from claims import downloads, packages
from claims.adjudication import settle
from claims.appeals.deciding import uphold
from claims.appeals.drafts import add_document, begin_draft
from claims.appeals.models import Appeal
from claims.appeals.notices import write_notice
from claims.appeals.reviews import ask_review
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import subject
from claims.hardship.models import HardshipCase, MaximumNotice
from claims.models import Claim, OfficeRules, Settlement, StopLossSettlement
from claims.mydata.tokens import make_token
from claims.notes import write_note
from claims.payments import statuses
from claims.payments.due import pay_claims
from claims.payments.models import PaymentRun, Receivable
from claims.payments.runs import prepare_run, release_run
from portal.entitlements.models import PriceLevel
from portal.members.bank import replace_account
from portal.members.models import Person, User
from portal.post import papers, print_runs
from portal.post.letters import queue_letter
from portal.post.models import Dispatch
from portal.vault import parts
from providers.models import Provider, ProviderFile
from tests.claims.conftest import line, photo
from tests.payments.bank_says import entry, notification
from tests.payments.conftest import details
from tests.people import make_staff
from tests.post.pdfs import one_page

ILLNESS = "glioblastoma"
WORDS = f"Because of the {ILLNESS}."
SURGERY = "hosp_outpatient_surgery_doctor_fee"
Made = dict[str, Any]


@dataclass
class Owned:
    """Ids by the name that a route gives them, for each stage of `tests.addresses.OWNED`, and for the desk."""

    ana: Person
    now: datetime
    eva: User
    stages: dict[str, Made] = field(default_factory=dict)
    desk: Made = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Ana's account."""
        assert self.ana.user
        return self.ana.user


def make_owned(*, ana: Person, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime) -> Owned:
    """Claims, documents, settlements, payments, appeals, tokens, files, letters, a case. Needs the figures."""
    eva = make_staff("eva", "assessor")
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=eva, at=now)
    PriceLevel.objects.create(country="KE", benefit=SURGERY, amount=Decimal(900), currency="USD", from_on=now.date())
    PriceLevel.objects.update(from_on=now.date().replace(month=1, day=1))
    owned = Owned(ana, now, eva)
    replace_account(family=ana.family, details=details(), from_on=now.date(), by=owned.user, now=now)
    claim = sent(line(benefit=SURGERY, charged=Decimal(2000)), line(provider_name="Dr Wanjiru"))
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    settlement = claim.settlements.get()
    _draft(owned, drafted())
    _settled(owned, settlement)
    _appealed(owned, settlement)
    _money(owned, settlement)
    _letters(owned)
    return owned


def _draft(owned: Owned, claim: Claim) -> None:
    facts: Made = {"client_key": "0123456789abcdef", "fingerprint": "feedfeed", "name": "a.jpg", "size": 9}
    upload = parts.begin(about=claim.pk, by=str(owned.user.pk), now=owned.now, **facts)
    ids = {"claim_id": claim.pk, "document_id": claim.documents.get().pk, "upload_id": upload.pk}
    owned.stages["draft"] = ids


def _settled(owned: Owned, settlement: Settlement) -> None:
    now, by, family = owned.now, owned.user, owned.ana.family
    paper = papers.store(kind="stop-loss-note", title="Note", language="en", content=one_page(), now=now)
    order: Made = {"kind": packages.KIND, "asked": {"settlement": str(settlement.pk)}, "about": settlement}
    download = downloads.ask_for(**order, form_key=uuid4(), language="en", by=by, now=now)
    downloads.make(download_id=download.pk, now=now)
    amounts = {"out_of_pocket": 30, "limit": 15, "supplement": 9, "paid": 9, "people": []}
    printed = {"reader": "Ana", "address": [], "rate": "1", "limit_rate": "1", "people": [], "language": "en"}
    stop_loss = StopLossSettlement.objects.create(
        number="SL-1",
        family=family,
        year=2026,
        sequence=1,
        plan=family.plan,
        usage_until=1,
        **{"currency": "USD", "settled_at": now, "note": paper, "printed": printed, **amounts},
    )
    token, _secret = make_token(name="Ledger", days=30, by=by, now=now)
    owned.stages["settled"] = {
        "claim_id": settlement.claim_id,
        "settlement_id": settlement.pk,
        "stop_loss_id": stop_loss.pk,
        "line_id": settlement.lines.get(line__benefit=SURGERY).pk,
        "step": 1,
        "download_id": download.pk,
        "token_id": token.pk,
        "person_id": owned.ana.pk,
        "of_year": 2026,
    }


def _appealed(owned: Owned, settlement: Settlement) -> None:
    now, by = owned.now, owned.user
    parts_of: dict[str, Made] = {}
    facts: Made = {"client_key": "0123456789abcdef", "fingerprint": "feedfeed", "name": "a.jpg", "size": 9}
    for stage, benefit in (("appealed", SURGERY), ("appeal draft", "gp_consultation")):
        about = settlement.lines.get(line__benefit=benefit)
        draft = begin_draft(
            what=subject(settlement, about.pk, None),
            ground="price",
            words=f"Because of the {ILLNESS}.",
            language="en",
            by=by,
            now=now,
        )
        document = add_document(appeal_id=draft.pk, upload=photo("prices.jpg"), by=by, now=now)
        parts_of[stage] = {"appeal_id": draft.pk, "document_id": document.pk}
    upload = parts.begin(about=draft.pk, by=str(by.pk), now=now, **facts)
    parts_of["appeal draft"]["upload_id"] = upload.pk
    sent = Appeal.objects.get(pk=parts_of["appealed"]["appeal_id"])
    send_appeal(appeal_id=sent.pk, checked=sent.changed_at, by=by, now=now)
    uphold(appeal_id=sent.pk, reasons="The price is usual.", by=owned.eva, now=now)
    write_notice(appeal_id=sent.pk, now=now)
    Dispatch.objects.filter(kind="appeal-decision").update(state="sent", sent_at=now, channel="email")
    ask_review(appeal_id=sent.pk, words=WORDS, physician="Dr Otieno", by=by, now=now)
    owned.stages |= parts_of


def _money(owned: Owned, settlement: Settlement) -> None:
    now, finance = owned.now, make_staff("first-finance", "finance")
    pay_claims(claim_ids=[settlement.claim_id], now=now)
    run = prepare_run(currency="USD", execution_on=now.date(), by=finance, now=now)
    release_run(run_id=run.pk, by=make_staff("second-finance", "finance"), now=now)
    run = PaymentRun.objects.get(pk=run.pk)
    transfer = run.transfers.select_related("run", "payment").get()
    content = notification([entry(transfer, back="AC04"), entry("not ours", amount=1)])
    file = statuses.read_file(content=content, by=finance, now=now)
    owed = Receivable.objects.create(
        family=owned.ana.family, settlement=settlement, amount=1, currency="USD", created_at=now
    )
    facts = {"person": owned.ana, "year": 2026, "currency": "USD"}
    notice = MaximumNotice.objects.create(**facts, percent=80, reimbursed=80, maximum=100, told_at=now)
    told = {
        "opened_by": owned.user,
        "opened_at": now,
        "words": WORDS,
        "borne": 20,
        "limit": 15,
        "beyond": 9,
    }
    case = HardshipCase.objects.create(**facts, **told, number="H-1")
    provider = Provider.objects.create(name="Clinic", kind="clinic", country="KE", city="Nairobi")
    owned.desk |= {"run_id": run.pk, "payment_id": transfer.payment_id, "file_id": file.pk, "provider_id": provider.pk}
    owned.desk |= {"bank_line": file.lines.first().pk, "receivable_id": owed.pk, "case_id": case.pk}  # type: ignore[union-attr]
    owned.desk |= {"notice_id": notice.pk, "side": "client"}


def _letters(owned: Owned) -> None:
    now = owned.now
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    address = "Ana Otieno\n12 Riverside Drive\n00100 Nairobi\nKENYA"
    letter = queue_letter(kind="settlement-note", address=address, language="en", papers=[paper], now=now)
    run = print_runs.prepare_print_run(by=owned.eva, now=now)
    print_runs.print_run(run_id=run.pk, now=now)
    kept = {"source": "network", "state": ProviderFile.State.READ, "created_at": now, "by": owned.eva}
    owned.desk |= {"print_run": run.pk, "letter_id": letter.pk}
    owned.desk |= {"provider_file": ProviderFile.objects.create(**kept).pk, "settled": owned.stages["settled"]}

"""One of everything that belongs to Ana, made once by the real verbs: for tests that try every address."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from claims import downloads, packages
from claims.adjudication import settle
from claims.appeals.deciding import uphold
from claims.appeals.drafts import EVIDENCE, begin_draft
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
from portal.card.certificate_printing import print_certificate
from portal.card.certificates import Wanted, issue_certificate
from portal.encyclopaedia.editing import begin_article, save_draft
from portal.encyclopaedia.releasing import read_file
from portal.entitlements.models import PriceLevel
from portal.help import writing
from portal.members.bank import replace_account
from portal.members.family import permissions
from portal.members.models import Person, Purpose
from portal.notices.models import Notice
from portal.notices.news_writing import Words, publish_news, write_news
from portal.post import papers, print_runs
from portal.post.letters import queue_letter
from portal.post.models import Dispatch
from portal.vault import parts
from providers.models import Provider, ProviderFile
from tests.claims.conftest import line, photo
from tests.owned_care import decided, guaranteed, planned, requests
from tests.owning import ILLNESS, SURGERY, WORDS, Made, Owned
from tests.payments.bank_says import entry, notification
from tests.payments.conftest import details
from tests.people import make_person, make_staff
from tests.post.pdfs import one_page

__all__ = ["ILLNESS", "SURGERY", "WORDS", "Owned", "make_owned"]


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
    guaranteed(owned)

    _enquiries(owned)
    _money(owned, settlement)
    _letters(owned)
    requests(owned)
    decided(owned)
    planned(owned)
    _article(owned)
    _news(owned)
    _family(owned)
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
        "certificate_id": _certificate(owned),
        "key": "claim",  # a form
    }


def _certificate(owned: Owned) -> UUID:
    wanted = Wanted([owned.ana], "en", "", None, None)
    proof = issue_certificate(wanted=wanted, form_key=uuid4(), by=owned.user, now=owned.now)
    print_certificate(certificate_id=proof.pk, now=owned.now)
    return proof.pk


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
        document = EVIDENCE.add(parent_id=draft.pk, upload=photo("prices.jpg"), by=by, now=now)
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


def _enquiries(owned: Owned) -> None:
    facts: Made = {"client_key": "0123456789abcdef", "fingerprint": "feedfeed", "name": "a.jpg", "size": 9}
    now, by = owned.now, owned.user
    for stage in ("enquiry", "enquiry draft"):
        said: Made = {"person": owned.ana, "topic": "claim", "words": WORDS, "language": "en", "form_key": uuid4()}
        message = writing.begin(**said, by=by, now=now)
        document = writing.DOCUMENTS.add(parent_id=message.pk, upload=photo("letter.jpg"), by=by, now=now)
        ids = {"enquiry_id": message.enquiry_id, "message_id": message.pk, "document_id": document.pk}
        if stage == "enquiry":
            writing.send(message_id=message.pk, by=by, now=now)
            ids["notice_id"] = Notice.objects.get(key=message.pk).pk
        else:
            ids["upload_id"] = parts.begin(about=message.pk, by=str(by.pk), now=now, **facts).pk
        owned.stages[stage] = ids


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
    owned.desk |= {"notice_id": notice.pk, "side": "client", "person_id": owned.ana.pk}
    owned.desk["card_id"] = owned.ana.cards.get().pk


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


def _article(owned: Owned) -> None:
    article, content = (
        begin_article(slug="malaria", language="en", by=owned.eva, now=owned.now),
        read_file("en", "malaria"),
    )
    save_draft(article_id=article.pk, content=content, why="trial", based_on=None, by=owned.eva, now=owned.now)


def _news(owned: Owned) -> None:
    """Published, with a correction that waits."""
    words, now = Words("Offices are closed", "On the first of January.", owned.now.date()), owned.now
    first = write_news(news_id=None, words=words, based_on=None, by=owned.eva, now=now)
    publish_news(news_id=first.news_id, number=1, by=make_staff("second-services", "member services"), now=now)
    write_news(news_id=first.news_id, words=words, based_on=1, by=owned.eva, now=now)
    owned.desk["news_id"] = first.news_id


def _family(owned: Owned) -> None:
    """A permission that waits for Ana: an adult of her family asks her to act."""
    facts: Made = {"given_name": "Ola", "born_on": date(1981, 1, 1), "number": 8}
    ola = make_person(owned.ana.family, "spouse", account=True, **facts)
    asked: Made = {"giver": ola, "helper": owned.ana, "purposes": [Purpose.CLAIMS], "by": ola.user, "now": owned.now}
    given = permissions.give(**asked, until_on=owned.now.date() + timedelta(days=30))
    owned.stages["family"] = {"permission_id": given.pk}

"""What belongs to Ana of planned care: requests, estimates, guarantees, invoices, approvals, questions."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from approvals.decisions import decide_approval
from approvals.estimates.drafts import OFFER
from approvals.estimates.links import make_link, open_link
from approvals.estimates.receiving import receive_estimate
from approvals.guarantees.issuing import issue
from approvals.guarantees.papers import write_papers
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest, PriorApproval
from approvals.notices import write_notice as write_decision
from approvals.questions import talking
from approvals.requests import DOCUMENTS, begin_request, send_request
from claims.adjudication import settle
from claims.invoices.drafts import DOCUMENTS as INVOICES
from claims.invoices.drafts import begin_at_desk
from claims.invoices.receiving import receive_invoice
from portal.vault import parts
from providers.models import Provider
from tests.approvals.conftest import planned_care
from tests.claims.conftest import photo
from tests.estimates.conftest import FACTS, LINES
from tests.owning import ILLNESS, WORDS, Made, Owned
from tests.people import make_staff


def requests(owned: Owned) -> None:
    now, by = owned.now, owned.user
    said: Made = {"person": owned.ana, "language": "en", "by": by, "now": now, "kind": "hospital"}
    said |= {"provider_name": "Riverside", "from_on": now.date() + timedelta(days=30), "diagnosis": ILLNESS}
    for stage in ("request", "request draft"):
        care = begin_request(form_key=uuid4(), **said, treatment=WORDS)
        document = DOCUMENTS.add(parent_id=care.pk, upload=photo("report.jpg"), by=by, now=now)
        owned.stages[stage] = {"request_id": care.pk, "document_id": document.pk}
    facts: Made = {"client_key": "0123456789abcdef", "fingerprint": "feedfeed", "name": "a.jpg", "size": 9}
    owned.stages["request draft"]["upload_id"] = parts.begin(about=care.pk, by=str(by.pk), now=now, **facts).pk
    sent = CareRequest.objects.get(pk=owned.stages["request"]["request_id"])
    send_request(request_id=sent.pk, checked=sent.changed_at, by=by, now=now)


def guaranteed(owned: Owned) -> None:
    now, ana, at = owned.now, owned.ana, owned.now.date() + timedelta(days=30)
    facts: Made = {"kind": "hospital", "provider_name": "Riverside Hospital", "provider_country": "KE"}
    facts |= {"diagnosis": ILLNESS, "treatment": WORDS, "from_on": at}
    draft = begin_request(form_key=uuid4(), person=ana, language="en", by=owned.user, now=now, **facts)
    care = send_request(request_id=draft.pk, checked=draft.changed_at, by=owned.user, now=now)
    planned = PlannedLine("gp_consultation", 1, Decimal(100), "USD", "KE", at)
    guarantee = issue(
        request_id=care.pk,
        planned=Planned(ana, (planned,)),
        offer=Offer(at, at, "Riverside Hospital", "KE"),
        by=make_staff("grace", "guarantee desk"),
        now=now,
    )
    write_papers(guarantee_id=guarantee.pk, now=now)
    owned.stages["guaranteed"] = {"guarantee_id": guarantee.pk}
    owned.desk |= {"guarantee_id": guarantee.pk, "request_id": care.pk}
    invoiced(owned)


def invoiced(owned: Owned) -> None:
    """A guarantee that was used by a settled invoice, and an invoice that waits for a person."""
    now, ana, on = owned.now, owned.ana, owned.now.date() - timedelta(days=9)
    hospital = Provider.objects.create(name="Riverside Hospital", kind="hospital", country="KE")
    facts: Made = {"kind": "hospital", "provider": hospital, "diagnosis": ILLNESS, "treatment": WORDS}
    draft = begin_request(
        form_key=uuid4(), person=ana, language="en", by=owned.user, now=now, **facts, from_on=on + timedelta(days=30)
    )
    care = send_request(request_id=draft.pk, checked=draft.changed_at, by=owned.user, now=now)
    planned = Planned(ana, (PlannedLine("gp_consultation", 1, Decimal(40), "USD", "KE", on),), hospital)
    terms = Offer(on, on + timedelta(days=60), "Riverside Hospital", "KE")
    grace = make_staff("grace2", "guarantee desk")
    guarantee = issue(request_id=care.pk, planned=planned, offer=terms, by=grace, now=now)
    said: Made = {"admitted_on": on, "discharged_on": on, "patient_name": ana.full_name, "born_on": ana.born_on}
    said |= {"currency": "USD", "country": "KE"}
    bill: Made = {"benefit": "gp_consultation", "words": WORDS, "service_on": on, "quantity": 1, "amount": Decimal(40)}
    for number, amount in (("1", Decimal(40)), ("2", Decimal(90))):
        begun, _token = begin_at_desk(guarantee=guarantee, by=grace, now=now)
        INVOICES.add(parent_id=begun.pk, upload=photo(), by=grace, now=now)
        begun.refresh_from_db()
        sent: Made = {"facts": {**said, "invoice_number": number}, "lines": [{**bill, "amount": amount}]}
        invoice = receive_invoice(
            invoice_id=begun.pk, checked=begun.changed_at, language="en", by=grace, now=now, **sent
        )
        if invoice.claim_id:
            settle(claim_id=invoice.claim_id, now=now)
    owned.stages["invoiced"] = {"guarantee_id": guarantee.pk}
    owned.desk |= {"invoice_id": invoice.pk, "invoice_document": invoice.documents.get().pk}


def decided(owned: Owned) -> None:
    """An approval with its notice, and a conversation in confidence with a paper."""
    now, by = owned.now, owned.user
    doctor = make_staff("owned-consultant", "medical consultant")
    period: Made = {"from_on": now.date(), "until_on": now.date() + timedelta(days=90)}
    approval = decide_approval(
        person=owned.ana,
        benefit="physiotherapy",
        outcome=PriorApproval.Outcome.APPROVED,
        is_partly=True,
        reasons=WORDS,
        **{"units": 20, "unit": "sessions", "by": doctor, "now": now, **period},
    )
    write_decision(approval_id=approval.pk, now=now)
    owned.stages["approved"] = {"approval_id": approval.pk, "kind": "approval", "thing_id": approval.pk}
    asked: Made = {"person": owned.ana, "words": WORDS, "language": "en", "by": by, "now": now}
    question = talking.ask(form_key=uuid4(), **asked)
    said = question.messages.get()
    paper = photo("question.jpg")
    document = talking.DOCUMENTS.add(parent_id=question.pk, upload=paper, by=by, now=now, message=said)
    owned.stages["question"] = {"question_id": question.pk, "document_id": document.pk}


def planned(owned: Owned) -> None:
    """A sent request, an estimate with its offer, and a link on which another one is being filled in."""
    now, by = owned.now, owned.user
    care = planned_care(owned.ana, now, treatment=WORDS)
    asked: Made = {"request_id": care.pk, "language": "en", "by": by, "now": now}
    used, _token = make_link(provider_name="Riverside Hospital", **asked)
    draft = open_link(link_id=used.pk, now=now)
    offer = OFFER.add(parent_id=draft.pk, upload=photo("offer.jpg"), by=None, sender="estimate", now=now)
    draft.refresh_from_db()
    entered: Made = {"facts": FACTS, "lines": LINES, "language": "en", "now": now}
    receive_estimate(estimate_id=draft.pk, checked=draft.changed_at, **entered)
    link, token = make_link(provider_name="Dr Otieno", **asked)
    open_link(link_id=link.pk, now=now)
    ids = {"request_id": care.pk, "link_id": link.pk, "document_id": offer.pk}
    owned.stages["planned"] = ids
    owned.desk |= {"token": token}

"""An invoice becomes a claim that pays the provider; one that differs by a person's word, or it goes back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from claims.direct import pay_provider
from claims.invoices import refusals
from claims.invoices.drafts import DOCUMENTS, refuse_colleague
from claims.invoices.mails import mail_sent_back
from claims.invoices.models import InvoiceLine, ProviderInvoice
from claims.models import Claim, ClaimDocument, ClaimLine
from claims.settling import ADJUDICATE
from portal.entitlements.locking import locked_families
from portal.members.addressees import reader_for
from portal.members.audit import record
from portal.members.days import local_day
from portal.members.models import User
from portal.vault.numbers import fresh_number
from portal.work.jobs import enqueue
from providers.models import Provider

State = ProviderInvoice.State


def make_claim(invoice: ProviderInvoice, *, by: User | None, now: datetime) -> Claim:
    """The claim of a received invoice, with its documents and the provider as payee; decided as any other.

    It is the member's to read: in the name of an adult patient, or of who asked for a child. In the caller's
    transaction.
    """
    guarantee = invoice.guarantee
    family = guarantee.person.family
    account = reader_for(guarantee.person, guarantee.request.asked_by, now).user or guarantee.decided_by
    claim = Claim.objects.create(
        number=fresh_number("C"),
        origin=Claim.Origin.PROVIDER,
        family=family,
        patient=guarantee.person,
        created_by=account,
        form_key=invoice.pk,
        state=Claim.State.SUBMITTED,
        created_at=now,
        changed_at=now,
        submitted_at=now,
        received_on=local_day(cast(datetime, invoice.received_at), country=family.duty_station),
    )
    # The hospital does not send again the prescription that the desk saw before the care.
    prescribed = {line.benefit: line.told["prescribed_on"] for line in guarantee.lines.all()}
    ClaimLine.objects.bulk_create(
        _line(claim, line, invoice, prescribed.get(line.benefit)) for line in invoice.lines.all()
    )
    ClaimDocument.objects.bulk_create(
        ClaimDocument(claim=claim, stored=one.stored, position=one.position) for one in DOCUMENTS.of(invoice)
    )
    pay_provider(claim_id=claim.pk, provider=invoice.provider, by=by, now=now)
    invoice.claim, invoice.state = claim, State.CLAIMED
    invoice.save(update_fields=["claim", "state"])
    record(act="claim.submitted", by=by, about=claim, now=now, family=str(family.pk), origin=claim.origin)
    enqueue(kind=ADJUDICATE, key=claim.pk, now=now)
    return claim


def _line(claim: Claim, line: InvoiceLine, invoice: ProviderInvoice, prescribed_on: date | None) -> ClaimLine:
    return ClaimLine(
        claim=claim,
        position=line.position,
        benefit=line.benefit,
        service_on=line.service_on,
        charged=line.amount,
        currency=invoice.currency,
        country=invoice.country,
        quantity=line.quantity,
        provider=invoice.provider,
        provider_name=invoice.provider.name if invoice.provider else invoice.guarantee.provider_name,
        prescribed_on=prescribed_on,
        emergency=invoice.guarantee.is_emergency,
    )


def _in_hand(invoice_id: UUID, *, by: User) -> ProviderInvoice:
    """The waiting invoice, locked, its family before it. Raises MayNotTake, OwnFamily, NotWaiting."""
    known = ProviderInvoice.objects.select_related("guarantee__person__family", "guarantee__request")
    found = known.get(pk=invoice_id)
    locked_families([found.guarantee.person.family_id])
    invoice = known.select_for_update(of=("self",)).get(pk=invoice_id)
    refuse_colleague(invoice.guarantee, by)
    if invoice.state != State.WAITING:
        raise refusals.NotWaiting
    return invoice


@transaction.atomic
def take_up(
    *,
    invoice_id: UUID,
    provider: Provider | None,
    care: Mapping[UUID, str],
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> Claim:
    """A person has looked at the differences: it becomes a claim all the same, and the engine decides it.

    `care` names the kind of care of lines, by their ids. Raises MayNotTake, OwnFamily, NotWaiting, CareUnnamed,
    NobodyToPay.
    """
    invoice = _in_hand(invoice_id, by=by)
    for line in invoice.lines.all():
        if (named := care.get(line.pk)) and named != line.benefit:
            line.benefit = named
            line.save(update_fields=["benefit"])
    if invoice.lines.filter(benefit="").exists():
        raise refusals.CareUnnamed
    invoice.provider = provider or invoice.provider
    if invoice.provider is None:
        raise refusals.NobodyToPay
    invoice.decided_by, invoice.decided_at = by, now
    invoice.save(update_fields=["provider", "decided_by", "decided_at"])
    codes = ",".join(code for code, _facts in invoice.differences)
    record(act="providerinvoice.taken_up", by=by, about=invoice, now=now, request=request, differences=codes)
    return make_claim(invoice, by=by, now=now)


@transaction.atomic
def send_back(
    *, invoice_id: UUID, words: str, by: User, now: datetime, request: HttpRequest | None = None
) -> ProviderInvoice:
    """Nothing is paid of it; the provider reads why. The same invoice may come again, put right.

    Raises MayNotTake, OwnFamily, NotWaiting, WordsMissing.
    """
    invoice = _in_hand(invoice_id, by=by)
    if not words.strip():
        raise refusals.WordsMissing
    invoice.state, invoice.words, invoice.decided_by, invoice.decided_at = State.RETURNED, words.strip(), by, now
    invoice.save(update_fields=["state", "words", "decided_by", "decided_at"])
    record(act="providerinvoice.returned", by=by, about=invoice, now=now, request=request)
    mail_sent_back(invoice=invoice, now=now)
    return invoice

"""Invoices of a hospital in the demo: one settled, with the estimate beside the outcome, and one that waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from approvals.guarantees.models import Guarantee
from claims.adjudication import settle
from claims.demo.guarantees import CITY, HOSPITAL, ROOM, SURGEON
from claims.demo.papers import paper
from claims.demo.planned import OFFICER, request_key
from claims.demo.story import Event, chapter, moment
from claims.invoices.drafts import DOCUMENTS, begin_at_desk
from claims.invoices.models import ProviderInvoice
from claims.invoices.receiving import receive_invoice
from claims.invoices.taking import take_up
from claims.routing import Way
from portal.members.models import User
from providers.models import Provider


@dataclass(frozen=True)
class Told:
    """An invoice `ago` days before, against the guarantee of the request `key`; lines as (care, amount)."""

    key: str
    ago: int
    number: str
    lines: tuple[tuple[str, str], ...]
    is_taken: bool


STORIES = (
    Told("hernia", 55, "LDC-2291", ((SURGEON, "1400"), (ROOM, "1040")), is_taken=True),
    Told("wrist", 12, "LDC-2174", ((SURGEON, "980"), (ROOM, "650")), is_taken=False),
)


@chapter
def invoices(now: datetime) -> Iterable[Event]:
    """What is not there yet."""
    known = set(ProviderInvoice.objects.values_list("invoice_number", flat=True))
    for told in STORIES:
        if told.number not in known:
            yield Event(moment(now, told.ago, 11), _Telling(told))


@dataclass(frozen=True)
class _Telling:
    told: Told

    @transaction.atomic
    def __call__(self, at: datetime) -> None:
        issued = Guarantee.objects.filter(request__form_key=request_key(self.told.key), issued_at__isnull=False)
        guarantee, officer = issued.first(), User.objects.get(reference=OFFICER)
        if guarantee is None:
            return
        on, person = guarantee.lines.all()[0].from_on, guarantee.person
        draft, _token = begin_at_desk(guarantee=guarantee, by=officer, now=at)
        rows = [(care, f"USD {amount}") for care, amount in self.told.lines]
        sheet = paper(title="Invoice", head=HOSPITAL, rows=rows, foot=self.told.number)
        DOCUMENTS.add(parent_id=draft.pk, upload=sheet, by=officer, now=at)
        draft.refresh_from_db()
        said = {"invoice_number": self.told.number, "is_last": True, "currency": "USD", "country": "KE"}
        stay = {"admitted_on": on, "discharged_on": on, "patient_name": person.full_name, "born_on": person.born_on}
        lines = [
            {"benefit": care, "words": "", "service_on": on, "quantity": 1, "amount": Decimal(amount)}
            for care, amount in self.told.lines
        ]
        seen = draft.changed_at
        invoice = receive_invoice(
            invoice_id=draft.pk, checked=seen, facts=said | stay, lines=lines, language="en", by=officer, now=at
        )
        if self.told.is_taken:
            self.take(invoice, officer, at)

    def take(self, invoice: ProviderInvoice, officer: User, at: datetime) -> None:
        """Nobody of the list was named on the guarantee: the officer names whom we pay."""
        place = {"name": HOSPITAL, "country": "KE", "city": CITY}
        provider, _made = Provider.objects.get_or_create(**place, defaults={"kind": Provider.Kind.CLINIC})
        claim = take_up(invoice_id=invoice.pk, provider=provider, care={}, by=officer, now=at)
        settle(claim_id=claim.pk, now=at, by=officer, way=Way.RELEASED)

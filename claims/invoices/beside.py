"""What invoices put on the pages of requests, at the desk, and on the pages of their claims."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.beside import Moment, at_desk, in_timeline, on_request
from approvals.beside import Part as RequestPart
from approvals.guarantees.models import Guarantee
from approvals.models import CareRequest
from claims.beside import Part, on_claim
from claims.invoices.drafts import PERMISSION
from claims.invoices.models import ProviderInvoice
from claims.invoices.outcome import outcome_of
from claims.invoices.outcome_texts import shown
from claims.invoices.telling import sentences
from claims.models import Claim
from portal.members.models import Person, User


def _of(care: CareRequest) -> Iterable[ProviderInvoice]:
    known = ProviderInvoice.objects.received().filter(guarantee__request=care)
    return known.select_related("claim", "guarantee__person__family").prefetch_related("lines").order_by("received_at")


@on_request
def on_the_request(care: CareRequest, reader: Person, now: datetime) -> Iterable[RequestPart]:
    """The member's page: what the provider sent, and where she reads what came of it."""
    found = [one for one in _of(care) if one.state != ProviderInvoice.State.RETURNED]
    return [RequestPart("invoices/parts/on_request.html", {"invoices": found})] if found else []


@at_desk
def at_the_desk(care: CareRequest, by: User, now: datetime) -> Iterable[RequestPart]:
    """The desk's screen: invoices with their differences, entering one, asking the provider for it."""
    issued = Guarantee.objects.filter(request=care, issued_at__isnull=False)
    guarantee = issued.order_by("-version").first()
    if guarantee is None or not by.has_perm("invoices.view_providerinvoice"):
        return []
    found = [(one, sentences(one)) for one in _of(care)]
    context = {"guarantee": guarantee, "invoices": found, "may": by.has_perm(PERMISSION)}
    return [RequestPart("admin/invoices/at_desk.html", context)]


@in_timeline
def moments(care: CareRequest) -> Iterable[Moment]:
    """When invoices came. No amounts."""
    for one in _of(care):
        link = reverse("claims:status", args=[one.claim_id]) if one.claim_id else ""
        words = _("See the claim") if link else ""
        at = one.received_at or one.created_at
        yield Moment(at, _("Invoice of the provider received"), one.number, link=link, link_text=words)


@on_claim
def on_the_claim(claim: Claim, reader: Person, now: datetime) -> Iterable[Part]:
    """The claim of an invoice: that the provider is paid, and estimate beside outcome."""
    if claim.origin != Claim.Origin.PROVIDER:
        return []
    invoice = ProviderInvoice.objects.select_related("guarantee__request__person__family").filter(claim=claim).first()
    if invoice is None:
        return []
    told = outcome_of(invoice.guarantee)
    rows = shown(told) if told else []
    return [Part("invoices/parts/on_claim.html", {"invoice": invoice, "outcome": told, "rows": rows})]

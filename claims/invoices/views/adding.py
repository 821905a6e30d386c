"""The invoice itself: files sent along, by whoever holds the address."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase

from claims.invoices.drafts import DOCUMENTS, known_invoice
from claims.invoices.forms import PaperForm
from claims.invoices.models import InvoiceDocument, ProviderInvoice
from claims.invoices.refusals import AddressGone, InvoiceRefused
from claims.invoices.views.guarding import about, by_address
from portal.attachments.pages import DocumentPages
from portal.members.models import User


class AddressPages(DocumentPages[InvoiceDocument]):
    """The same pages for somebody without an account; the token stands where an id does elsewhere."""

    signs_in: ClassVar[bool] = False

    def guard(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """Who holds a living address."""

        @by_address
        @wraps(view)
        def guarded(request: HttpRequest, invoice: ProviderInvoice, token: str, **ids: Any) -> HttpResponseBase:
            return view(request, token=token, **ids)

        return guarded

    def by(self, request: Any) -> User | None:
        """Nobody with an account, or the colleague who keys it in."""
        return request.user if isinstance(request.user, User) and request.user.is_staff else None

    def sender(self, request: Any, parent: Any) -> str:
        """Whoever enters this invoice, at whichever address."""
        return f"invoice:{parent.pk}"

    def address(self, parent: Any) -> str:
        """By which it was reached."""
        return str(parent.token)


def _load(request: Any, token: Any) -> ProviderInvoice:
    invoice = known_invoice(str(token))
    if invoice is None:
        raise Http404
    invoice.token = str(token)
    return invoice


PAGES = AddressPages(
    custody=DOCUMENTS,
    space="invoices",
    name="invoice",
    key="token",
    load=_load,
    is_open=lambda invoice: not invoice.is_received,
    leave="fill",
    sent=AddressGone,
    refused=InvoiceRefused,
    template="invoices/documents.html",
    form=PaperForm,
    more=lambda request, invoice: about(invoice),
)

"""The provider's pages: the code, lines and amounts, check, receipt. Nobody signs in; the desk keys in here too."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from approvals.estimates.drafts import Said
from approvals.estimates.views.guarding import currency_of
from approvals.guarantees.models import Guarantee, Stay
from approvals.guarantees.refusals import GuaranteeRefused, TooManyTries
from approvals.guarantees.verifying import confirmed
from claims.invoices.drafts import DOCUMENTS, begin_with_code, said_of, write_draft
from claims.invoices.entry import Entry, judged, shown, typed_in
from claims.invoices.forms import CheckedForm, CodeForm
from claims.invoices.models import ProviderInvoice
from claims.invoices.receiving import receive_invoice
from claims.invoices.refusals import AddressGone, InvoiceRefused
from claims.invoices.views.guarding import about, by_address, gone, receipt
from portal.benefits.money import ZERO
from portal.entitlements.wording import benefit_name
from portal.members.addresses import source_of
from portal.members.days import local_day
from portal.members.models import User


def day_there(invoice: ProviderInvoice) -> date:
    """The calendar day where the care was given."""
    return local_day(timezone.now(), country=invoice.guarantee.provider_country)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, seal: UUID) -> HttpResponse:
    """From the page behind the square code: whoever has the provider's paper types its code, and goes on."""
    now = timezone.now()
    if confirmed(seal, now=now) is None:
        return gone(request)
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                code: str = form.cleaned_data["code"]
                _invoice, token = begin_with_code(seal=seal, code=code, source=source_of(request), now=now)
                return redirect("invoices:fill", token=token)
            except GuaranteeRefused as refusal:
                form.add_error("code", refusal.message)
                status = 429 if isinstance(refusal, TooManyTries) else 422
    answer = render(request, "invoices/begin.html", {"form": form, "seal": seal}, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def first_guess(invoice: ProviderInvoice) -> Said:
    """What the guarantee says already, in a form not touched yet."""
    guarantee: Guarantee = invoice.guarantee
    lines = list(guarantee.lines.all())
    stays = dict(Stay.objects.filter(guarantee__number=guarantee.number).values_list("kind", "on"))
    country = guarantee.provider_country
    return Said(
        {
            "country": country,
            "currency": lines[0].currency if lines else currency_of(country),
            "admitted_on": stays.get(Stay.Kind.ADMISSION),
            "discharged_on": stays.get(Stay.Kind.DISCHARGE),
            "is_last": True,
        }
    )


@by_address
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, invoice: ProviderInvoice, token: str) -> HttpResponse:
    """Everything but the documents; what is typed is kept, right or wrong."""
    today = day_there(invoice)
    if request.method == "POST":
        return _keep(request, invoice, token, today)
    said = said_of(invoice)
    if "check" in request.GET:
        entry = judged(invoice, said, today=today)
        entry.is_whole()
    else:
        entry = shown(invoice, said if invoice.said else first_guess(invoice), today=today)
    return _page(request, invoice, entry)


def _keep(request: HttpRequest, invoice: ProviderInvoice, token: str, today: date) -> HttpResponse:
    """Whatever was typed is kept first; then a line more or less, or on to the next page if all is right."""
    blank = shown(invoice, Said(), today=today)
    said, place = typed_in(blank.head, request.POST), request.POST.get("remove", "")
    at = f"{reverse('invoices:fill', args=[token])}#lines"
    changes = "add" in request.POST or "remove" in request.POST
    if "add" in request.POST:
        said = said.with_line()
    elif place.isascii() and place.isdecimal():
        said = said.without_line(int(place[:4]))
    write_draft(invoice_id=invoice.pk, said=said, now=timezone.now())
    if changes:
        return redirect(at)
    entry = judged(invoice, said, today=today)
    return redirect("invoices:documents", token=token) if entry.is_whole() else _page(request, invoice, entry)


def _page(request: HttpRequest, invoice: ProviderInvoice, entry: Entry) -> HttpResponse:
    context = {**about(invoice), "form": entry.head, "formset": entry.lines}
    return render(request, "invoices/fill.html", context)


@by_address
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, invoice: ProviderInvoice, token: str) -> HttpResponse:
    """All of it with its sum; the button sends it, once."""
    entry = judged(invoice, said_of(invoice), today=day_there(invoice))
    if not entry.is_whole():
        return redirect(f"{reverse('invoices:fill', args=[token])}?check")
    facts, lines = entry.head.cleaned_data, entry.lines.kept()
    seen = {"checked": invoice.changed_at.isoformat()}
    form = CheckedForm(request.POST if request.method == "POST" else None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, invoice, token, facts, lines, form.cleaned_data["checked"])
        except AddressGone:
            raise
        except InvoiceRefused as refusal:
            form.add_error(None, refusal.message)
            form.data = {**request.POST.dict(), **seen}
    plan = invoice.person.family.plan
    context = {
        **about(invoice),
        "form": form,
        "facts": facts,
        "documents": DOCUMENTS.of(invoice),
        "rows": [(benefit_name(line["benefit"], plan) if line["benefit"] else "", line) for line in lines],
        "total": sum((line["amount"] for line in lines), ZERO),
        "room": ProviderInvoice.Room(facts.get("room") or "").label,
    }
    return render(request, "invoices/check.html", context)


def _sent(
    request: HttpRequest, invoice: ProviderInvoice, token: str, facts: dict[str, Any], lines: Any, checked: Any
) -> HttpResponse:
    """The receipt; of the invoice that came first, when this one had come before. Raises InvoiceRefused."""
    by = request.user if isinstance(request.user, User) and invoice.keyed_by_id == request.user.pk else None
    sent = receive_invoice(
        invoice_id=invoice.pk,
        checked=checked,
        facts=facts,
        lines=lines,
        language=get_language() or invoice.guarantee.provider_language,
        by=by,
        now=timezone.now(),
        request=request,
    )
    if sent.pk != invoice.pk:
        return receipt(request, sent, is_repeated=True)
    return redirect("invoices:fill", token=token)

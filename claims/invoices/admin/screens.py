"""The screens of invoices at the desk: one invoice, those that are awaited, a file of several."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.guarantees.models import Guarantee
from claims.invoices.admin.forms import BackForm, FileForm, TakeForm
from claims.invoices.awaiting import ask_provider, awaited
from claims.invoices.drafts import DOCUMENTS, PERMISSION, begin_at_desk
from claims.invoices.files import HEADER, import_invoices
from claims.invoices.matching import holding_version
from claims.invoices.models import InvoiceDocument, ProviderInvoice
from claims.invoices.refusals import InvoiceRefused
from claims.invoices.taking import send_back, take_up
from claims.invoices.telling import sentences
from portal.entitlements.wording import benefit_name
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.vault.serving import answer
from portal.vault.tables import UnreadableFile

SEES = ("invoices.view_providerinvoice",)
DESK = "admin:invoices_providerinvoice_"


def page(request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this desk."""
    frame = {**admin.site.each_context(request), "title": title, "opts": ProviderInvoice._meta}
    whole = {**frame, "is_nav_sidebar_enabled": False, **context}
    return render(request, f"admin/invoices/{template}.html", whole, status=status)


def known(invoice_id: UUID) -> ProviderInvoice:
    """A received invoice with all that is shown. Raises Http404."""
    received = ProviderInvoice.objects.received().select_related(
        "guarantee__person__family", "guarantee__request", "provider", "claim", "decided_by"
    )
    return get_object_or_404(received, pk=invoice_id)


@desk_may(*SEES)
@require_safe
def screen(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """One invoice with its differences."""
    invoice = known(invoice_id)
    record(act="providerinvoice.read", by=colleague(request), about=invoice, now=timezone.now(), request=request)
    return _screen(request, invoice)


def _screen(request: HttpRequest, invoice: ProviderInvoice, *, status: int = 200, **forms: Any) -> HttpResponse:
    plan = invoice.person.family.plan
    lines = [(benefit_name(line.benefit, plan) if line.benefit else "", line) for line in invoice.lines.all()]
    waits = invoice.state == ProviderInvoice.State.WAITING and request.user.has_perm(PERMISSION)
    return page(
        request,
        "screen",
        _("Invoice %(number)s") % {"number": invoice.number},
        status=status,
        invoice=invoice,
        rows=lines,
        total=invoice.total,
        differences=sentences(invoice),
        documents=DOCUMENTS.of(invoice),
        take_form=forms.get("take") or (TakeForm(invoice=invoice) if waits else None),
        back_form=forms.get("back") or (BackForm() if waits else None),
    )


@desk_may(*SEES, PERMISSION)
@require_POST
def take(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Take it up as a claim all the same."""
    invoice = known(invoice_id)
    form = TakeForm(request.POST, invoice=invoice)
    if form.is_valid():
        who, now = colleague(request), timezone.now()
        provider = form.cleaned_data.get("provider")
        try:
            take_up(invoice_id=invoice.pk, provider=provider, care=form.care(), by=who, now=now, request=request)
            messages.success(request, _("Taken up. The claim is decided as any other."))
            return redirect(f"{DESK}screen", invoice.pk)
        except InvoiceRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return _screen(request, known(invoice_id), status=422, take=form)


@desk_may(*SEES, PERMISSION)
@require_POST
def back(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Send it back with the reasons."""
    invoice = known(invoice_id)
    form = BackForm(request.POST)
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            send_back(invoice_id=invoice.pk, words=words, by=colleague(request), now=timezone.now(), request=request)
            messages.success(request, _("Sent back. The provider reads why."))
            return redirect(f"{DESK}screen", invoice.pk)
        except InvoiceRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return _screen(request, known(invoice_id), status=422, back=form)


@desk_may(*SEES)
@require_safe
def document(request: HttpRequest, invoice_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A file of it."""
    files = InvoiceDocument.objects.select_related("stored").exclude(invoice__state=ProviderInvoice.State.DRAFT)
    found = get_object_or_404(files, invoice=invoice_id, pk=document_id)
    record(act="invoicedocument.read", by=colleague(request), about=found, now=timezone.now(), request=request)
    return answer(found.stored, filename="invoice", media_type=found.stored.media_type, inline=True)


@desk_may(*SEES, PERMISSION)
@require_POST
def enter(request: HttpRequest, guarantee_id: UUID) -> HttpResponse:
    """Key in an invoice that came on paper or by mail, on the pages of the provider."""
    guarantee = holding_version(get_object_or_404(Guarantee.objects.exclude(issued_at=None), pk=guarantee_id))
    try:
        _invoice, token = begin_at_desk(guarantee=guarantee, by=colleague(request), now=timezone.now())
    except InvoiceRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect(f"{DESK}awaited")
    return redirect("invoices:fill", token=token)


@desk_may(*SEES)
@require_safe
def awaiting(request: HttpRequest) -> HttpResponse:
    """Stays that ended without an invoice."""
    rows = awaited(today=timezone.localdate())
    may = request.user.has_perm(PERMISSION)
    return page(request, "awaited", _("Invoices that have not come"), rows=rows, may=may)


@desk_may(*SEES, PERMISSION)
@require_POST
def ask(request: HttpRequest, guarantee_id: UUID) -> HttpResponse:
    """Mail the provider a link."""
    found = get_object_or_404(Guarantee.objects.exclude(issued_at=None), pk=guarantee_id)
    try:
        ask_provider(guarantee_id=found.pk, by=colleague(request), now=timezone.now(), request=request)
        messages.success(request, _("Asked by mail, with a link."))
    except InvoiceRefused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(f"{DESK}awaited")


@desk_may(*SEES, PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Several invoices in a file: tried, or taken; the report says line by line what became of them."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    report, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            dry_run = not form.cleaned_data["take"]
            try:
                upload = form.cleaned_data["file"]
                report = import_invoices(file=upload, dry_run=dry_run, by=colleague(request), now=timezone.now())
                status = 200
            except UnreadableFile as problem:
                form.add_error("file", str(problem))
    header = ",".join(HEADER)
    return page(request, "file", _("A file of invoices"), status=status, form=form, report=report, header=header)

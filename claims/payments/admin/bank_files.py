"""The bank's files at the desk: read, shown, booked; and what a person did about the rest."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.payments import statuses
from claims.payments.admin.asking import SEES, by_whom, page, told
from claims.payments.admin.forms import BankFileForm, HandledForm
from claims.payments.models import BankFile, BankLine
from portal.members.desk import colleague, desk_may

PAGE = 100
BOOKS = (*SEES, "payments.view_bankfile", "payments.book_bankfile")


@desk_may(*BOOKS)
@require_POST
def upload(request: HttpRequest) -> HttpResponseRedirect:
    """Read a file; nothing is booked yet."""
    form = BankFileForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("money:overview")
    content, act = form.cleaned_data["file"], by_whom(request)
    file = told(
        request, lambda: statuses.read_file(content=content, **act), _("The file is read. Look at it, then book it.")
    )
    return redirect("money:bank_file", file.pk) if file else redirect("money:overview")


@desk_may(*SEES, "payments.view_bankfile")
@require_safe
def shown(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What a file says and what booking it did, or would do."""
    file = get_object_or_404(BankFile.objects.select_related("read_by", "booked_by"), pk=file_id)
    lines = file.lines.select_related("transfer__run", "transfer__payment__family", "transfer__payment__provider")
    found = Paginator(lines.order_by("position"), PAGE).get_page(request.GET.get("page"))
    is_read = file.state == BankFile.State.READ
    outcomes = [(line, BankLine.Outcome(statuses.planned(line) if is_read else line.outcome)) for line in found]
    may = colleague(request).has_perms(BOOKS)
    context = {"file": file, "page": found, "lines": outcomes, "may_book": is_read and may, "may_handle": may}
    return page(request, "bank_file", _("File of the bank"), context)


@desk_may(*BOOKS)
@require_POST
def book(request: HttpRequest, file_id: UUID) -> HttpResponseRedirect:
    """Book what was shown."""
    file = get_object_or_404(BankFile, pk=file_id)
    act = by_whom(request)
    told(request, lambda: statuses.book_file(file_id=file.pk, **act), _("The file is booked."))
    return redirect("money:bank_file", file.pk)


@desk_may(*BOOKS)
@require_POST
def handled(request: HttpRequest, line_id: UUID) -> HttpResponseRedirect:
    """Write down what was done about a line."""
    line = get_object_or_404(BankLine, pk=line_id)
    form = HandledForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    act = by_whom(request)
    told(request, lambda: statuses.handle_line(line_id=line.pk, note=note, **act), _("Written down."))
    return redirect("money:overview")

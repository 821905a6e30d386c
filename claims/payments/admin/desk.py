"""The desk of finance: what can go out, what waits for a second person, what is stuck, and what is owed back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims.payments.admin.asking import SEES, by_whom, page, told
from claims.payments.admin.forms import BankFileForm, PrepareForm
from claims.payments.models import BankFile, BankLine, Payment, PaymentRun, Receivable
from claims.payments.proof import prove
from claims.payments.standing import last_transfers, stuck, waiting
from claims.payments.statuses import try_again
from portal.members.desk import desk_may

PAGE, FEW = 50, 10


@desk_may(*SEES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything at a glance; at most a page of each."""
    today = timezone.localdate()
    rows = [
        (one, PrepareForm(initial={"currency": one.currency, "execution_on": today}, auto_id=f"{one.currency}_%s"))
        for one in waiting()
    ]
    runs = PaymentRun.objects.select_related("prepared_by", "released_by", "discarded_by")
    stuck_page = Paginator(stuck(), PAGE).get_page(request.GET.get("page"))
    last = last_transfers(stuck_page.object_list)
    context = {
        "rows": rows,
        "prepared": runs.filter(state=PaymentRun.State.PREPARED),
        "runs": runs.exclude(state=PaymentRun.State.PREPARED)[:FEW],
        "stuck_page": stuck_page,
        "stuck": [(payment, last.get(payment.pk)) for payment in stuck_page.object_list],
        "receivables": Receivable.objects.open().select_related("family", "provider", "settlement", "stop_loss")[:PAGE],
        "lines": BankLine.objects.for_a_person().select_related("file", "transfer__run")[:PAGE],
        "files": BankFile.objects.select_related("read_by", "booked_by")[:FEW],
        "upload": BankFileForm(),
    }
    return page(request, "overview", _("Payments"), context)


@desk_may(*SEES, "payments.change_payment")
@require_POST
def again(request: HttpRequest, payment_id: UUID) -> HttpResponseRedirect:
    """Send what came back to the same account once more."""
    payment = get_object_or_404(Payment, pk=payment_id)
    act = by_whom(request)
    told(request, lambda: try_again(payment_id=payment.pk, **act), _("The payment goes out again with the next run."))
    return redirect("money:overview")


@desk_may(*SEES, "payments.view_ledgerentry")
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Whether books, settlements and payments say the same."""
    return page(request, "proof", _("Proof of the books"), {"proof": prove()})

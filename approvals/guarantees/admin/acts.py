"""What one does with a guarantee that is there: sign it, revoke it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from approvals.guarantees.admin.forms import NoForm, ReasonsForm
from approvals.guarantees.ending import revoke
from approvals.guarantees.issuing import PERMISSION, sign
from approvals.guarantees.models import Guarantee
from approvals.guarantees.refusals import GuaranteeRefused
from portal.members.desk import colleague, desk_may


@dataclass(frozen=True)
class Act:
    """A form, the verb it fills, and what is said when it is done."""

    form: type[forms.Form]
    verb: Callable[..., object]
    done: Promise


ACTS: Mapping[str, Act] = {
    "sign": Act(NoForm, sign, gettext_lazy("Signed and issued. The papers are being written.")),
    "revoke": Act(ReasonsForm, revoke, gettext_lazy("Revoked. Member and provider are told.")),
}


@desk_may("guarantees.view_guarantee", "approvals.view_carerequest", PERMISSION)
@require_POST
def act(request: HttpRequest, guarantee_id: UUID, name: str) -> HttpResponse:
    """One act of the table above."""
    found, known = get_object_or_404(Guarantee, pk=guarantee_id), ACTS.get(name)
    if known is None:
        raise Http404
    form = known.form(request.POST)
    if form.is_valid():
        try:
            known.verb(
                guarantee_id=found.pk, **form.cleaned_data, by=colleague(request), now=timezone.now(), request=request
            )
            messages.success(request, str(known.done))
        except GuaranteeRefused as refusal:
            messages.error(request, str(refusal.message))
    else:
        messages.error(request, str(gettext_lazy("Write the reasons: the member must read them.")))
    return redirect("admin:guarantees_guarantee_decide", found.request_id)

"""The member's bank details: shown masked, changed by the participant alone after she confirmed who she is."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.members import bank, recovery
from portal.members.access import MemberRequest, member_required
from portal.members.bank_forms import DetailsForm
from portal.members.models import BankAccount, Person
from portal.members.reauthentication import confirmed_fully

TYPED = ("holder", "country", "account", "bic", "clearing", "currency")


@member_required
@require_safe
def bank_details(request: MemberRequest) -> HttpResponse:
    """The account in use and those before it, masked. The rest of the family sees that there is one."""
    accounts = list(BankAccount.objects.filter(family=request.person.family_id).order_by("replaced_on", "-from_on"))
    current = next((one for one in accounts if one.replaced_on is None), None)
    context = {
        "current": current,
        "fits": current is not None and bank.known(current) is not None,
        "earlier": [one for one in accounts if one.replaced_on] if _may_change(request.person) else [],
        "may_change": _may_change(request.person),
        "held_until": recovery.held_until(request.person.family_id, timezone.now()),
        "currency": request.person.family.currency,
    }
    return render(request, "members/bank_details.html", context)


@member_required
@never_cache
@confirmed_fully
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def change_bank_details(request: MemberRequest) -> HttpResponse:
    """New details for the whole family. Raises Http404 for everybody but the participant."""
    if not _may_change(request.person):
        raise Http404
    family, now = request.person.family, timezone.now()
    current = bank.in_use(family.pk)
    if recovery.held_until(family.pk, now):
        return redirect("members:bank_details")  # which says until when, and why
    form = DetailsForm(request.POST or None, initial=_initial(current, request.person))
    if request.method == "POST" and form.is_valid() and form.details:
        try:
            bank.replace_account(
                family=family, details=form.details, from_on=now.date(), by=request.user, now=now, request=request
            )
        except bank.BankDetailsWait as refusal:
            messages.warning(request, str(refusal.message))
            return redirect("members:bank_details")
        messages.success(request, _("Your bank details are saved. We pay to this account from now on."))
        return redirect("members:bank_details")
    return render(request, "members/bank_details_change.html", {"form": form, "current": current})


def _may_change(person: Person) -> bool:
    return person.relation == Person.Relation.PARTICIPANT


def _initial(current: BankAccount | None, person: Person) -> dict[str, str]:
    """What is known, to be corrected; for a first account only the guess that it lies where she lives."""
    if current is None:
        return {"country": person.family.residence, "currency": person.family.currency, "holder": ""}
    known = bank.known(current)
    return {name: getattr(known or current, name) for name in TYPED}

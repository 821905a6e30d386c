"""A provider's account at the desk: masked, replaced by finance after they confirmed who they are."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from claims.payments.admin.asking import SEES, by_whom, page
from claims.payments.models import ProviderAccount
from claims.payments.provider_accounts import replace_provider_account
from portal.members.bank_forms import DetailsForm
from portal.members.desk import desk_may
from portal.members.reauthentication import confirmed_again
from providers.models import Provider


@desk_may(*SEES, "payments.change_provideraccount")
@never_cache
@confirmed_again
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def shown(request: HttpRequest, provider_id: UUID) -> HttpResponseBase:
    """The accounts of a provider, and the form of a new one. What is in use is not typed out again."""
    provider = get_object_or_404(Provider, pk=provider_id)
    form = DetailsForm(request.POST or None, initial={"country": provider.country, "currency": "USD"})
    if request.method == "POST" and form.is_valid() and form.details:
        replace_provider_account(provider=provider, details=form.details, **by_whom(request))
        messages.success(request, _("The account is saved."))
        return redirect("money:provider_account", provider.pk)
    accounts = ProviderAccount.objects.filter(provider=provider).order_by("replaced_on", "-from_on")
    context = {"provider": provider, "accounts": accounts, "form": form}
    return page(request, "provider_account", _("Bank account of a provider"), context)

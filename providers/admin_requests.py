"""The queue of what members tell and ask about providers: longest waiting first, each answered on one page."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.look.choices import country_choices
from portal.look.templatetags.look import badge
from portal.members.desk import AuditedAdmin, ReadOnly, colleague
from providers.asking import PERMISSIONS, RequestRefused, answer
from providers.models import ProviderRequest
from providers.request_forms import AnswerForm


@admin.register(ProviderRequest)
class ProviderRequestAdmin(ReadOnly, AuditedAdmin):
    """Each role sees what it answers: the guarantee desk direct payment, provider relations the rest."""

    list_display = ["shown", "about", "where", "reference", "shown_state", "asked_at"]
    list_filter = ["state", "kind"]
    search_fields = ["person__family__reference", "name"]
    ordering = ["-state", "asked_at"]  # “waiting” comes last in the alphabet

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProviderRequest]:
        """Those of the kinds this colleague answers."""
        kinds = [kind for kind, permission in PERMISSIONS.items() if request.user.has_perm(permission)]
        found = ProviderRequest.objects.filter(kind__in=kinds)
        return found.select_related("provider", "person__family", "answered_by")

    @admin.display(description=gettext_lazy("what it is"), ordering="kind")
    def shown(self, one: ProviderRequest) -> str:
        """Its kind in words."""
        return one.get_kind_display()

    @admin.display(description=gettext_lazy("provider"))
    def about(self, one: ProviderRequest) -> str:
        """Whom it is about."""
        return one.about

    @admin.display(description=gettext_lazy("where"))
    def where(self, one: ProviderRequest) -> str:
        """City and country."""
        city, country = (one.provider.city, one.provider.country) if one.provider else (one.city, one.country)
        return f"{city}, {dict(country_choices()).get(country, country)}"

    @admin.display(description=gettext_lazy("family"), ordering="person__family__reference")
    def reference(self, one: ProviderRequest) -> str:
        """Its reference number."""
        return one.person.family.reference

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, one: ProviderRequest) -> SafeString:
        """As a badge."""
        return badge(one.state, one.get_state_display(), one.tone)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen of a request, with the answer."""
        one = self.get_object(request, object_id)
        if one is None or not self.has_view_permission(request, one):
            raise Http404
        form = AnswerForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:providers_providerrequest_changelist")
        if request.method == "POST" and form.is_valid():
            try:
                answer(request_id=one.pk, by=colleague(request), now=timezone.now(), **form.cleaned_data)
            except RequestRefused as refused:
                messages.error(request, str(refused.message))
            else:
                messages.success(request, _("Answered. The member gets an e-mail that there is an answer."))
            return redirect(back)
        if request.method == "GET":
            self._record(request, one, "read")
        waits = one.state == ProviderRequest.State.WAITING
        context = {
            **admin.site.each_context(request),
            "title": one.get_kind_display(),
            "opts": ProviderRequest._meta,
            "list_url": back,
            "one": one,
            "where": self.where(one),
            "form": form if waits else None,
            "is_nav_sidebar_enabled": False,
        }
        return render(request, "admin/providers/request.html", context, status=422 if form.errors else 200)

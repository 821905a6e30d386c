"""The desk's pages about providers, who works there, and what was agreed with them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext_lazy as _

from portal.entitlements.choices import benefit_choices
from portal.look.choices import country_choices, currency_choices
from portal.members.desk import AuditedAdmin
from providers import admin_files, admin_requests  # noqa: F401 — their pages register themselves
from providers.admin_network import network_urls
from providers.codes import CareKind
from providers.models import Agreement, Organisation, Practitioner, Provider, UsualPrice
from providers.network_forms import speciality_choices
from providers.picking import Picker
from providers.terms_forms import AgreementRows, JudgedTogether


class CodesField(forms.MultipleChoiceField):
    """Several choices, kept as codes with a blank between them."""

    def prepare_value(self, value: Any) -> Any:
        """Codes as a list."""
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The codes in one line."""
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other codes were chosen."""
        return super().has_changed(self.prepare_value(initial), data)


class ListedForm(forms.ModelForm):
    """Specialities are chosen by name."""

    specialities = CodesField(label=_("specialities"), choices=speciality_choices, required=False)


class ProviderForm(ListedForm):
    """The country is chosen by name."""

    country = forms.ChoiceField(label=_("country"), choices=lambda: [("", "---------"), *country_choices()])


class AgreementForm(JudgedTogether):
    """Kinds of care are ticked."""

    direct_care = CodesField(
        label=_("direct payment for"),
        choices=CareKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all care."),
    )


class AgreementInline(admin.TabularInline):
    """An agreement that ended gets its last day, and the next one its own row."""

    model = Agreement
    form = AgreementForm
    formset = AgreementRows
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: settled claims were decided by it."""
        return False


class PriceForm(forms.ModelForm):
    """Benefit and currency are chosen by name."""

    benefit = forms.ChoiceField(label=_("benefit"), choices=lambda: [("", "---------"), *_benefits()])
    currency = forms.ChoiceField(label=_("currency"), choices=lambda: [("", "---------"), *currency_choices()])


class PriceInline(admin.TabularInline):
    """A new price gets a row of its own, from its day on; the older one stays."""

    model = UsualPrice
    form = PriceForm
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what was, stays."""
        return False


def _benefits() -> list[Any]:
    return list(benefit_choices(settings.DEFAULT_PLAN))


class OneAtATime(AuditedAdmin):
    """A page whose rows somebody else may be writing at the same moment."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is chosen by typing bears whatever was sent."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Picker(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """What only the database can see is said on the page, and nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, _("Nothing was saved: it does not go with what a colleague saved just now."))
            return redirect(request.path)


@admin.register(Provider)
class ProviderAdmin(OneAtATime):
    """Who gives care; closed with a date, never deleted."""

    form = ProviderForm
    list_display = ["name", "kind", "city", "country", "confirmed_on", "closed_on"]
    list_filter = ["kind", "agreements__direct_payment", "agreements__accepts_price_levels"]
    show_facets = admin.ShowFacets.NEVER  # each would count a million rows
    show_full_result_count = False
    search_fields = ["name__istartswith", "reference__exact"]
    ordering = ["country", "name", "city"]
    autocomplete_fields = ["organisation"]
    inlines = [AgreementInline, PriceInline]
    change_list_template = "admin/providers/provider_list.html"

    def get_urls(self) -> list[URLPattern]:
        """With the pages of provider relations."""
        return [*network_urls(), *super().get_urls()]


@admin.register(Practitioner)
class PractitionerAdmin(OneAtATime):
    """Somebody who works at a provider."""

    form = ListedForm
    list_display = ["name", "provider", "closed_on"]
    list_select_related = ["provider"]
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    search_fields = ["name__istartswith", "reference__exact"]
    autocomplete_fields = ["provider"]


@admin.register(Organisation)
class OrganisationAdmin(OneAtATime):
    """Who runs several providers."""

    list_display = ["name", "closed_on"]
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Organisation, form: forms.ModelForm, change: bool) -> None:
        """A new name is one its providers are found by."""
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            for provider in obj.providers.all():
                provider.save()

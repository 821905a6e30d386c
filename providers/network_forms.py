"""Forms of provider relations. They validate and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.choices import country_choices
from providers.bulk import Act, Change
from providers.models import Organisation, Provider

NOTHING = [("", "---------")]


class BulkForm(forms.Form):
    """Which agreements, and what happens to them."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("name"), required=False, to_field_name="name",
        widget=forms.TextInput(attrs={"list": "organisations"}),
        help_text=_("Its whole name. Empty: any."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False, choices=lambda: [*NOTHING, *country_choices()])
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=lambda: [*NOTHING, *Provider.Kind.choices])
    act = forms.ChoiceField(label=_("What happens"), choices=Act.choices)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Somebody must be chosen."""
        told = super().clean() or {}
        if not self.errors and not (told.get("organisation") or told.get("country")):
            raise forms.ValidationError(_("Choose an organisation or a country."))
        return told

    def change(self) -> Change:
        """What the valid form asks for."""
        return Change(**{**self.cleaned_data, "act": Act(self.cleaned_data["act"])})


class CountryForm(forms.Form):
    """One country."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: [*NOTHING, *country_choices()])

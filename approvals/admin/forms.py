"""Forms of the desk of requests. They validate and never save."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import CareForm, any_covered, choose
from approvals.models import CareRequest
from portal.benefits.plans import load_plan
from portal.entitlements.wording import benefit_name
from portal.look.choices import country_choices


def to_member(label: Any) -> forms.CharField:
    """A text that the member reads, as typed."""
    return forms.CharField(
        label=label,
        help_text=_("She reads it as you type it: write in her language if you can."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskForm(forms.Form):
    words = to_member(_("Question to the member"))


class TellForm(forms.Form):
    words = to_member(_("Message to the member"))


class WaitForm(forms.Form):
    why = to_member(_("What the provider is to send"))


class NoForm(forms.Form):
    """A button alone."""


class CloseForm(forms.Form):
    words = to_member(_("Reasons, as the member reads them"))


class CorrectForm(CareForm):
    """Every fact that the desk may correct; every benefit of the plan."""

    kind = forms.ChoiceField(label=_("Kind of request"), choices=CareRequest.Kind.choices)
    provider_name = forms.CharField(label=_("Provider"), max_length=200, required=False)
    provider_city = forms.CharField(label=_("City"), max_length=80, required=False)
    provider_country = forms.ChoiceField(label=_("Country"), required=False)
    provider_contact = forms.CharField(label=_("Contact of the provider"), max_length=200, required=False)
    field_order = ("kind", "benefit", "from_on", "until_on", "is_emergency", "room", "estimated", "currency")

    def __init__(self, *args: Any, care: CareRequest, **kwargs: Any) -> None:
        super().__init__(*args, care=care, **kwargs)
        plan = care.person.family.plan
        rows = load_plan(plan).rows
        codes = (code for code in rows if any_covered(rows[code]))
        benefits = cast(forms.ChoiceField, self.fields["benefit"])
        benefits.choices = [*choose(_("not known yet")), *((code, benefit_name(code, plan)) for code in codes)]
        benefits.help_text = ""
        cast(forms.ChoiceField, self.fields["provider_country"]).choices = [*choose("–"), *country_choices()]
        if care.provider:
            for name in ("provider_name", "provider_city", "provider_country"):
                del self.fields[name]
        for name in ("from_on", "until_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

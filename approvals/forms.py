"""Forms of a request. They validate and never save."""

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.models import CareRequest
from approvals.needs import benefits_for
from portal.attachments.forms import DocumentsForm
from portal.benefits.plans import load_plan
from portal.entitlements.wording import benefit_name
from portal.look.amounts import AmountField, is_too_small
from portal.look.choices import country_choices, currency_choices
from portal.look.fields import DayField
from portal.look.plain import Plain, words_field
from portal.look.selects import LongSelect
from portal.members.fields import PersonField
from portal.members.models import Person
from providers.models import Provider

# A letter, a digit, a letter or digit, and up to four more behind a point: how every edition writes its codes.
ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


def choose(label: Any) -> list[tuple[str, Any]]:
    """The first entry of a list from which nothing need be chosen."""
    return [("", label)]


class NewForm(Plain):
    """For whom and what kind of care. The hidden fields come from the page on which she pressed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    provider = forms.ModelChoiceField(Provider.objects.all(), required=False, widget=forms.HiddenInput)
    benefit = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    estimated = AmountField(required=False, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is planned?"),
        choices=CareRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    person = PersonField(
        queryset=Person.objects.none(),
        label=_("For whom?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["person"]).queryset = people
        cast(forms.ModelChoiceField, self.fields["provider"]).error_messages["invalid_choice"] = _(
            "This provider is no longer on the list."
        )

    def facts(self) -> dict[str, Any]:
        """What the request begins with; a benefit that does not belong to this kind of care is left out."""
        known = {"kind": self.cleaned_data["kind"], "provider": self.cleaned_data["provider"]}
        plan = self.cleaned_data["person"].family.plan
        benefit = self.cleaned_data["benefit"]
        if benefit in benefits_for(plan, known["kind"]):
            known["benefit"] = benefit
        estimated, currency = self.cleaned_data["estimated"], self.cleaned_data["currency"]
        if estimated and currency in dict(currency_choices()):
            known |= {"estimated": estimated, "currency": currency}
        return known


class WhereForm(Plain):
    """A provider that is not on the list, or not found there."""

    provider_name = forms.CharField(
        label=_("Name of the hospital or doctor"),
        max_length=200,
        error_messages={"required": _("Enter who is to give the care.")},
    )
    provider_city = forms.CharField(label=_("City"), max_length=80, required=False)
    provider_country = forms.ChoiceField(label=_("Country"), widget=LongSelect)
    provider_contact = forms.CharField(
        label=_("Phone or e-mail there"),
        help_text=_("Of the admissions office or the doctor, if you know it: we may have to ask about the price."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["provider_country"]).choices = country_choices()

    def clean_provider_name(self) -> str:
        """In one line."""
        return " ".join(self.cleaned_data["provider_name"].split())


class CareForm(Plain):
    """When, why and what. Needs the request, whose kind says which benefits are offered and whether a room is."""

    from_on = DayField(label=_("First day"), error_messages={"required": _("Enter the first day of the care.")})
    until_on = DayField(label=_("Last day"), help_text=_("If you know it."), required=False)
    is_emergency = forms.BooleanField(label=_("It is an emergency"), required=False)
    diagnosis = words_field(_("Diagnosis"), _("As your doctor told you, in any language."), rows=3, required=False)
    icd10 = forms.CharField(
        label=_("ICD-10 code"), help_text=_("Only if it stands on your papers, such as K80.1."), required=False
    )
    treatment = words_field(_("Planned treatment"), rows=3, required=False)
    benefit = forms.ChoiceField(
        label=_("Kind of care in the plan"),
        help_text=_("If you are not sure, leave it: we find it."),
        widget=LongSelect,
        required=False,
    )
    room = forms.ChoiceField(label=_("Room"), choices=CareRequest.Room.choices, required=False)
    estimated = AmountField(
        label=_("Estimated cost"), help_text=_("Leave it empty if nobody told you a price."), required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), widget=LongSelect, required=False)
    other_insurance = forms.CharField(
        label=_("Other insurance"),
        help_text=_("The name of another insurance or fund that may pay a part. Leave it empty if there is none."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, care: CareRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = care.person.family.plan
        rows = load_plan(plan).rows
        codes: Iterable[str] = (code for code in benefits_for(plan, care.kind) if any_covered(rows[code]))
        benefits = cast(forms.ChoiceField, self.fields["benefit"])
        benefits.choices = [*choose(_("I am not sure")), *((code, benefit_name(code, plan)) for code in codes)]
        cast(forms.ChoiceField, self.fields["currency"]).choices = [*choose(_("Choose")), *currency_choices()]
        if care.kind != CareRequest.Kind.HOSPITAL:
            del self.fields["room"]
        urgent = bool(self.data.get("is_emergency")) if self.is_bound else care.is_emergency
        for name, words in (("diagnosis", NO_DIAGNOSIS), ("treatment", NO_TREATMENT)):
            self.fields[name].required = not urgent  # in an emergency it may follow
            self.fields[name].error_messages["required"] = words

    def clean_icd10(self) -> str:
        """In capitals, with its point."""
        code = str(self.cleaned_data["icd10"]).strip().upper().replace(" ", "")
        if code and "." not in code and len(code) > 3:
            code = f"{code[:3]}.{code[3:]}"
        if code and not ICD10.fullmatch(code):
            raise forms.ValidationError(
                _("This is no ICD-10 code. It looks like K80.1; leave it empty if you are not sure."), code="icd10"
            )
        return code

    def clean(self) -> dict[str, Any]:
        """An amount needs its currency."""
        cleaned = super().clean() or {}
        amount, currency = cleaned.get("estimated"), cleaned.get("currency")
        if amount is not None and amount <= 0:
            self.add_error("estimated", _("The amount must be more than zero."))
        elif amount and not currency:
            self.add_error("currency", _("Choose the currency of the amount."))
        elif amount and currency and is_too_small(amount, currency):
            small = _("%(currency)s has no amounts this small. Check the figures.")
            self.add_error("estimated", small % {"currency": currency})
        if amount is None:
            cleaned["currency"] = ""
        return cleaned


NO_DIAGNOSIS = _("Say what the diagnosis is, in a few words.")
NO_TREATMENT = _("Say what is planned, in a few words.")


def any_covered(row: Any) -> bool:
    """Whether the plan pays for this care at all."""
    return any(terms.covered for terms in row.versions)


class ReportsForm(DocumentsForm):
    """What supports the request."""

    chosen = _("Reports, prescriptions, the offer of the hospital")


class SendForm(Plain):
    """`checked` is when the draft last changed, so that what is sent is what was seen."""

    checked = forms.DateTimeField(widget=forms.HiddenInput)


class MessageForm(DocumentsForm):
    """What the member writes to the desk, perhaps with documents."""

    words = words_field(_("Your message"), rows=4)
    field_order = ("words", "documents")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].required = False

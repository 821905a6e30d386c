"""Forms of the guarantee desk. They validate and never save; what cannot be so is said by the verb."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approvals.guarantees.emergency import Call
from approvals.guarantees.planned import PlannedLine
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from portal.benefits.facts import Eye
from portal.entitlements.choices import benefit_choices
from portal.entitlements.models import country_code, currency_code
from portal.look.amounts import AmountField
from portal.members.models import Person
from portal.members.references import family_reference, normalise_reference

NAMED = {"autocomplete": "off", "autocapitalize": "characters", "size": 4}
EYES = [("", "–"), (Eye.LEFT.value, _("Left")), (Eye.RIGHT.value, _("Right"))]
MOST_LINES = 40


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


class CapitalsField(forms.CharField):
    """A country or currency: capital letters, however they are typed."""

    def to_python(self, value: Any) -> str:
        """As the database wants it."""
        return str(super().to_python(value)).upper()


def code_field(label: Any, check: Any) -> forms.CharField:
    """Two or three letters."""
    return CapitalsField(label=label, max_length=3, validators=[check], widget=forms.TextInput(attrs=NAMED))


class LineForm(forms.Form):
    """One planned expense; amounts for all of it, the semi-private rate for one night."""

    benefit = forms.ChoiceField(label=_("Kind of care"))
    words = forms.CharField(label=_("As the provider calls it"), max_length=200, required=False)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=365, initial=1)
    charged = AmountField(label=_("Price of all"))
    currency = code_field(_("Currency"), currency_code)
    country = code_field(_("Country"), country_code)
    from_on = day_field(_("From"))
    semi_private = AmountField(label=_("Semi-private rate a night"), required=False)
    prescribed_on = day_field(_("Prescribed on"), required=False)
    other_insurance = AmountField(label=_("Paid by other insurance"), required=False)
    eye = forms.ChoiceField(label=_("Eye"), choices=EYES, required=False)

    def __init__(self, *args: Any, plan: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["benefit"].choices = [("", "–"), *benefit_choices(plan)]  # type: ignore[attr-defined]

    def line(self) -> PlannedLine:
        """As the engine is asked."""
        known = dict(self.cleaned_data)
        known.pop("DELETE", None)
        eye, other = known.pop("eye"), known.pop("other_insurance") or Decimal(0)
        return PlannedLine(**known, other_insurance=other, eye=Eye(eye) if eye else None)


LineForms = forms.formset_factory(
    LineForm, extra=1, max_num=MOST_LINES, validate_max=True, can_delete=True, absolute_max=MOST_LINES + 1
)


class OfferForm(forms.Form):
    """What stands on it beside the amounts. `seen` is the split she looked at, `newest` the last version she saw."""

    is_emergency = forms.BooleanField(label=_("Emergency: the approval may follow"), required=False)
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(_("Valid until"))
    provider_email = forms.EmailField(
        label=_("E-mail of the provider"), required=False, help_text=_("Empty: nothing is sent to the provider.")
    )
    provider_language = forms.ChoiceField(label=_("Language of the provider"), choices=settings.LANGUAGES)
    words = forms.CharField(
        label=_("To the member, as she reads it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reasons = forms.CharField(
        label=_("Reasons of a refusal, as the member reads them"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    newest = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def offer(self, request: CareRequest) -> Offer:
        """As the verb takes it."""
        known = {name: self.cleaned_data[name] for name in ("valid_from", "valid_until", "provider_email", "words")}
        country = request.provider.country if request.provider else request.provider_country
        return Offer(
            **known,
            provider_name=request.place,
            provider_country=country,
            provider_language=self.cleaned_data["provider_language"],
        )


class ReasonsForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons, as the member reads them"), max_length=6000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoForm(forms.Form):
    """Nothing to say beside yes."""


class EmergencyForm(forms.Form):
    """What one knows on the telephone. `who` is a reference number or a name."""

    who = forms.CharField(
        label=_("Patient"), max_length=120, help_text=_("Reference number (414/12345-1), or the name as insured.")
    )
    provider_name = forms.CharField(label=_("Hospital"), max_length=200)
    provider_country = code_field(_("Country of the hospital"), country_code)
    provider_email = forms.EmailField(label=_("E-mail of the hospital"), required=False)
    provider_language = forms.ChoiceField(label=_("Language of the hospital"), choices=settings.LANGUAGES)
    admitted_on = day_field(_("Admitted on"))
    benefit = forms.ChoiceField(label=_("Kind of care"), initial="hosp_bed_semi_private")
    ceiling = AmountField(label=_("Up to which amount"))
    currency = code_field(_("Currency"), currency_code)
    words = forms.CharField(
        label=_("What is known of the treatment"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["benefit"].choices = benefit_choices(settings.DEFAULT_PLAN)  # type: ignore[attr-defined]

    def clean_who(self) -> Person:
        """The one person it can be. Several are listed with their numbers."""
        found = list(_people(self.cleaned_data["who"]))
        if not found:
            raise ValidationError(_("Nobody has this number or name."))
        if len(found) > 1:
            listed = ", ".join(f"{one.full_name} {one.reference}" for one in found[:10])
            raise ValidationError(_("Several people: %(people)s. Type the number.") % {"people": listed})
        return found[0]

    def call(self) -> Call:
        """As the verb takes it."""
        known = {name: value for name, value in self.cleaned_data.items() if name not in ("who", "form_key")}
        return Call(person=self.cleaned_data["who"], **known)


def _people(said: str) -> Iterable[Person]:
    known = Person.objects.select_related("family")
    reference = normalise_reference(said)
    family = known.filter(family__reference=family_reference(reference))
    numbered = [one for one in family if one.reference == reference]
    if numbered or not said.strip():
        return numbered
    named = known.all()
    for word in said.split():
        named = named.filter(given_name__iexact=word) | named.filter(family_name__iexact=word)
    return named[:20]

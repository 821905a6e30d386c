"""Forms of estimates. They validate and never save."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from approvals.estimates.choices import care_choices, room_benefits
from approvals.estimates.drafts import MOST_LINES
from approvals.estimates.line_forms import LineForm, LineFormSet, wrong_price
from approvals.models import CareRequest
from portal.attachments.forms import DocumentsForm
from portal.benefits.money import CURRENCIES
from portal.look.amounts import AmountField
from portal.look.choices import country_choices, currency_choices
from portal.look.fields import DayField
from portal.look.plain import Plain
from portal.look.selects import LongSelect

ROOM = ("room", "nights", "private_rate", "semi_private_rate")


class EstimateForm(Plain):
    """All of an estimate but its lines. `today` is the day where the care is given."""

    currency = forms.ChoiceField(
        label=_("Currency of all prices"),
        widget=LongSelect,
        error_messages={"required": _("Choose the currency."), "invalid_choice": _("We do not know this currency.")},
    )
    country = forms.ChoiceField(
        label=_("Country of care"), widget=LongSelect, error_messages={"required": _("Choose the country.")}
    )
    from_on = DayField(
        label=_("First day of the treatment"), error_messages={"required": _("Enter the first day, planned or likely.")}
    )
    until_on = DayField(label=_("Last day, if you know it"), required=False)
    room = forms.ChoiceField(
        label=_("Room the patient will have"),
        required=False,
        choices=[
            ("", _("No room, or not known yet")),
            ("semi_private", _("Semi-private room (two beds)")),
            ("private", _("Private room")),
        ],
    )
    nights = forms.IntegerField(
        label=_("Nights"),
        required=False,
        min_value=1,
        max_value=365,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    private_rate = AmountField(label=_("Private room, one night"), required=False)
    semi_private_rate = AmountField(
        label=_("Semi-private room, one night"),
        help_text=_("Please give it for a private room too, if you have such rooms: the plan compares the two."),
        required=False,
    )
    contact_name = forms.CharField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Enter your name.")}
    )
    contact_phone = forms.CharField(
        label=_("Phone"),
        help_text=_("A phone number or an e-mail address is enough."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )
    contact_email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send a receipt there."),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        help_text=_("For example how long these prices hold."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, care: CareRequest, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.care = today, care
        cast(forms.ChoiceField, self.fields["currency"]).choices = [("", _("Choose")), *currency_choices()]
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("Choose")), *country_choices()]
        if not room_benefits(care):
            for name in ROOM:
                del self.fields[name]

    @property
    def has_room(self) -> bool:
        return "room" in self.fields

    def clean_currency(self) -> str:
        """One that amounts can be rounded in; the list has no others, whatever was sent."""
        currency: str = self.cleaned_data["currency"]
        if currency not in CURRENCIES:
            raise forms.ValidationError(_("We do not know this currency."), code="invalid_choice")
        return currency

    def clean_from_on(self) -> date:
        """Care to come, or an emergency that began already."""
        first: date = self.cleaned_data["from_on"]
        if first < self.today and not self.care.is_emergency:
            raise forms.ValidationError(
                _("This day has passed. An estimate is for care to come; for care given already, send the invoice."),
                code="past",
            )
        if first.year > self.today.year + 5:
            raise forms.ValidationError(_("This day is too far away. Check the year."), code="far")
        return first

    def clean(self) -> dict[str, Any]:
        """What only several fields together tell."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        if not cleaned.get("contact_phone") and not cleaned.get("contact_email") and "contact_email" not in self.errors:
            self.add_error("contact_phone", _("Enter a phone number or an e-mail address, so that we can ask."))
        if self.has_room:
            self._room(cleaned)
        return cleaned

    def _room(self, cleaned: dict[str, Any]) -> None:
        room = cleaned.get("room")
        for name in ("private_rate", "semi_private_rate"):
            rate: Decimal | None = cleaned.get(name)
            if rate is not None and (problem := wrong_price(rate, cleaned.get("currency"))):
                self.add_error(name, problem)
        if room and not self.errors.get(f"{room}_rate") and cleaned.get(f"{room}_rate") is None:
            self.add_error(f"{room}_rate", _("Enter what this room costs for one night."))
        if room and not cleaned.get("nights") and "nights" not in self.errors:
            self.add_error("nights", _("Enter how many nights."))
        first, last, nights = cleaned.get("from_on"), cleaned.get("until_on"), cleaned.get("nights")
        if first and last and nights and nights > max((last - first).days, 0) + 1:
            self.add_error("nights", _("There are fewer nights between the first day and the last."))


class EntryForm(LineForm):
    """One line of an estimate."""

    unit_price = AmountField(label=_("Price of one"), error_messages={"required": _("Enter the price of one.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("Such as the name of the operation, or whose fee it is.")

    def clean_unit_price(self) -> Decimal:
        return self.price("unit_price")


class EntryFormSet(LineFormSet):
    """The lines of one estimate."""

    default_error_messages = {
        **LineFormSet.default_error_messages,
        "too_many_forms": _("An estimate takes at most %(num)d lines. Put small things together."),
    }


EntriesForm = forms.formset_factory(
    EntryForm, formset=EntryFormSet, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def choices_of(care: CareRequest, currency: str) -> dict[str, Any]:
    """What every line's form needs."""
    return {"choices": care_choices(care), "currency": currency}


class OfferForm(DocumentsForm):
    """The provider's own offer."""

    chosen = _("Your offer, as photo or PDF")


class CheckedForm(Plain):
    """Sent as it was seen: `checked` is the draft's `changed_at`."""

    checked = forms.DateTimeField(widget=forms.HiddenInput)


class AskForm(Plain):
    """Whom the member or the desk asks, and how the link goes there."""

    provider_name = forms.CharField(
        label=_("Hospital or doctor"), max_length=200, error_messages={"required": _("Enter who is to be asked.")}
    )
    language = forms.ChoiceField(label=_("Language of the hospital or doctor"), choices=settings.LANGUAGES)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We send the link there. Leave it empty to copy the link and send it yourself."),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    hint = forms.CharField(
        label=_("Their own number for you, if you know it"),
        help_text=_(
            "Such as a patient or appointment number. They see it beside your initials, your year of birth and the "
            "planned day: nothing else about you. Write nothing about your health here."
        ),
        max_length=60,
        required=False,
    )

    def clean_provider_name(self) -> str:
        return " ".join(self.cleaned_data["provider_name"].split())


class KeyForm(EstimateForm):
    """The same by the desk: how it came, from whom, and which earlier one it corrects."""

    source = forms.ChoiceField(label=_("It came"), choices=[("paper", _("On paper")), ("phone", _("By phone"))])
    provider_name = forms.CharField(label=_("Hospital or doctor"), max_length=200)
    replaces = forms.ChoiceField(label=_("Replaces"), required=False)
    field_order = ("source", "provider_name", "replaces", "from_on", "until_on")

    def __init__(self, *args: Any, earlier: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), f"{one.number} – {one.provider_name}") for one in earlier]
        cast(forms.ChoiceField, self.fields["replaces"]).choices = [("", _("None, it is the first")), *known]
        self.fields["contact_name"].required = False
        self.fields["contact_name"].label = _("Filled in by")
        for field in self.fields.values():
            field.help_text = ""  # they are written for the provider
        for name in ("from_on", "until_on"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean_provider_name(self) -> str:
        return " ".join(self.cleaned_data["provider_name"].split())

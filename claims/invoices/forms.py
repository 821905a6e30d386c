"""What a provider types of an invoice. Forms validate and never save."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.estimates.choices import OTHER, room_benefits
from approvals.estimates.drafts import MOST_LINES
from approvals.estimates.line_forms import LineForm, LineFormSet
from approvals.guarantees.models import Guarantee
from claims.invoices.models import ProviderInvoice
from claims.invoices.patients import is_patient
from claims.invoices.refusals import OtherPatient
from portal.attachments.forms import DocumentsForm
from portal.benefits.money import CURRENCIES
from portal.benefits.plans import load_plan
from portal.entitlements.choices import benefit_choices
from portal.entitlements.wording import benefit_name
from portal.look.amounts import AmountField
from portal.look.choices import country_choices, currency_choices
from portal.look.fields import DayField
from portal.look.plain import Plain, words_field
from portal.look.selects import LongSelect


def care_choices(guarantee: Guarantee) -> list[Any]:
    """Kinds of care by name: what was guaranteed first, then all others, and something else."""
    plan = guarantee.person.family.plan
    promised = list(dict.fromkeys([line.benefit for line in guarantee.lines.all()]))
    rooms = [code for code in room_benefits(guarantee.request).values() if code not in promised]
    first = [(code, benefit_name(code, plan)) for code in (*promised, *rooms) if code in load_plan(plan).rows]
    above = {code for code, _name in first}
    rest = [(section, [one for one in rows if one[0] not in above]) for section, rows in benefit_choices(plan)]
    groups = [(_("On the guarantee"), first), *(group for group in rest if group[1])]
    return [("", _("Choose")), *groups, (OTHER, _("Something else"))]


class InvoiceForm(Plain):
    """All of an invoice but its lines. `today` is the day where the care was given."""

    invoice_number = forms.CharField(
        label=_("Number of your invoice"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number of your invoice.")},
    )
    is_last = forms.BooleanField(
        label=_("This is the last invoice for this stay"),
        help_text=_("Leave it open if another one follows, of a surgeon for example: then the rest stays guaranteed."),
        required=False,
    )
    patient_name = forms.CharField(
        label=_("Name of the patient"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the name of the patient.")},
    )
    born_on = DayField(
        label=_("Date of birth of the patient"), error_messages={"required": _("Enter the date of birth.")}
    )
    admitted_on = DayField(
        label=_("First day of the stay or treatment"), error_messages={"required": _("Enter the first day.")}
    )
    discharged_on = DayField(label=_("Last day"), error_messages={"required": _("Enter the last day.")})
    room = forms.ChoiceField(
        label=_("Room the patient had"),
        required=False,
        choices=ProviderInvoice.Room.choices,
        help_text=_("The room with its nights is a line of the invoice too."),
    )
    country = forms.ChoiceField(
        label=_("Country of care"), widget=LongSelect, error_messages={"required": _("Choose the country.")}
    )
    currency = forms.ChoiceField(
        label=_("Currency of all amounts"),
        widget=LongSelect,
        error_messages={"required": _("Choose the currency."), "invalid_choice": _("We do not know this currency.")},
    )
    contact_name = forms.CharField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Enter your name.")}
    )
    contact_email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send the receipt there, and a question if we have one."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        error_messages={"required": _("Enter an e-mail address.")},
    )
    account_hint = forms.CharField(
        label=_("Which of your accounts, if you have several"),
        help_text=_("A name you call it by. No bank details here: we pay to the account that we know of you."),
        max_length=60,
        required=False,
    )
    remarks = forms.CharField(
        label=_("Remarks"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, invoice: ProviderInvoice, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.guarantee = today, invoice.guarantee
        cast(forms.ChoiceField, self.fields["currency"]).choices = [("", _("Choose")), *currency_choices()]
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("Choose")), *country_choices()]
        if not room_benefits(invoice.guarantee.request):
            del self.fields["room"]
        if invoice.keyed_by_id:  # on paper there may be neither
            self.fields["contact_name"].required = self.fields["contact_email"].required = False

    def clean_invoice_number(self) -> str:
        """With a letter or figure in it, for it is known again by them."""
        number: str = " ".join(self.cleaned_data["invoice_number"].split())
        if not any(letter.isalnum() for letter in number):
            raise forms.ValidationError(_("Enter the number of your invoice."), code="number")
        return number

    def clean_currency(self) -> str:
        """One that amounts can be rounded in."""
        currency: str = self.cleaned_data["currency"]
        if currency not in CURRENCIES:
            raise forms.ValidationError(_("We do not know this currency."), code="invalid_choice")
        return currency

    def clean(self) -> dict[str, Any]:
        """What only several fields together tell."""
        cleaned = super().clean() or {}
        for day in ("admitted_on", "discharged_on"):
            if cleaned.get(day) and cleaned[day] > self.today:
                self.add_error(day, _("This day is still to come. An invoice is for care that was given."))
        first, last = cleaned.get("admitted_on"), cleaned.get("discharged_on")
        if first and last and last < first:
            self.add_error("discharged_on", _("The last day is before the first."))
        name, born_on = cleaned.get("patient_name"), cleaned.get("born_on")
        if name and born_on and not is_patient(self.guarantee.person, name=name, born_on=born_on):
            self.add_error("patient_name", OtherPatient().message)
        return cleaned


class BilledForm(LineForm):
    """One line of an invoice."""

    field_order = ["service_on"]

    service_on = DayField(label=_("Day"), error_messages={"required": _("Enter the day.")})
    amount = AmountField(label=_("Amount of all"), error_messages={"required": _("Enter the amount.")})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_service_on(self) -> date:
        """Care that was given."""
        day: date = self.cleaned_data["service_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day

    def clean_amount(self) -> Decimal:
        return self.price("amount")


class BilledFormSet(LineFormSet):
    """The lines of one invoice."""

    default_error_messages = {
        **LineFormSet.default_error_messages,
        "too_many_forms": _("An invoice takes at most %(num)d lines. Put small things together."),
    }


BilledForms = forms.formset_factory(
    BilledForm, formset=BilledFormSet, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


class CodeForm(Plain):
    """The code printed on the provider's paper."""

    code = forms.CharField(
        label=_("Code on the document"),
        help_text=_("Eight letters and figures, beside the square code."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )


class PaperForm(DocumentsForm):
    """The invoice itself."""

    chosen = _("Your invoice, as photo or PDF")


class CheckedForm(Plain):
    """Sent as it was seen: `checked` is the draft's `changed_at`."""

    checked = forms.DateTimeField(widget=forms.HiddenInput)


class SendBackForm(Plain):
    """Why nothing is paid of it."""

    words = words_field(_("Why it goes back, as the provider reads it"), rows=3)

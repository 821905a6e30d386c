"""Forms of a claim. They validate and never save."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.attachments.forms import DocumentsForm
from portal.entitlements.choices import benefit_choices
from portal.look.amounts import AmountField, is_too_small
from portal.look.choices import country_choices, currency_choices
from portal.look.fields import DayField
from portal.look.plain import plain_helper
from portal.look.selects import LongSelect
from portal.members.fields import PersonField
from portal.members.models import Person
from providers.naming import Named, read_key

OLDEST = date(1990, 1, 1)


class PatientForm(forms.Form):
    """For whom the claim is; `form_key` makes a repeated send of this form find the same draft."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    patient = PersonField(
        queryset=Person.objects.none(),
        label=_("Who was treated?"),
        help_text=_("One claim is for one person."),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose who was treated."), "invalid_choice": _("Choose who was treated.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["patient"]).queryset = people
        self.helper = plain_helper()


class InvoicesForm(DocumentsForm):
    """The bills of a new claim."""

    chosen = _("Photos or PDFs of your invoices")


class LineForm(forms.Form):
    """One expense. Needs `today` (the member's day) and `country` (her duty station, the first guess)."""

    row_name: str = ""
    # Whom the form names, when it is somebody chosen from our list.
    listed: Named | None = None

    benefit = forms.ChoiceField(
        label=_("Kind of care"), widget=LongSelect, error_messages={"required": _("Choose the kind of care.")}
    )
    service_on = DayField(
        label=_("Date of care or purchase"), error_messages={"required": _("Enter the date on the invoice.")}
    )
    charged = AmountField(
        label=_("Amount on the bill"), error_messages={"required": _("Enter the amount on the bill.")}
    )
    currency = forms.ChoiceField(label=_("Currency"), widget=LongSelect)
    quantity = forms.IntegerField(
        label=_("How many?"),
        help_text=_("Visits, sessions, tests or items on this bill."),
        min_value=1,
        max_value=365,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    provider_name = forms.CharField(
        label=_("Doctor, hospital or shop"),
        max_length=200,
        help_text=_("Type a few letters of the name. Whoever is not on our list you simply write out."),
        error_messages={"required": _("Enter who gave the care.")},
    )
    # Which of our list was chosen; a name that was typed needs none, and a key that is none means none.
    provider = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-suggest-key": True}))
    country = forms.ChoiceField(label=_("Country of care"), widget=LongSelect)
    prescribed_on = DayField(
        label=_("Date of the prescription"),
        help_text=_("Only for medicines and other prescribed care."),
        required=False,
    )
    emergency = forms.BooleanField(label=_("It was an emergency"), required=False)
    other_insurance = AmountField(
        label=_("Paid by another insurance"),
        help_text=_("Leave empty if nobody else paid. Use the currency of the bill."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, country: str, currency: str, plan: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = plain_helper()
        self.offer("benefit", [("", _("Choose")), *benefit_choices(plan)])
        self.offer("currency", currency_choices())
        self.offer("country", country_choices())
        self.fields["country"].initial = country
        self.fields["currency"].initial = currency

    def offer(self, name: str, choices: list[Any]) -> None:
        """Give a list its choices."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _past_day(self, day: date | None) -> date | None:
        if day and day > self.today:
            raise forms.ValidationError(_("This date is in the future."), code="future")
        if day and day < OLDEST:
            raise forms.ValidationError(_("This date is too long ago. Check the year."), code="ancient")
        return day

    def clean_service_on(self) -> date | None:
        return self._past_day(self.cleaned_data["service_on"])

    def clean_prescribed_on(self) -> date | None:
        return self._past_day(self.cleaned_data["prescribed_on"])

    def clean_provider_name(self) -> str:
        return " ".join(self.cleaned_data["provider_name"].split())

    def clean_provider(self) -> UUID | None:
        return read_key(self.cleaned_data["provider"])

    def clean_other_insurance(self) -> Decimal:
        return self.cleaned_data["other_insurance"] or Decimal(0)

    def clean_charged(self) -> Decimal:
        charged: Decimal = self.cleaned_data["charged"]
        if charged <= 0:
            raise forms.ValidationError(_("The amount must be more than zero."), code="not_positive")
        return charged

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        currency, charged = cleaned.get("currency"), cleaned.get("charged")
        for name in ("charged", "other_insurance"):
            if currency and cleaned.get(name) and is_too_small(cleaned[name], currency):
                small = _("%(currency)s has no amounts this small. Check the figures.")
                self.add_error(name, small % {"currency": currency})
        if charged and cleaned.get("other_insurance", 0) > charged:
            self.add_error("other_insurance", _("Another insurance cannot have paid more than the bill."))
        return cleaned


class LineFormSet(forms.BaseFormSet):
    """The lines of one claim; an untouched last form does not count."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_few_forms": _("Add at least one expense."),
        "too_many_forms": _("A claim takes at most %(num)d expenses. Send the others with a second claim."),
        "missing_management_form": _("Something of this page was lost on the way. Please fill it in once more."),
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None:  # told in the error summary, where several expenses have the same fields
            cast(LineForm, form).row_name = _("Expense %(number)s") % {"number": index + 1}
        form.fields["DELETE"].label = _("Remove this expense")

    def kept(self) -> Sequence[dict[str, Any]]:
        """Cleaned lines that stay, in their order."""
        deleted = self.deleted_forms
        return [form.cleaned_data for form in self.forms if form.has_changed() and form not in deleted]


LINES_MAX = 40
LinesForm = forms.formset_factory(
    LineForm,
    formset=LineFormSet,
    extra=0,
    min_num=1,
    max_num=LINES_MAX,
    absolute_max=LINES_MAX,  # Django's own would draw a thousand more for whoever asks
    validate_min=True,
    validate_max=True,
    can_delete=True,
)


class AnswerForm(DocumentsForm):
    """What the member answers: documents, a sentence, or both."""

    reply = forms.CharField(
        label=_("A word to us"),
        help_text=_("For example why you cannot send what we ask for."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].required = False

    def clean(self) -> dict[str, Any]:
        """An empty answer is none."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("documents") and not cleaned.get("reply", "").strip():
            raise forms.ValidationError(_("Add a document, or write us a sentence."), code="empty")
        return cleaned


class SendForm(forms.Form):
    """The member's word that the claim is true; `checked` is the draft as she saw it."""

    checked = forms.DateTimeField(widget=forms.HiddenInput)
    true = forms.BooleanField(
        label=_("What I have entered is true, and the documents belong to these expenses."),
        error_messages={"required": _("Confirm that the claim is true before you send it.")},
    )
    is_confidential = forms.BooleanField(
        required=False,
        label=_("Keep this claim confidential"),
        help_text=_(
            "Whoever acts for you in the family does not see it. Who receives the payment sees only its day and amount."
        ),
    )

    def __init__(self, *args: Any, may_keep: bool = False, **kwargs: Any) -> None:
        """`may_keep` for the patient herself: nobody else keeps a claim confidential."""
        super().__init__(*args, **kwargs)
        if not may_keep:
            del self.fields["is_confidential"]
        self.helper = plain_helper()

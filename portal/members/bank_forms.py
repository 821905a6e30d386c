"""The form of bank details, for members and for the desk. It checks and never saves."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from portal.look.choices import country_choices, currency_choices
from portal.members.bank_formats import LONGEST_HOLDER, Details, DetailsRefused, checked


class DetailsForm(forms.Form):
    """Bank details as typed; `details` are the checked ones once the form is valid."""

    holder = forms.CharField(
        label=_("Account holder"),
        max_length=LONGEST_HOLDER,
        help_text=_("In Latin letters, as it stands on the bank statement."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    country = forms.ChoiceField(label=_("Country of the bank"))
    account = forms.CharField(
        label=_("IBAN or account number"),
        max_length=60,
        help_text=_("The IBAN where the country has one, for example BE71 0961 2345 6769. Spaces do no harm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label=_("BIC (SWIFT code)"),
        required=False,
        max_length=20,
        help_text=_("8 or 11 letters and digits. Needed where there is no IBAN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    clearing = forms.CharField(
        label=_("Clearing code"),
        required=False,
        max_length=20,
        help_text=_("Only in Australia, Canada, China, India, New Zealand, South Africa and the United States."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency of the account"),
        help_text=_("We pay in the currency of reimbursement. The bank converts it when the account is in another."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("country", country_choices), ("currency", currency_choices)):
            self.fields[name].choices = lazy(choices, list)()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.details: Details | None = None

    def clean(self) -> dict[str, Any]:
        """The details as a bank takes them. Raises nothing: what cannot be right stands beside its field."""
        data = super().clean() or {}
        if not self.errors:
            try:
                self.details = checked(**data)
            except DetailsRefused as refusal:
                self.add_error(refusal.field, str(refusal.message))
        return data

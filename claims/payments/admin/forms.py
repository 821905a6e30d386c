"""Forms of the finance desk. They validate and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.payments.bank_xml import MOST_BYTES
from claims.payments.models import Recovery
from portal.look.amounts import AmountField


class PrepareForm(forms.Form):
    """A currency and a day."""

    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)
    execution_on = forms.DateField(
        label=_("To be paid on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class BankFileForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("File of the bank"), help_text=_("pain.002 or camt.054, at most 5 MB. First it is shown, then booked.")
    )

    def clean_file(self) -> bytes:
        """Its content, never more than a bank file can have. Raises ValidationError."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. Ask the bank for smaller ones."))
        return bytes(upload.read(MOST_BYTES + 1))


class NetForm(forms.Form):
    """Which waiting payment a receivable is set off against, and why."""

    payment = forms.UUIDField(label=_("Payment"), widget=forms.Select)
    why = forms.CharField(label=_("Why"), max_length=400)

    def __init__(self, *args: Any, payments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment"].widget.choices = payments


class CloseForm(forms.Form):
    """Paid back or given up, how much, and why."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in (Recovery.Kind.REPAID, Recovery.Kind.WAIVED)],
    )
    amount = AmountField(label=_("Amount"))
    why = forms.CharField(label=_("Why"), max_length=400)


class HandledForm(forms.Form):
    """What a person did about a line of a bank file."""

    note = forms.CharField(label=_("What was done"), max_length=400)

"""Forms of the desk of appeals. They validate and never save; what cannot be so is said by the verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.admin.forms import day_field
from claims.appeals.models import Appeal, ExternalReview
from portal.look.amounts import AmountField


def reasons_field(hint: Any, *, required: bool = True) -> forms.CharField:
    """What the member reads, as typed."""
    return forms.CharField(
        label=_("Reasons, as the member reads them"),
        help_text=hint,
        max_length=6000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


IN_HER_LANGUAGE = _("She gets them in writing, as you type them: write in her language if you can.")


class UpholdForm(forms.Form):
    reasons = reasons_field(IN_HER_LANGUAGE)


class ChangeForm(forms.Form):
    """`seen` is the result she looked at."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (Appeal.State.CHANGED, _("Changed in the member's favour")),
            (Appeal.State.PARTLY, _("Changed in part: what is refused needs its reasons")),
        ],
    )
    reasons = reasons_field(IN_HER_LANGUAGE, required=False)


class SignForm(forms.Form):
    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ExtendForm(forms.Form):
    due_on = day_field()
    words = forms.CharField(
        label=_("Why it takes longer, as the member reads it"),
        help_text=_("This can be done once."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label, self.fields["due_on"].required = _("Decided by"), True


class TurnAwayForm(forms.Form):
    reasons = reasons_field(IN_HER_LANGUAGE)


class NoForm(forms.Form):
    """A button alone."""


class NameForm(forms.Form):
    expert = forms.CharField(
        label=_("External expert"), help_text=_("Name, field, and where the expert works."), max_length=300
    )


class OutcomeForm(forms.Form):
    favour = forms.ChoiceField(label=_("Outcome"), choices=ExternalReview.Favour.choices)
    reasons = reasons_field(_("The expert's own words, as the member reads them."))
    fee = AmountField(label=_("Fee of the expert"))
    currency = forms.CharField(label=_("Currency of the fee"), max_length=3, initial="USD")

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

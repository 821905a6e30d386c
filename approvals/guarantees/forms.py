"""Forms of guarantees outside the desk. They validate and never save; what cannot be so is said by the verb."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.guarantees.models import Stay


class StayForm(forms.Form):
    """The provider's word: came, or left, on a day. Offers first what is to be confirmed next."""

    kind = forms.ChoiceField(
        label=_("What do you confirm?"),
        choices=Stay.Kind.choices,
        widget=forms.RadioSelect,
        initial=Stay.Kind.ADMISSION,
    )
    on = forms.DateField(label=_("On which day?"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    code = forms.CharField(
        label=_("Code on the document"),
        help_text=_("Eight letters and figures, beside the square code."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, admitted_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if admitted_on:
            self.fields["kind"].initial = Stay.Kind.DISCHARGE

    def clean_kind(self) -> Stay.Kind:
        """As the verb takes it."""
        return Stay.Kind(self.cleaned_data["kind"])

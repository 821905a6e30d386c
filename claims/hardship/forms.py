"""Forms of hardship. They validate and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.amounts import AmountField
from portal.look.plain import plain_helper


class AskForm(forms.Form):
    """Why the year weighs so heavily."""

    words = forms.CharField(
        label=_("Tell us why these costs are a hardship for you"),
        help_text=_("Your words are read by the administrator and by your organisation's insurance service."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class PositionForm(forms.Form):
    """One side's word."""

    amount = AmountField(label=_("Up to how much above the maximum (0: nothing)"))
    words = forms.CharField(
        label=_("Reasons, as the member reads them"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

"""The form for a new token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.mydata.tokens import DAYS
from portal.members.forms import helper

LASTS = {30: _("30 days"), 90: _("90 days"), 365: _("One year")}


class TokenForm(forms.Form):
    """A name to know the token by, and how long it opens the door."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("The program or device it is for, so that you know which one to end later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=[(days, LASTS[days]) for days in DAYS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()

"""Forms of the family page. They read what was typed and decide nothing."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.fields import DayField
from portal.members.forms import helper as plain_helper
from portal.members.models import Person, Purpose

WHO = _("Choose who may act for you.")


class InviteForm(forms.Form):
    """Where the code goes; nothing is asked where we know an address."""

    email = forms.EmailField(
        label=_("E-mail address of the invited person"),
        help_text=_("An address that only this person reads. Leave it empty, and we send a letter."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["email"]
        self.helper = plain_helper()


class PermissionForm(forms.Form):
    """Who may act, for what, until when."""

    helper = forms.ChoiceField(
        label=_("Who may act for you?"),
        widget=forms.RadioSelect,
        error_messages={"required": WHO, "invalid_choice": WHO},
    )
    purposes = forms.MultipleChoiceField(
        label=_("For what?"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Never for your account, bank details, questions in confidence, programs or the archive of your data. "
            "Claims that you keep confidential stay yours; what is left of a benefit still counts them."
        ),
        error_messages={"required": _("Choose at least one thing that may be done for you.")},
    )
    until_on = DayField(
        label=_("Until which day?"), help_text=_("The last day. At most a year from today; you can renew it.")
    )

    def __init__(self, *args: Any, helpers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in helpers}
        choices = [(key, one.full_name) for key, one in self.people.items()]
        cast(forms.ChoiceField, self.fields["helper"]).choices = choices

    def facts(self) -> dict[str, Any]:
        """As the verb takes them."""
        said = self.cleaned_data
        return {
            "helper": self.people[said["helper"]],
            "purposes": [Purpose(one) for one in said["purposes"]],
            "until_on": said["until_on"],
        }


class AnswerForm(forms.Form):
    """The helper's answer."""

    yes = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

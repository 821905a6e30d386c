"""Forms of ways in: for members who ask, and for the desk that helps. They read what was typed and decide nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.fields import DayField, DayInput
from portal.members.forms import ReferenceField, helper
from portal.members.identity import Question


class RenewForm(forms.Form):
    """Who wants a new code."""

    reference = ReferenceField()
    born_on = DayField(label=_("Date of birth"), widget=DayInput(autocomplete="bday"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class EmailForm(forms.Form):
    """A new address."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class DeskEmailForm(forms.Form):
    """A new address that a colleague sets."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254)
    mailbox_lost = forms.BooleanField(
        label=_("The old mailbox is in other hands: write a letter instead"), required=False
    )


class NoForm(forms.Form):
    """An act that needs no words."""


class PermissionChoice(forms.Form):
    """Which permission in the family ends."""

    permission = forms.UUIDField(widget=forms.HiddenInput)


class IdentityForm(forms.Form):
    """Each question: not asked, passed, not passed. The answers are compared by eye and typed nowhere."""

    NOT_ASKED, PASSED, FAILED = "", "passed", "failed"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(self.NOT_ASKED, _("not asked")), (self.PASSED, _("passed")), (self.FAILED, _("not passed"))]
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(label=question.label, choices=choices, required=False)

    def outcome(self, which: str) -> list[str]:
        """The questions that came out so."""
        return [name for name, said in self.cleaned_data.items() if said == which]

    def clean(self) -> dict[str, Any]:
        """At least one was asked. Raises ValidationError."""
        data = super().clean() or {}
        if not any(data.values()):
            raise forms.ValidationError(_("Say at least of one question whether it was passed."))
        return data

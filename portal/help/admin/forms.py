"""Forms of the desk of enquiries. They validate and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.help.models import Enquiry, Team, Topic


class DeskForm(forms.Form):
    """A form about one conversation; a button alone unless more stands below."""

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry = enquiry


def words_field(label: Any, hint: Any = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    """A text of a colleague's."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, max_length=10_000, required=required, widget=widget)


class AnswerForm(DeskForm):
    words = words_field(
        _("Answer, as the member reads it"),
        _("She gets an e-mail that there is an answer, and reads it in the portal."),
        rows=10,
    )


class NoteForm(DeskForm):
    words = words_field(_("Note for colleagues"), _("The member never sees it."))


class HandOverForm(DeskForm):
    team = forms.ChoiceField(
        label=_("Team"),
        choices=Team.choices,
        help_text=_(
            "Medical questions are not handed over: ask the member to write to the medical consultant, in confidence."
        ),
    )
    words = words_field(_("A word for them"), required=False)


class MergeForm(DeskForm):
    number = forms.CharField(label=_("Number of the conversation that goes on"), max_length=20)


class ConfirmForm(DeskForm):
    """Whose mail it is."""

    reference = forms.CharField(
        label=_("Reference number of the member"),
        max_length=30,
        required=False,
        help_text=_("Only after you made sure, by telephone or from what was written. An address can be forged."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.enquiry.person:
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        """With no number asked for, that of the conversation counts."""
        return {"reference": "", **self.cleaned_data}


class CallForm(DeskForm):
    """A call about a conversation."""

    caller = forms.CharField(label=_("Who called, or was called"), max_length=200)
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    words = words_field(_("What was said"), required=False)
    checked = forms.BooleanField(
        label=_("My identity check of the last half hour was passed"),
        required=False,
        help_text=_("It is made in “Sign-in of members”. Without it, tell the caller nothing about the member."),
    )

    settles = forms.BooleanField(label=_("That settles it: close the conversation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].initial = self.enquiry.topic

"""Forms of an appeal. They validate and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.appeals.models import Ground
from portal.attachments.forms import DocumentsForm
from portal.look.plain import Plain, words_field


class WordsForm(Plain):
    """Why she disagrees."""

    ground = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    words = words_field(
        _("Tell us in your own words"),
        _("What should we have known, or seen otherwise? Write in any language you like."),
    )


class EvidenceForm(DocumentsForm):
    """What supports the appeal."""

    chosen = _("Photos or PDFs that support your appeal")


class SendForm(Plain):
    """`checked` is when the draft last changed, so that what is sent is what was seen."""

    checked = forms.DateTimeField(widget=forms.HiddenInput)
    late_words = words_field(_("Why does it come after the last day?"), rows=3)

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_words"]


class ReviewForm(Plain):
    """The external review is asked for."""

    physician = forms.CharField(
        label=_("Your doctor"),
        help_text=_("The doctor who treats you and who agrees on the expert with ours: name and how to reach them."),
        max_length=300,
    )
    words = words_field(
        _("What do you want the expert to look at?"), _("You can leave this empty."), rows=4, required=False
    )


class ExpertForm(Plain):
    """Yes or no to the expert who was `named` at that moment."""

    named = forms.DateTimeField(widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        label=_("Do you and your doctor agree to this expert?"),
        choices=[("yes", _("Yes, we agree")), ("no", _("No, please name somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )

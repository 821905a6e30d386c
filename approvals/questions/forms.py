"""Forms of a conversation. They validate and never save."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.attachments.forms import DocumentsForm
from portal.look.plain import words_field
from portal.members.fields import PersonField
from portal.members.models import Person


class WriteForm(DocumentsForm):
    """What the member writes, perhaps with papers."""

    chosen = _("Reports or photos, if they help")
    words = words_field(_("Your question"), rows=6)
    field_order: tuple[str, ...] = ("words", "documents")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].required = False


class AskForm(WriteForm):
    """The first message, and about whom."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    benefit = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    care = forms.UUIDField(required=False, widget=forms.HiddenInput)
    person = PersonField(
        queryset=Person.objects.none(),
        label=_("About whom?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )
    field_order = ("form_key", "benefit", "care", "person", "words", "documents")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["person"]).queryset = people


class AnswerForm(forms.Form):
    """What the consultant writes."""

    words = forms.CharField(
        label=_("Answer, as the member reads it"),
        help_text=_("Only she and medical consultants read it. Write in her language if you can."),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

"""The form of a proof of insurance. It validates and never saves."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.look.fields import DayField
from portal.look.plain import plain_helper
from portal.members.models import Person


class CertificateForm(forms.Form):
    """Who stands on the proof, in which language, for whom and for which journey. `people` are those one may name."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    people = forms.MultipleChoiceField(label=_("Who stands on it"), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES)
    addressee = forms.CharField(
        label=_("For whom"),
        help_text=_("Name and address of the embassy, school or landlord, if they want to be named."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    from_on = DayField(label=_("First day of the journey"), required=False)
    until_on = DayField(label=_("Last day of the journey"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {str(person.pk): person for person in people}
        self.fields["people"].choices = [(key, person.full_name) for key, person in self.named.items()]  # type: ignore[attr-defined]
        self.helper = plain_helper()

    def clean_people(self) -> list[Person]:
        """The people chosen."""
        return [self.named[key] for key in self.cleaned_data["people"]]

    def clean_addressee(self) -> str:
        """At most five lines: more do not fit the window of an envelope."""
        lines = [line.strip() for line in self.cleaned_data["addressee"].splitlines() if line.strip()]
        if len(lines) > 5 or any(len(line) > 60 for line in lines):
            raise ValidationError(_("Write at most five lines of 60 letters."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Days come in pairs, in their order."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if self.has_error("from_on") or self.has_error("until_on"):
            return data
        if (first is None) != (last is None):
            self.add_error("until_on" if first else "from_on", _("Enter both days of the journey, or none."))
        elif first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        return data

"""The form of e-mail choices: one question for each topic."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from portal.notices.topics import CHOSEN, How, Topic


class MailChoicesForm(forms.Form):
    """`initial` holds how each topic comes today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in CHOSEN:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=How.choices, widget=forms.RadioSelect
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def chosen(self) -> dict[Topic, How]:
        """What was chosen, by topic."""
        return {topic: How(self.cleaned_data[topic.value]) for topic in CHOSEN}

"""Forms inside the page's own form tag."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 4000


def plain_helper() -> FormHelper:
    """No tag and no token of its own: the page's form tag carries them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def words_field(label: Any, hint: Any = "", *, rows: int = 6, required: bool = True) -> forms.CharField:
    """Room for a text of a person's own."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=MOST_WORDS,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Write at least a sentence.")},
    )


class Plain(forms.Form):
    """A form inside the page's own form tag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

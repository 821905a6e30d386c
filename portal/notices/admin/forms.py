"""Writing news of the plan at the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext_lazy as _

from portal.notices.models import NewsVersion
from portal.notices.news_reading import ENGLISH
from portal.notices.news_writing import Words

HEADING, TEXT = 120, 6000  # characters
OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != ENGLISH]


def _area(language: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 8, "cols": 80, "lang": language, "dir": "auto"})


class NewsForm(forms.Form):
    """The text in English, its translations, and the day from which it is shown."""

    heading = forms.CharField(label=_("Heading (English)"), max_length=HEADING)
    text = forms.CharField(
        label=_("Text (English)"),
        max_length=TEXT,
        help_text=_("Paragraphs, with a blank line between. Every member reads it: nothing about anybody."),
        widget=_area(ENGLISH),
    )
    shown_from = forms.DateField(
        label=_("Shown from"), help_text=_("From the beginning of that day, UTC."), widget=AdminDateWidget
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in OTHERS:
            said = {"language": name}
            self.fields[f"heading_{code}"] = forms.CharField(
                label=_("Heading: %(language)s") % said,
                max_length=HEADING,
                required=False,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text: %(language)s") % said, max_length=TEXT, required=False, widget=_area(code)
            )

    def clean(self) -> dict[str, Any]:
        """With `words`, the news that was written. A translation has both parts or none."""
        told: dict[str, Any] = super().clean() or {}
        translations = {}
        for code, _name in OTHERS:
            heading, text = told.get(f"heading_{code}", ""), _plain(told.get(f"text_{code}", ""))
            if bool(heading) != bool(text):
                self.add_error(
                    f"text_{code}" if heading else f"heading_{code}", _("A translation needs a heading and a text.")
                )
            elif heading:
                translations[code] = {"heading": heading, "text": text}
        if not self.errors:
            told["words"] = Words(told["heading"], _plain(told["text"]), told["shown_from"], translations)
        return told


def opened(version: NewsVersion) -> dict[str, Any]:
    """What the form holds of a version when it opens."""
    held: dict[str, Any] = {"heading": version.heading, "text": version.text, "shown_from": version.shown_from}
    for code, said in version.translations.items():
        held |= {f"heading_{code}": said["heading"], f"text_{code}": said["text"]}
    return {**held, "based_on": version.number}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class ActForm(forms.Form):
    """An act on a version."""

    number = forms.IntegerField(min_value=1, max_value=32767)

"""Writing an article at the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget, FilteredSelectMultiple
from django.utils.translation import gettext_lazy as _

from portal.benefits.plans import load_plan
from portal.encyclopaedia.beside import all_doors
from portal.encyclopaedia.content import SECTIONS, SLUG, ArticleWrong, Content, Kind
from portal.encyclopaedia.models import KIND_NAMES, Article
from portal.encyclopaedia.shelf import ENGLISH, shelf
from portal.entitlements.wording import benefit_name

LINES = _("One on each line.")
MARKDOWN = _("Paragraphs, lists that begin with a hyphen, and **bold** words. Leave a blank line before a list.")


class Lines(forms.CharField):
    """Text with one thing on each line; cleans to a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "cols": 80}), **options)

    def clean(self, value: Any) -> list[str]:
        """Without empty lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value


def _several(label: Any) -> Any:
    return forms.MultipleChoiceField(label=label, required=False, widget=FilteredSelectMultiple(label, False))


class ArticleForm(forms.Form):
    """All of an article, and why it is written."""

    title = forms.CharField(label=_("Title"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, KIND_NAMES[kind]) for kind in Kind])
    gist = forms.CharField(
        label=_("In one or two sentences"), max_length=400, widget=forms.Textarea(attrs={"rows": 3, "cols": 80})
    )
    synonyms = Lines(label=_("Other words for it"), help_text=LINES, required=False, max_length=2000)
    benefits = _several(_("Benefits of the plan"))
    specialities = _several(_("Specialities"))
    related = _several(_("Related articles"))
    reviewed_on = forms.DateField(label=_("Reviewed on"), widget=AdminDateWidget)
    sources = Lines(label=_("Sources"), help_text=LINES, max_length=2000)
    why = forms.CharField(label=_("Why do you write it?"), max_length=500)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, **options: Any) -> None:
        super().__init__(*args, **options)
        plan = settings.DEFAULT_PLAN
        choices = {
            "benefits": [(code, benefit_name(code, plan)) for code in load_plan(plan).rows],
            "specialities": sorted(((door.code, door.name) for door in all_doors()), key=lambda pair: pair[1]),
            "related": [(slug, one.title) for slug, one in shelf(ENGLISH).items() if slug != article.slug],
        }
        for name, some in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 — told to the type checker
            # What an article names already stays, though the plan or the list no longer has it.
            kept = [(code, code) for code in self.initial.get(name, ()) if code not in dict(some)]
            field.choices = [*some, *kept]
        for name, title in SECTIONS.items():
            area = forms.Textarea(attrs={"rows": 8, "cols": 80, "dir": "auto"})
            self.fields[name] = forms.CharField(label=str(title), help_text=MARKDOWN, max_length=6000, widget=area)
        self.order_fields(["title", "kind", "gist", *SECTIONS])

    def clean(self) -> dict[str, Any]:
        """With `content`, the article that was written."""
        told: dict[str, Any] = super().clean() or {}
        for name in ("benefits", "specialities", "related"):
            told[name] = self._in_order(name, told.get(name, []))
        if not self.errors:
            try:
                told["content"] = Content.of({**told, "sections": {name: _plain(told[name]) for name in SECTIONS}})
            except ArticleWrong as wrong:
                self.add_error(wrong.key if wrong.key in self.fields else None, wrong.problem)
        return told

    def _in_order(self, name: str, chosen: list[str]) -> list[str]:
        """As they stood, then the new ones: the first ones matter most, and a list of choices forgets that."""
        before = {code: place for place, code in enumerate(self.initial.get(name, ()))}
        return sorted(chosen, key=lambda code: before.get(code, len(before)))


def opened(content: Content, number: int | None) -> dict[str, Any]:
    """What the form holds of a text when it opens; `number` is that of its version."""
    return {**content.stored(), **content.sections, "based_on": number, "reviewed_on": content.reviewed_on}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class BeginForm(forms.Form):
    """Which article, and in which language."""

    slug = forms.RegexField(
        SLUG.pattern + r"\Z",
        label=_("Name in its address"),
        max_length=80,
        help_text=_(
            "Small letters and hyphens, as in high-blood-pressure. A translation bears the name of the English."
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ActForm(forms.Form):
    """An act on a version."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)

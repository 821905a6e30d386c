"""Forms of provider relations. They validate and never save."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.look.choices import country_choices
from providers.bulk import Act, Change
from providers.models import Organisation, Provider, WordChange
from providers.models.word_change import LONGEST
from providers.specialities import LANGUAGES, SPECIALITIES

NOTHING = [("", "---------")]


class BulkForm(forms.Form):
    """Which agreements, and what happens to them."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("name"), required=False, to_field_name="name",
        widget=forms.TextInput(attrs={"list": "organisations"}),
        help_text=_("Its whole name. Empty: any."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False, choices=lambda: [*NOTHING, *country_choices()])
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=lambda: [*NOTHING, *Provider.Kind.choices])
    act = forms.ChoiceField(label=_("What happens"), choices=Act.choices)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Somebody must be chosen."""
        told = super().clean() or {}
        if not self.errors and not (told.get("organisation") or told.get("country")):
            raise forms.ValidationError(_("Choose an organisation or a country."))
        return told

    def change(self) -> Change:
        """What the valid form asks for."""
        return Change(**{**self.cleaned_data, "act": Act(self.cleaned_data["act"])})


class CountryForm(forms.Form):
    """One country."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: [*NOTHING, *country_choices()])


def speciality_choices() -> list[tuple[str, str]]:
    """Every speciality by its name in the reader's language."""
    language = get_language() or "en"
    return sorted(((one.code, one.name(language)) for one in SPECIALITIES.values()), key=lambda choice: choice[1])


def language_choices() -> list[tuple[str, str]]:
    """The languages in which a speciality has words, each by its own name."""
    known = dict(settings.LANGUAGES)
    return [(code, str(known.get(code) or known["zh-hans"])) for code in LANGUAGES]


class SpecialityForm(forms.Form):
    """One speciality."""

    speciality = forms.ChoiceField(label=_("Speciality"), choices=lambda: [*NOTHING, *speciality_choices()])


class WordForm(forms.Form):
    """A word to add or to withdraw."""

    speciality = forms.ChoiceField(choices=speciality_choices, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=WordChange.Act.choices, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    word = forms.CharField(
        label=_("Everyday word"), max_length=LONGEST, help_text=_("As members would type it, such as: skin doctor")
    )

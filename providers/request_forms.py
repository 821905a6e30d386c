"""Forms for what members tell and ask about providers, and for the answers. They validate and never save."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.choices import country_choices
from portal.look.fields import DayField
from portal.look.selects import LongSelect
from portal.members.models import Person
from providers.codes import CareKind
from providers.forms import any_of
from providers.models import ProviderRequest

Kind, State = ProviderRequest.Kind, ProviderRequest.State


class RequestForm(forms.Form):
    """What all kinds have: the words, and the key that makes a form sent twice one request."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("What is wrong?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class WrongForm(RequestForm):
    """Something on the page of a provider is wrong."""


class UnlistedForm(RequestForm):
    """A provider that may not be on the list. `listed`: it is, so that its name need not be typed."""

    name = forms.CharField(label=_("Name of the provider"), max_length=200)
    city = forms.CharField(label=_("City"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), widget=LongSelect, choices=lambda: any_of(country_choices()))
    contact = forms.CharField(label=_("Phone or e-mail of the provider"), max_length=200, required=False)

    def __init__(self, *args: Any, listed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if listed:
            for name in ("name", "city", "country"):
                del self.fields[name]


class NetworkForm(UnlistedForm):
    """A provider for the network."""

    field_order = ("form_key", "name", "city", "country", "contact", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Why it would be good to have it (no medical details)")
        self.fields["words"].required = False


class DirectForm(UnlistedForm):
    """Direct payment for once. No diagnosis is asked for here: the estimate of the provider tells what is needed."""

    field_order = ("form_key", "person", "name", "city", "country", "contact", "care", "planned_on", "words")
    person = forms.ModelChoiceField(label=_("For whom"), queryset=Person.objects.none(), empty_label=None)
    care = forms.ChoiceField(label=_("Kind of care"), choices=CareKind.choices, initial=CareKind.IN_PATIENT)
    planned_on = DayField(label=_("Planned day, if you know it"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["person"]
        who.queryset = people
        who.label_from_instance = lambda person: person.full_name
        self.fields["words"].label = _("Anything the guarantee desk should know (no medical details)")
        self.fields["words"].required = False


class AnswerForm(forms.Form):
    """A colleague's answer."""

    state = forms.ChoiceField(
        label=_("How it ended"), choices=[(one.value, one.label) for one in (State.DONE, State.DECLINED)]
    )
    words = forms.CharField(
        label=_("Answer, as the member reads it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

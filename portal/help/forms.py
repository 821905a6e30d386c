"""Forms of contact. They validate and never save; what cannot be so is said by the verb."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.attachments.forms import DocumentsForm
from portal.benefits.countries import COUNTRIES
from portal.help.calls import HOURS, WINDOWS
from portal.help.models import Topic
from portal.look.choices import country_choices
from portal.look.plain import Plain
from portal.look.words import long_date

MOST_WORDS = 10_000
DAYS_AHEAD = 7


def message_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Room for a message."""
    return forms.CharField(
        label=label,
        max_length=MOST_WORDS,
        required=required,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={
            "required": _("Write at least a sentence, so that we know what you need."),
            "max_length": _(
                "A message has room for %(limit_value)d characters; this one has %(show_value)d. Nothing is lost: "
                "shorten it, or send the rest as a document."
            ),
        },
    )


class MessageForm(Plain):
    """One more message."""

    words = message_field(_("Your message"))


class NewForm(MessageForm):
    """The first message of a conversation; `form_key` makes a second click find the first."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    field_order = ("topic", "words", "form_key")


class AttachForm(DocumentsForm):
    """Documents of a message."""

    chosen = _("Documents for this message")


class CountryForm(Plain):
    """Whose office is shown."""

    country = forms.ChoiceField(label=_("Office for another country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [choice for choice in country_choices() if choice[0] in COUNTRIES]
        self.fields["country"].choices = [("", _("Choose a country")), *known]  # type: ignore[attr-defined]


class CallBackForm(Plain):
    """When to call, by the clock of the member's own place."""

    phone = forms.RegexField(
        r"^\+?[0-9][0-9 ()./-]{5,28}$",
        label=_("Phone number"),
        help_text=_("With the country code, as in +254 20 762 1234."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
        error_messages={"invalid": _("Give a phone number with digits, such as +254 20 762 1234.")},
    )
    day = forms.ChoiceField(label=_("Day"))
    window = forms.ChoiceField(label=_("Time"))
    zone = forms.ChoiceField(label=_("By the clock of"))
    language = forms.ChoiceField(label=_("Language of the call"))
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices)
    words = message_field(_("What should we look up before we call?"), required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, country: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
        choices: dict[str, Any] = {
            "day": [(day.isoformat(), long_date(day)) for day in days],
            "window": [(str(hour), f"{hour:02}:00–{hour + HOURS:02}:00") for hour in WINDOWS],
            "zone": zones_of(country),
            "language": settings.LANGUAGES,
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        return date.fromisoformat(self.cleaned_data["day"])

    def clean_window(self) -> int:
        return int(self.cleaned_data["window"])


def zones_of(country: str) -> list[tuple[str, str]]:
    """Time zones to choose from, those of the country first. The name of a zone is that of its city."""
    known = available_timezones()
    near = [zone for zone in get_global("territory_zones").get(country, []) if zone in known]
    others = sorted(
        zone for zone in known - set(near) if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )
    return [(zone, zone.rpartition("/")[2].replace("_", " ") + f" ({zone})") for zone in [*near, "UTC", *others]]


def today_in(country: str, now: datetime) -> date:
    """The calendar day where the member is."""
    zone = zones_of(country)[0][0]
    return now.astimezone(ZoneInfo(zone)).date()

"""What a phone sends that wrote a claim without a line. The forms validate and never save."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms import LineForm
from claims.models import Claim, PhoneDraft
from portal.members.fields import PersonField
from portal.members.models import Person

# As the boxes of the page send them.
TYPED = (
    *("benefit", "service_on_day", "service_on_month", "service_on_year", "charged", "currency"),
    *("provider_name", "country", "note"),
)
LONGEST = 2000


class PhoneForm(forms.Form):
    """A claim as it was written: `form_key` is the phone's own name for it, `owner` whose phone it was written on.

    What was typed is taken as it is; whether it makes an expense is judged by `line_of`.
    """

    form_key = forms.UUIDField()
    owner = forms.UUIDField()
    patient = PersonField(
        queryset=Person.objects.none(),
        error_messages={"required": _("Choose who was treated."), "invalid_choice": _("Choose who was treated.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["patient"]).queryset = people
        for name in TYPED:
            self.fields[name] = forms.CharField(required=False, max_length=LONGEST, label=name)

    def typed(self) -> dict[str, str]:
        """What was written, by name; what was left empty is left out."""
        return {name: self.cleaned_data[name] for name in TYPED if self.cleaned_data.get(name)}


class PhoneDoneForm(forms.Form):
    """All files are here: the phone's names for them, and her word that the claim is true, given when she wrote it."""

    keys = forms.JSONField(required=False)
    true = forms.BooleanField(required=False)

    def clean_keys(self) -> set[str]:
        """Names as they are stored, all of them different."""
        names = self.cleaned_data["keys"] or []
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise forms.ValidationError("No list of names.", code="invalid")
        return set(names)


def line_of(claim: Claim, typed: dict[str, str], today: date) -> dict[str, Any] | None:
    """The expense that was written, as fields of a line; None when something of it is missing or wrong."""
    family = claim.family
    known = {"today": today, "country": family.duty_station, "currency": family.currency, "plan": family.plan}
    form = LineForm({**typed, "quantity": "1"}, **known)  # type: ignore[arg-type]
    return dict(form.cleaned_data) if form.is_valid() else None


def as_initial(typed: dict[str, str]) -> dict[str, Any]:
    """The same for the form of expenses, with the day in one piece."""
    day = "-".join(typed.get(f"service_on_{part}", "") for part in ("year", "month", "day"))
    plain = {name: typed[name] for name in TYPED if name in typed and not name.startswith("service_on")}
    plain.pop("note", None)
    return {**plain, "quantity": 1, **({"service_on": day} if day.strip("-") else {})}


def note_of(claim: Claim) -> str:
    """What she wrote to herself on her phone; empty when there is nothing."""
    written = PhoneDraft.objects.filter(claim=claim).first()
    return str(written.typed.get("note", "")) if written else ""

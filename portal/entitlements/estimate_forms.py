"""The form of “What would I get?”. Validates and never saves."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.benefits.days import add_years
from portal.benefits.facts import Eye
from portal.benefits.plans import load_plan
from portal.benefits.terms import Row
from portal.entitlements.choices import benefit_choices
from portal.entitlements.estimates import Question
from portal.look.amounts import AmountField, is_too_small
from portal.look.choices import country_choices, currency_choices
from portal.look.fields import DayField
from portal.look.selects import LongSelect
from portal.members.fields import PersonField
from portal.members.models import Person

OLDEST = date(1990, 1, 1)
# So far ahead that nobody plans care, and near enough that today's figures say something.
YEARS_AHEAD = 2
AMOUNTS = ("charged", "other_insurance", "semi_private")


class EstimateForm(forms.Form):
    """One question. Fields that only some care needs are there when the chosen care needs them."""

    benefit = forms.ChoiceField(
        label=_("Kind of care"), widget=LongSelect, error_messages={"required": _("Choose the kind of care.")}
    )
    person = PersonField(
        queryset=Person.objects.none(),
        label=_("For whom"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )
    on = DayField(
        label=_("Day of care or purchase"),
        help_text=_("Today, or the day you plan."),
        error_messages={"required": _("Enter a day.")},
    )
    country = forms.ChoiceField(label=_("Country of care"), widget=LongSelect)
    charged = AmountField(label=_("Price"), error_messages={"required": _("Enter the price.")})
    currency = forms.ChoiceField(label=_("Currency"), widget=LongSelect)
    quantity = forms.IntegerField(
        label=_("How many"),
        help_text=_("Visits, sessions, nights, tests or items for this price."),
        min_value=1,
        max_value=365,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    semi_private = AmountField(
        label=_("Price of a semi-private room"),
        help_text=_("For one night in the same hospital, in the same currency."),
        required=False,
    )
    eye = forms.ChoiceField(
        label=_("Which eye"),
        choices=[(Eye.LEFT.value, _("Left eye")), (Eye.RIGHT.value, _("Right eye"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the eye: the plan counts each one apart.")},
    )
    treatment_start = DayField(
        label=_("First day of the treatment"),
        help_text=_("Leave empty if it begins with this care."),
        required=False,
    )
    is_approved = forms.BooleanField(label=_("Prior approval is given"), required=False)
    prescribed = DayField(label=_("Date of the prescription"), required=False)
    is_emergency = forms.BooleanField(label=_("It is an emergency"), required=False)
    other_insurance = AmountField(
        label=_("Paid by another insurance"), help_text=_("In the same currency."), required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Person], reader: Person, today: date, **kwargs: Any) -> None:
        """`people` are those the reader may ask for; `today` is the day where she lives."""
        super().__init__(*args, **kwargs)
        self.today, self.plan = today, load_plan(reader.family.plan)
        self._offer("benefit", [("", _("Choose")), *benefit_choices(self.plan.code)])
        self._offer("currency", currency_choices())
        self._offer("country", country_choices())
        person = cast(PersonField, self.fields["person"])
        person.queryset = people
        if len(people) == 1:
            person.widget = forms.HiddenInput()
        guesses = {"person": reader, "on": today, "country": reader.family.duty_station}
        for name, guess in {**guesses, "currency": reader.family.currency}.items():
            self.fields[name].initial = guess
        self._leave_out(self.plan.rows.get(str(self["benefit"].value() or "")))

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _leave_out(self, row: Row | None) -> None:
        """The questions that the chosen care does not ask."""
        versions = row.versions if row else ()
        if not any(terms.semi_private_rate is not None for terms in versions):
            del self.fields["semi_private"]
        if not any(use.allowance.per_eye for terms in versions for use in terms.uses):
            del self.fields["eye"]
        if not any(terms.course for terms in versions):
            del self.fields["treatment_start"]

    @property
    def special(self) -> list[forms.BoundField]:
        """The fields that only this care asks for."""
        return [self[name] for name in ("semi_private", "eye", "treatment_start") if name in self.fields]

    @property
    def has_more(self) -> bool:
        """Whether something of the folded part is filled in or wrong."""
        return any(self[name].errors or self[name].value() for name in MORE)

    def question(self) -> Question:
        """What was asked, of a valid form."""
        fields = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Question(**{**fields, "eye": Eye(fields["eye"]) if "eye" in fields else None})

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < OLDEST:
            raise forms.ValidationError(_("This date is too long ago. Check the year."), code="ancient")
        if day > add_years(self.today, YEARS_AHEAD):
            raise forms.ValidationError(_("Choose a day within the next two years."), code="far")
        return day

    def clean_charged(self) -> Decimal:
        return self._positive("charged") or Decimal(0)

    def clean_semi_private(self) -> Decimal | None:
        return self._positive("semi_private")

    def clean_other_insurance(self) -> Decimal:
        return self.cleaned_data["other_insurance"] or Decimal(0)

    def _positive(self, name: str) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data[name]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("The amount must be more than zero."), code="not_positive")
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        currency, charged, on = cleaned.get("currency"), cleaned.get("charged"), cleaned.get("on")
        for name in AMOUNTS:
            if currency and cleaned.get(name) and is_too_small(cleaned[name], currency):
                small = _("%(currency)s has no amounts this small. Check the figures.")
                self.add_error(name, small % {"currency": currency})
        if charged and (cleaned.get("other_insurance") or 0) > charged:
            self.add_error("other_insurance", _("Another insurance cannot pay more than the price."))
        for name in ("prescribed", "treatment_start"):
            if on and cleaned.get(name) and cleaned[name] > on:
                self.add_error(name, _("This must be on or before the day of care."))
        return cleaned


MORE = ("is_approved", "prescribed", "is_emergency", "other_insurance")

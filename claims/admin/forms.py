"""Forms of the desk. They validate and never save; what cannot be so is said by the verb."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from claims.asking import TEMPLATES
from claims.correctable import FACTS, Reviewed
from claims.models import ClaimLine, OfficeRules, Step
from claims.told_corrections import REASONS
from portal.benefits.facts import Eye, Travel
from portal.benefits.plans import load_plan
from portal.entitlements.choices import benefit_choices
from portal.entitlements.wording import exclusion_name
from portal.look.amounts import AmountField
from portal.members.roles import PERMISSIONS

EYES = [("", "–"), (Eye.LEFT.value, _("Left")), (Eye.RIGHT.value, _("Right"))]
TRAVELS = [
    ("", "–"),
    (Travel.OFFICIAL_DUTY.value, _("Official duty")),
    (Travel.MEDICAL_EVACUATION.value, _("Medical evacuation")),
]
NAMED = {"autocomplete": "off", "autocapitalize": "characters"}


def day_field() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class CorrectionForm(forms.Form):
    """The facts of one expense as they stand, to be corrected. Whatever is left as it is, is not touched.

    `line` is what it corrects; `seen` the id of the latest decision that was looked at, empty for none.
    """

    line: ClaimLine | None = None
    seen = ""
    benefit = forms.ChoiceField()
    service_on = day_field()
    charged = AmountField(required=False)
    currency = forms.CharField(max_length=3, widget=forms.TextInput(attrs=NAMED))
    country = forms.CharField(max_length=2, widget=forms.TextInput(attrs=NAMED))
    quantity = forms.IntegerField(required=False, min_value=0, max_value=365)
    prescribed_on = day_field()
    other_insurance = AmountField(required=False)
    accepted = AmountField(required=False, help_text=_("Empty: as the price list says."))
    semi_private = AmountField(required=False)
    exclusion = forms.ChoiceField(required=False)
    duplicate_of = forms.ChoiceField(required=False)
    travel = forms.ChoiceField(required=False, choices=TRAVELS)
    eye = forms.ChoiceField(required=False, choices=EYES)
    treatment_start = day_field()
    emergency = forms.BooleanField(required=False)
    conditions_met = forms.BooleanField(required=False)
    reason = forms.ChoiceField(
        label=_("What the member reads"),
        choices=lambda: [("", "–"), *((key, name) for key, (name, _sentence) in REASONS.items())],
    )
    words = forms.CharField(
        label=_("In your own words to the member"),
        help_text=_("She reads this below the sentence, once the claim is settled. Write in her language if you can."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(label=_("Why, for colleagues"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, seen: Reviewed, plan: str, others: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data, initial={name: _shown(seen.value(name)) for name in FACTS})
        for name, fact in FACTS.items():
            self.fields[name].label = cast(Any, fact.label)
        exclusions = [code for code, known in load_plan(plan).exclusions.items() if known.by_reviewer]
        self._offer("benefit", benefit_choices(plan))
        self._offer("exclusion", [("", "–"), *((code, exclusion_name(code, plan)) for code in exclusions)])
        self._offer("duplicate_of", [("", "–"), *others])

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_other_insurance(self) -> Decimal:
        return self.cleaned_data["other_insurance"] or Decimal(0)

    def told(self) -> dict[str, str]:
        """Why it was corrected, for colleagues and for the member."""
        return {name: self.cleaned_data[name] for name in ("why", "reason", "words")}

    def changes(self) -> dict[str, Any]:
        """Every fact as it now stands in the form; the verb finds what is different."""
        return {name: self.cleaned_data[name] or None if name in CHOSEN else self.cleaned_data[name] for name in FACTS}


CHOSEN = {"exclusion", "duplicate_of", "travel", "eye"}


def _shown(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class AskForm(forms.Form):
    """What the member is asked for."""

    template = forms.ChoiceField(
        label=_("Ask for"), choices=lambda: [(key, name) for key, (name, _s) in TEMPLATES.items()]
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("The member reads this below the sentence. Write in her language if you can."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


SAID = (
    "straight_through",
    "benefits",
    "new_providers",
    "documents",
    "duplicates",
    "lookalikes",
    "letter_days",
    "expert_days",
    "near_maximum",
)
RELEASING = [role for role, names in PERMISSIONS.items() if "claims.release_settlement" in names]


class RulesForm(forms.ModelForm):
    """A new version of the office's rules, filled in with the one in force."""

    benefits = forms.MultipleChoiceField(
        label=_("kinds of care that always need a look"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )

    class Meta:
        model = OfficeRules
        fields = (*SAID, "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = self.instance if self.instance.at else OfficeRules.objects.in_force()
        if not self.instance.at:
            for name in SAID:
                self.initial[name] = getattr(rules, name)
        field = self.fields.get("benefits")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = benefit_choices(settings.DEFAULT_PLAN)
        for role in RELEASING:
            label = _("%(role)s may release alone, in USD") % {"role": role}
            initial = Decimal(rules.release_limits.get(role, "0"))
            self.fields[f"limit_{role}"] = forms.DecimalField(label=label, min_value=0, max_digits=14, initial=initial)
        for step in Step:
            label = _("%(step)s: hours promised") % {"step": step.label}
            initial = rules.promises[step.value]
            self.fields[f"hours_{step.value}"] = forms.IntegerField(
                label=label, min_value=1, max_value=24 * 365, initial=initial
            )

    def rules(self) -> dict[str, Any]:
        """The fields of a version, as the verb takes them."""
        cleaned = self.cleaned_data
        plain = {name: cleaned[name] for name in self.Meta.fields if name != "why"}
        limits = {role: str(cleaned[f"limit_{role}"]) for role in RELEASING}
        return {
            **plain,
            "release_limits": limits,
            "promises": {one.value: cleaned[f"hours_{one.value}"] for one in Step},
        }

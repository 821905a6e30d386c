"""The decision on one request. Validates and never saves; what contradicts itself is said by the verb."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.models import CareRequest, PriorApproval
from approvals.needs import benefits_for, judged_benefit
from portal.entitlements.wording import benefit_name
from portal.look.amounts import AmountField
from portal.look.choices import country_choices, currency_choices

APPROVED, PARTLY, REFUSED = "approved", "partly", "refused"


def day(label: Any) -> forms.DateField:
    """A day as the desk types it."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class DecideForm(forms.Form):
    """`seen` is the newest decision about the person when the screen was shown; empty for none."""

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVED, _("Approved")), (PARTLY, _("Approved in part")), (REFUSED, _("Refused"))],
    )
    benefit = forms.ChoiceField(label=_("Kind of care"))
    from_on = day(_("Care from"))
    until_on = day(_("Care until"))
    units = forms.IntegerField(label=_("At most so many"), min_value=1, max_value=1000, required=False)
    unit = forms.ChoiceField(label=_("Counted in"), choices=PriorApproval.Unit.choices, required=False)
    limit_amount = AmountField(label=_("Highest cost accepted"), required=False)
    limit_currency = forms.ChoiceField(label=_("Currency"), required=False)
    authorised_country = forms.ChoiceField(
        label=_("Country approved"),
        help_text=_("When care in another country was approved: its prices count then."),
        required=False,
    )
    reasons = forms.CharField(
        label=_("Medical reasons, as the member reads them"),
        help_text=_("Needed for all that is not approved. Write in her language if you can."),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, care: CareRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "decision_%s"  # the screen has other forms with the same fields
        plan, empty = care.person.family.plan, [("", "–")]
        codes = dict.fromkeys([*filter(None, [care.benefit]), *benefits_for(plan, care.kind)])
        self._choose("benefit", [(code, benefit_name(code, plan)) for code in codes])
        self._choose("limit_currency", [*empty, *currency_choices()])
        self._choose("authorised_country", [*empty, *country_choices()])

    def _choose(self, name: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        said = dict(self.cleaned_data)
        outcome = said.pop("outcome")
        word = PriorApproval.Outcome.REFUSED if outcome == REFUSED else PriorApproval.Outcome.APPROVED
        return {**said, "outcome": word, "is_partly": outcome == PARTLY}


def proposal(care: CareRequest) -> dict[str, Any]:
    """What the form begins with: what the member asked for."""
    plan = care.person.family.plan
    asked = care.said.get("sessions")
    return {
        "benefit": judged_benefit(plan, kind=care.kind, benefit=care.benefit, room=care.room),
        "from_on": care.from_on,
        "until_on": care.until_on,
        "units": asked,
        "unit": PriorApproval.Unit.SESSIONS if asked else "",
    }

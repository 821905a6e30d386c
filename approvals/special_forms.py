"""The short forms: one page for all that is asked before such care, with its papers. They validate and never save."""

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import choose
from approvals.models import CareRequest
from approvals.special import DETAILS, EYES, paper_name, papers_of
from portal.look.amounts import AmountField, is_too_small
from portal.look.choices import currency_choices
from portal.look.fields import DayField, FilesField, FilesInput
from portal.look.plain import Plain, words_field
from portal.look.selects import LongSelect

# Two digits a tooth, as dentists number them everywhere (ISO 3950): quadrant 1 to 8, tooth 1 to 8.
TOOTH = re.compile(r"[1-8][1-8]")
DAYS = {name for name in DETAILS if name.endswith("_on")}


class ShortForm(Plain):
    """What every short form asks; `missing` are the papers that are not there yet."""

    from_on = DayField(label=_("First day"), error_messages={"required": _("Enter the first day of the care.")})
    until_on = DayField(label=_("Last day"), help_text=_("If you know it."), required=False)
    diagnosis = words_field(_("Diagnosis"), _("As your doctor told you, in any language."), rows=2)
    treatment = words_field(_("Planned treatment"), rows=2)

    def __init__(self, *args: Any, care: CareRequest, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = {f"paper_{key}": key for key in papers_of(care)}
        for name, key in self.papers.items():
            widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/heic,image/heif,application/pdf"})
            self.fields[name] = FilesField(
                label=paper_name(key), widget=widget, required=key in missing, allow_empty_file=True
            )
            self.fields[name].error_messages["required"] = _("This paper is needed before we can decide.")

    def facts(self) -> dict[str, Any]:
        """What the verb takes; what only this form asks goes under `details`."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in self.papers}
        details = {name: said.pop(name) for name in DETAILS if name in said}
        known = {name: value.isoformat() if name in DAYS and value else value for name, value in details.items()}
        return {**said, "details": known}

    def uploads(self) -> list[tuple[str, str, Any]]:
        """Field, paper and file of everything that was chosen."""
        return [(name, key, file) for name, key in self.papers.items() for file in self.cleaned_data.get(name) or ()]


class PricedForm(ShortForm):
    """With the price that was named."""

    estimated = AmountField(
        label=_("Estimated cost"), help_text=_("Leave it empty if nobody told you a price."), required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), widget=LongSelect, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["currency"]).choices = [*choose(_("Choose")), *currency_choices()]

    def clean(self) -> dict[str, Any]:
        """An amount needs its currency."""
        cleaned = super().clean() or {}
        amount, currency = cleaned.get("estimated"), cleaned.get("currency")
        if amount is not None and amount <= 0:
            self.add_error("estimated", _("The amount must be more than zero."))
        elif amount and not currency:
            self.add_error("currency", _("Choose the currency of the amount."))
        elif amount and currency and is_too_small(amount, currency):
            small = _("%(currency)s has no amounts this small. Check the figures.")
            self.add_error("estimated", small % {"currency": currency})
        if amount is None:
            cleaned["currency"] = ""
        return cleaned


class PhysioForm(ShortForm):
    sessions = forms.IntegerField(
        label=DETAILS["sessions"],
        help_text=_("How many more sessions your therapist plans."),
        min_value=1,
        max_value=999,
        error_messages={"required": _("Enter how many sessions are planned.")},
    )
    prescribed_on = DayField(
        label=DETAILS["prescribed_on"], error_messages={"required": _("Enter the date of the prescription.")}
    )
    field_order = ("sessions", "prescribed_on", "from_on", "until_on", "diagnosis", "treatment")


class DentalForm(PricedForm):
    teeth = forms.CharField(
        label=DETAILS["teeth"],
        help_text=_("Their numbers as on the treatment plan, such as 16, 26, 36."),
        max_length=200,
        error_messages={"required": _("Enter the numbers of the teeth.")},
    )
    materials = forms.CharField(
        label=DETAILS["materials"],
        help_text=_("Such as ceramic crown, titanium implant."),
        max_length=300,
        error_messages={"required": _("Enter the materials from the treatment plan.")},
    )
    field_order = ("teeth", "materials", "from_on", "until_on", "diagnosis", "treatment", "estimated", "currency")

    def clean_teeth(self) -> str:
        """Numbers of teeth, in one way of writing."""
        found = re.split(r"[\s,;]+", self.cleaned_data["teeth"].strip().strip(",;"))
        if not all(TOOTH.fullmatch(tooth) for tooth in found):
            raise forms.ValidationError(
                _("Write the teeth with their two digits, such as 16, 26. Your dentist's plan has them."), code="teeth"
            )
        return ", ".join(dict.fromkeys(found))


class RefractiveForm(PricedForm):
    eyes = forms.MultipleChoiceField(
        label=DETAILS["eyes"],
        choices=list(EYES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one eye.")},
    )
    values_right = forms.CharField(
        label=DETAILS["values_right"],
        help_text=_("Sphere and cylinder in dioptres, such as -4.25 / -0.75."),
        max_length=60,
        required=False,
    )
    values_left = forms.CharField(label=DETAILS["values_left"], max_length=60, required=False)
    measured_on = DayField(
        label=DETAILS["measured_on"], error_messages={"required": _("Enter when the eyes were measured.")}
    )
    field_order = ("eyes", "values_right", "values_left", "measured_on", "from_on", "until_on", "diagnosis")

    def clean(self) -> dict[str, Any]:
        """Each eye that is chosen has its values."""
        cleaned = super().clean()
        for eye in cleaned.get("eyes") or ():
            if not (cleaned.get(f"values_{eye}") or "").strip():
                self.add_error(f"values_{eye}", _("Enter the values of this eye."))
        return cleaned


FORMS: dict[str, type[ShortForm]] = {
    CareRequest.Kind.PHYSIO: PhysioForm,
    CareRequest.Kind.DENTAL: DentalForm,
    CareRequest.Kind.REFRACTIVE: RefractiveForm,
}

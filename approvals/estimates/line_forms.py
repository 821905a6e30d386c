"""Lines that a provider writes, in an estimate or an invoice: what is the same of both."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.estimates.choices import OTHER
from portal.benefits.money import CURRENCIES, LARGEST
from portal.look.amounts import is_too_small
from portal.look.plain import plain_helper
from portal.look.selects import LongSelect

TOO_SMALL = _("%(currency)s has no amounts this small. Check the figures.")


def wrong_price(price: Decimal, currency: str | None) -> Any:
    """What is wrong with a price, or None."""
    if price <= 0:
        return _("The amount must be more than zero.")
    if price >= LARGEST:
        return _("This amount is too large. Check the figures.")
    return TOO_SMALL % {"currency": currency} if currency and is_too_small(price, currency) else None


class LineForm(forms.Form):
    """One line of what a provider writes: which care, how often. What it costs is added by those who inherit."""

    row_name: str = ""

    benefit = forms.ChoiceField(
        label=_("Kind of care"), widget=LongSelect, error_messages={"required": _("Choose the kind of care.")}
    )
    words = forms.CharField(label=_("What exactly"), max_length=200, required=False)
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=365,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Enter how many.")},
    )

    def __init__(self, *args: Any, choices: list[Any], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency if currency in CURRENCIES else ""
        self.helper = plain_helper()
        cast(forms.ChoiceField, self.fields["benefit"]).choices = choices

    def price(self, field: str) -> Decimal:
        """The amount of a field. Raises ValidationError."""
        price: Decimal = self.cleaned_data[field]
        if problem := wrong_price(price, self.currency):
            raise forms.ValidationError(problem, code="price")
        return price

    def clean(self) -> dict[str, Any]:
        """Something else has to be named; stored, it is no row of the plan."""
        cleaned = super().clean() or {}
        if cleaned.get("benefit") == OTHER:
            if not cleaned.get("words", "").strip():
                self.add_error("words", _("Say what it is."))
            cleaned["benefit"] = ""
        return cleaned


class LineFormSet(forms.BaseFormSet):
    """The lines of one paper; an untouched one does not count."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_few_forms": _("Enter at least one line."),
        "missing_management_form": _("Something of this page was lost on the way. Please fill it in once more."),
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None:  # told in the error summary, where several lines have the same fields
            cast(LineForm, form).row_name = _("Line %(number)s") % {"number": index + 1}

    def kept(self) -> Sequence[dict[str, Any]]:
        """Cleaned lines that say something, in their order."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

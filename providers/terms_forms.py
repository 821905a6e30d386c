"""Agreements and prices as rows on a provider's page: judged together, for one may end where the next begins."""

from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AgreementRows(forms.BaseInlineFormSet):
    """All agreements of a provider: no two share a day."""

    def clean(self) -> None:
        """The error stands beside the first day of the later one."""
        super().clean()
        told = [(form, form.cleaned_data) for form in self.forms if form.is_valid() and form.has_changed()]
        kept = [(form, _of(form.instance)) for form in self.forms if form.instance.pk and not form.has_changed()]
        rows = [(form, values) for form, values in (*told, *kept) if values.get("from_on")]
        rows.sort(key=lambda row: row[1]["from_on"])
        for (_form, before), (form, after) in pairwise(rows):
            if (before.get("until_on") or date.max) >= after["from_on"]:
                wrong = _("Another agreement of this provider holds on this day. Give that one its last day first.")
                form.add_error("from_on", wrong)


def _of(agreement: Any) -> dict[str, Any]:
    return {"from_on": agreement.from_on, "until_on": agreement.until_on}


class JudgedTogether(forms.ModelForm):
    """An agreement beside others on one page: days that are shared are its formset's to find."""

    def _post_clean(self) -> None:
        self.instance.is_judged_together = True
        super()._post_clean()  # type: ignore[misc]

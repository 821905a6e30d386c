"""The form of an invoice over what was typed: shown again as it was, or judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from approvals.estimates.drafts import MOST_LINES, Said
from claims.invoices.forms import BilledForm, BilledForms, BilledFormSet, InvoiceForm, care_choices
from claims.invoices.models import ProviderInvoice

PREFIX = "line"


@dataclass(frozen=True)
class Entry:
    """Both forms of one page."""

    head: InvoiceForm
    lines: BilledFormSet

    def is_whole(self) -> bool:
        """Whether it can be sent; asks both, so that every error is shown at once."""
        head, lines = self.head.is_valid(), self.lines.is_valid()
        if head and lines and not self.lines.kept():
            self.head.add_error(None, self.lines.default_error_messages["too_few_forms"])
        return head and lines and not self.head.errors


def _named(invoice: ProviderInvoice, said: Said, today: date) -> dict[str, Any]:
    currency = str(said.head.get("currency", ""))
    return {"choices": care_choices(invoice.guarantee), "currency": currency, "today": today}


def shown(invoice: ProviderInvoice, said: Said, *, today: date) -> Entry:
    """As it was typed, without a word about what is wrong."""
    lines, known = said.lines or [{}], _named(invoice, said, today)
    entries = BilledForms(initial=[dict(line) for line in lines], prefix=PREFIX, form_kwargs=known)
    return Entry(InvoiceForm(initial=said.head, invoice=invoice, today=today), cast(BilledFormSet, entries))


def judged(invoice: ProviderInvoice, said: Said, *, today: date) -> Entry:
    """With what is wrong of it."""
    count = {f"{PREFIX}-TOTAL_FORMS": len(said.lines), f"{PREFIX}-INITIAL_FORMS": 0}
    typed = {f"{PREFIX}-{at}-{name}": value for at, line in enumerate(said.lines) for name, value in line.items()}
    entries = BilledForms({**count, **typed}, prefix=PREFIX, form_kwargs=_named(invoice, said, today))
    return Entry(InvoiceForm(dict(said.head), invoice=invoice, today=today), cast(BilledFormSet, entries))


def typed_in(form: InvoiceForm, data: Mapping[str, Any]) -> Said:
    """What a page sent, as text."""
    count = str(data.get(f"{PREFIX}-TOTAL_FORMS", "0"))
    many = int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    lines = [_typed(BilledForm.base_fields, data, f"{PREFIX}-{at}-") for at in range(min(many, MOST_LINES))]
    return Said(_typed(form.fields, data, ""), lines)


def _typed(fields: Mapping[str, Any], data: Mapping[str, Any], before: str) -> dict[str, Any]:
    found = {name: field.widget.value_from_datadict(data, {}, before + name) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value not in (None, "")}

"""What the desk fills in of an invoice."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.invoices.models import InvoiceLine, ProviderInvoice
from portal.entitlements.choices import benefit_choices
from portal.look.plain import words_field
from providers.models import Provider


class TakeForm(forms.Form):
    """The kind of care of lines that have none, and whom we pay when the guarantee names nobody of our list."""

    provider = forms.CharField(
        label=_("Provider we pay, by its number on our list"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, invoice: ProviderInvoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unnamed: list[InvoiceLine] = [line for line in invoice.lines.all() if not line.benefit]
        if invoice.provider_id:
            del self.fields["provider"]
        for line in self.unnamed:
            label = _("Line %(number)s: kind of care") % {"number": line.position}
            field = forms.ChoiceField(label=label)
            cast(Any, field).choices = [("", _("Choose")), *benefit_choices(invoice.person.family.plan)]
            self.fields[f"care-{line.pk}"] = field

    def clean_provider(self) -> Provider | None:
        """The one with that number."""
        typed: str = self.cleaned_data["provider"].strip()
        found = Provider.objects.filter(reference=typed).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("There is no provider with this number on our list."), code="unknown")
        return found

    def care(self) -> dict[UUID, str]:
        """Kinds of care by line."""
        return {line.pk: self.cleaned_data[f"care-{line.pk}"] for line in self.unnamed}


class BackForm(forms.Form):
    """Why it goes back."""

    words = words_field(_("Why, as the provider reads it"), rows=3)


class FileForm(forms.Form):
    """A file of invoices; taken only when that is said."""

    file = forms.FileField(
        label=_("File (CSV, UTF-8)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}), allow_empty_file=True
    )
    take = forms.BooleanField(
        label=_("Take the invoices"), help_text=_("Without it the file is only tried."), required=False
    )

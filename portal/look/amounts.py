"""The form field for an amount of money, and what it may be in a currency."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.benefits.money import minor_units

PLAIN_NUMBER = re.compile(r"^\d{1,11}(?:\.\d{1,3})?$")
SPACES = str.maketrans("", "", " \u00a0\u202f'’٬")
DIGITS = {
    ord(digit): str(value) for zero in "٠۰" for value, digit in enumerate(map(chr, range(ord(zero), ord(zero) + 10)))
}


class AmountField(forms.Field):
    """An amount as people write it: `1234.50`, `1 234,50`, `١٢٫٥`. Two readings (`1,234`) are asked back."""

    # Left to right in every language: between Arabic words `5 000` would read `000 5`.
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})

    def to_python(self, value: Any) -> Decimal | None:
        """The amount; None when nothing was written. Raises ValidationError."""
        written = str(value or "").translate(SPACES).translate(DIGITS).replace("٫", ".")
        if not written:
            return None
        if re.fullmatch(r"\d+,\d{1,2}", written) or re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}", written):
            written = written.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,3}", written):
            written = written.replace(",", "")
        if not PLAIN_NUMBER.match(written):
            raise forms.ValidationError(_("Write the amount in figures, like 1234.50."), code="invalid")
        return Decimal(written)


def is_too_small(amount: Decimal, currency: str) -> bool:
    """Whether an amount has decimals that its currency has not."""
    return max(-int(amount.normalize().as_tuple().exponent), 0) > minor_units(currency)

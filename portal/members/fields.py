"""The form field for a person."""

from typing import Any

from django import forms


class PersonField(forms.ModelChoiceField):
    """One of the people a member may act for, shown by name."""

    def to_python(self, value: Any) -> Any:
        """The person. Raises ValidationError."""
        try:
            return super().to_python(value)
        except forms.ValidationError:  # what is no id at all gets the same sentence as somebody else's
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None

    def label_from_instance(self, obj: Any) -> str:
        """The name alone."""
        return str(obj.full_name)

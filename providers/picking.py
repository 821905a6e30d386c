"""Choosing a row of another table by typing: what is no id at all chooses nothing, and breaks no page."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

NOTHING = "---------"


class Picker(AutocompleteSelect):
    """Django's own, which asks the database for whatever was sent when a refused form is shown again."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """The chosen row, if it could be one."""
        return super().optgroups(name, [one for one in value if self._could_be(one)], attr)

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Not `required`: that is for lists which begin with an empty choice, and the form says it as well."""
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("required", None)
        return attrs

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What stands for no choice has words, as in every other list."""
        option: dict[str, Any] = super().create_option(name, value, label or NOTHING, *args, **kwargs)
        return option

    def _could_be(self, sent: Any) -> bool:
        key = self.field.remote_field.get_related_field()
        try:
            key.run_validators(key.to_python(sent))
        except ValidationError:
            return False
        return True

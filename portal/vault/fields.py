"""Model fields whose column holds only ciphertext. They can be stored and shown, never searched."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup

from portal.vault.cipher import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text, encrypted in the column. None stays NULL; the empty text is encrypted like any other."""

    description = "Text encrypted at rest"

    def get_prep_value(self, value: Any) -> str | None:
        """The token to write."""
        value = super().get_prep_value(value)
        return None if value is None else encrypt(value)

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        """The text behind the stored token. Raises Unreadable when no key opens it."""
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        """Only `isnull`: two tokens of one text differ, so any other comparison would silently find nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedJSONField(EncryptedTextField):
    """Lists, dictionaries, texts and numbers as JSON, encrypted in the column. Decimals and dates come back as text."""

    description = "JSON encrypted at rest"

    def get_prep_value(self, value: Any) -> str | None:
        """The token to write."""
        if value is None:
            return None
        return super().get_prep_value(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        """The value behind the stored token. Raises Unreadable when no key opens it."""
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)

    def to_python(self, value: Any) -> Any:
        """Values are already Python; text is not parsed, or the text "1" would become a number."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """For serializers: the value as JSON text."""
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder, ensure_ascii=False)

"""Encrypted fields: nothing readable in the column, keys can be changed, nothing can be searched."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.writer import MigrationWriter

from portal.vault.cipher import Unreadable, decrypt, encrypt, is_current
from portal.vault.fields import EncryptedJSONField, EncryptedTextField
from portal.vault.models import StoredDocument
from portal.vault.rotation import encrypted_fields, rotate

OLD, NEW = "an old key of at least 32 characters", "a new key of at least 32 characters"


def stored(name: str = "Bill of Dr Ana.pdf", number: int = 0) -> StoredDocument:
    """A row without files."""
    return StoredDocument.objects.create(
        original_name=name,
        media_type="application/pdf",
        bytes=1,
        sha256="0" * 64,
        original=f"a{number}",
        served=f"b{number}",
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        uploaded_by="6c1f",
    )


def columns() -> list[str]:
    """What stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT original_name FROM vault_storeddocument ORDER BY original")
        return [row[0] for row in cursor.fetchall()]


def test_text_comes_back() -> None:
    assert decrypt(encrypt("Ünïcode 发票")) == "Ünïcode 发票"
    assert encrypt("same") != encrypt("same")


def test_keys_are_changed_in_turn(settings: pytest.FixtureRequest) -> None:
    settings.FIELD_KEYS = [OLD]  # type: ignore[attr-defined]
    token = encrypt("text")
    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    assert decrypt(token) == "text"
    assert not is_current(token)
    settings.FIELD_KEYS = [NEW]  # type: ignore[attr-defined]
    with pytest.raises(Unreadable):
        decrypt(token)


def test_short_keys_are_refused(settings: pytest.FixtureRequest) -> None:
    settings.FIELD_KEYS = ["short"]  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured):
        encrypt("text")


def test_the_column_holds_no_text(db: None) -> None:
    document = stored()
    assert "Ana" not in columns()[0]
    document.refresh_from_db()
    assert document.original_name == "Bill of Dr Ana.pdf"


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "startswith", "gt", "regex"])
def test_nothing_can_be_searched(db: None, lookup: str) -> None:
    with pytest.raises(FieldError):
        StoredDocument.objects.filter(**{f"original_name__{lookup}": ["x"] if lookup == "in" else "x"})


def test_empty_can_be_asked_for(db: None) -> None:
    stored()
    assert not StoredDocument.objects.filter(original_name__isnull=True).exists()


def test_json_comes_back() -> None:
    field = EncryptedJSONField()
    value = {"secret": "abc", "codes": [1, 2], "none": None, "text": "1"}
    token = field.get_prep_value(value)
    assert token is not None
    assert "secret" not in token
    assert field.from_db_value(token, None, connection) == value
    assert field.get_prep_value(None) is field.from_db_value(None, None, connection) is None


def test_migrations_can_write_the_fields() -> None:
    for field in (EncryptedTextField(null=True), EncryptedJSONField()):
        text, imports = MigrationWriter.serialize(field)
        assert text.startswith("portal.vault.fields.Encrypted")
        assert imports == {"import portal.vault.fields"}


def test_rotation_rewrites_everything_once(db: None, settings: pytest.FixtureRequest) -> None:
    settings.FIELD_KEYS = [OLD]  # type: ignore[attr-defined]
    for number in range(7):
        stored(f"name {number}", number)
    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    first = {column.column: column for column in rotate(batch=3)}["vault.StoredDocument.original_name"]
    again = {column.column: column for column in rotate()}["vault.StoredDocument.original_name"]
    assert (first.rewritten, first.kept, again.rewritten, again.kept) == (7, 0, 0, 7)
    settings.FIELD_KEYS = [NEW]  # type: ignore[attr-defined]
    assert [decrypt(token) for token in columns()] == [f"name {number}" for number in range(7)]


def test_rotation_finds_the_fields() -> None:
    found = {(model.__name__, field.name) for model, field in encrypted_fields()}
    assert ("StoredDocument", "original_name") in found


def test_the_command_tells_what_it_did(db: None, settings: pytest.FixtureRequest) -> None:
    settings.FIELD_KEYS = [OLD]  # type: ignore[attr-defined]
    stored()
    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    out = StringIO()
    call_command("rotate_field_keys", stdout=out)
    assert "vault.StoredDocument.original_name: 1 rewritten, 0 already current" in out.getvalue()
    settings.FIELD_KEYS = ["quite another key of at least 32 characters"]  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("rotate_field_keys", stdout=out)

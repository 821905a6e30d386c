"""Re-encrypt every encrypted field of every model under the newest key."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import ExpressionWrapper, F, Model, TextField, Value

from portal.vault.append_only import rewriting
from portal.vault.cipher import is_current, rewrite
from portal.vault.fields import EncryptedTextField

BATCH = 500


@dataclass(frozen=True)
class Rotated:
    """What was done to one column: `rewritten` rows, and `kept` rows that were current already."""

    column: str
    rewritten: int
    kept: int


def encrypted_fields() -> Iterator[tuple[type[Model], EncryptedTextField]]:
    """Each model with each of its encrypted fields, history tables included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    yield model, field


def rotate(*, batch: int = BATCH) -> list[Rotated]:
    """Rewrite all encrypted columns; safe to stop and to run again. Raises Unreadable when a key is missing."""
    return [_rotate_column(model, field, batch) for model, field in encrypted_fields()]


def _rotate_column(model: type[Model], field: EncryptedTextField, batch: int) -> Rotated:
    rewritten = kept = 0
    last = None
    while rows := _tokens(model, field, last, batch):
        with rewriting(model._meta.db_table):
            for key, token in rows:
                if is_current(token):
                    kept += 1
                else:
                    rewritten += _replace(model, field, key, token)
        last = rows[-1][0]
    return Rotated(f"{model._meta.label}.{field.name}", rewritten, kept)


def _tokens(model: type[Model], field: EncryptedTextField, after: object, batch: int) -> list[tuple[object, str]]:
    rows = model._base_manager.exclude(**{f"{field.name}__isnull": True}).annotate(_token=_raw(field)).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", "_token")[:batch])


def _replace(model: type[Model], field: EncryptedTextField, key: object, token: str) -> int:
    # Only if the row still holds what was read: a member may be saving it at this moment.
    unchanged = model._base_manager.annotate(_token=_raw(field)).filter(pk=key, _token=token)
    return unchanged.update(**{field.name: Value(rewrite(token), output_field=TextField())})


def _raw(field: EncryptedTextField) -> ExpressionWrapper:
    return ExpressionWrapper(F(field.attname), output_field=TextField())

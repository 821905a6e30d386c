"""Every document gets a receipt: a column that may be empty, a number for each row, a number for ever."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import claims.models.document
import portal.vault.fields


def number(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("claims", "ClaimDocument").objects.filter(receipt="")
    while batch := list(rows.only("pk")[:500]):
        for row in batch:
            row.receipt = claims.models.document.receipt_number()
        rows.model.objects.bulk_update(batch, ["receipt"])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_review_took"),
        ("vault", "0002_upload_in_parts_and_legibility"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="suggestion",
                        serialize=False,
                        to="claims.claimdocument",
                    ),
                ),
                ("found", portal.vault.fields.EncryptedJSONField()),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
            },
        ),
        migrations.AddField(
            model_name="claimdocument",
            name="client_key",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="claimdocument",
            name="used_for",
            field=models.ManyToManyField(
                blank=True, related_name="documents", to="claims.claimline", verbose_name="used for"
            ),
        ),
        migrations.AddField(
            model_name="claimdocument",
            name="receipt",
            field=models.CharField(default="", editable=False, max_length=20, verbose_name="receipt number"),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="claimdocument",
            name="receipt",
            field=models.CharField(
                default=claims.models.document.receipt_number,
                editable=False,
                max_length=20,
                unique=True,
                verbose_name="receipt number",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("receipt", ""), _negated=True), name="document_has_receipt"
            ),
        ),
    ]

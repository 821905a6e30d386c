import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import portal.vault.fields
import portal.vault.storage


def seal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """A seal of its own for every settlement there is."""
    settlements = apps.get_model("claims", "Settlement").objects.using(editor.connection.alias)
    for key in settlements.filter(seal=None).values_list("pk", flat=True).iterator(500):
        settlements.filter(pk=key).update(seal=uuid.uuid4())


class Migration(migrations.Migration):
    """Seals on notes, the day of care as decided, what a document is, and files made for a member."""

    dependencies = [
        ("claims", "0009_deadlines_of_the_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("settlement", "seal", models.UUIDField(null=True, editable=False, verbose_name="seal")),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.AddField(
            model_name="claimdocument",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("", "Invoice, prescription or report"), ("other_insurer", "Statement of another insurance")],
                default="",
                max_length=20,
                verbose_name="what it is",
            ),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="service_on",
            field=models.DateField(blank=True, null=True, verbose_name="day of care"),
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("form_key", models.UUIDField(editable=False)),
                ("asked", portal.vault.fields.EncryptedJSONField(default=dict, verbose_name="what was asked for")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        storage=portal.vault.storage.private_storage,
                        upload_to=portal.vault.storage.random_path,
                        verbose_name="file",
                    ),
                ),
                ("media_type", models.CharField(blank=True, max_length=60, verbose_name="type of file")),
                ("filename", models.CharField(blank=True, max_length=60, verbose_name="name of the file")),
                ("bytes", models.PositiveBigIntegerField(default=0, verbose_name="size in bytes")),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="downloads",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "download",
                "verbose_name_plural": "downloads",
                "ordering": ["-asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "form_key"), name="one_download_a_form"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file", ""),
                            models.Q(
                                ("bytes__gt", 0),
                                ("made_at__isnull", False),
                                models.Q(("media_type", ""), _negated=True),
                                models.Q(("filename", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="download_file_is_described",
                    ),
                ],
            },
        ),
    ]

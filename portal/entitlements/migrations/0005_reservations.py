"""Entries that are only reserved, for guarantees of payment."""

from django.db import migrations, models

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0004_maximum_raise"),
    ]

    operations = [
        migrations.AddField(
            model_name="usagerecord",
            name="is_reserved",
            field=models.BooleanField(db_default=False, default=False, verbose_name="reserved for a guarantee"),
        ),
        append_only("entitlements_usagerecord"),  # SQLite forgot it with the table it rebuilt
    ]

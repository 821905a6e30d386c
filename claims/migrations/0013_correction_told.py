from django.db import migrations, models

import portal.vault.fields
from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    """What the member reads about a correction; those made before say nothing of it."""

    dependencies = [("claims", "0012_lookalikes")]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=12, verbose_name="what the member reads"),
        ),
        migrations.AddField(
            model_name="correction",
            name="words",
            field=portal.vault.fields.EncryptedTextField(
                blank=True, default="", verbose_name="in our own words to the member"
            ),
        ),
        append_only("claims_correction"),
    ]

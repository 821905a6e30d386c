import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tightens what 0010 allowed and filled."""

    dependencies = [("claims", "0010_settlement_pages")]

    operations = [
        migrations.AlterField(
            model_name="settlement",
            name="seal",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="seal"),
        ),
    ]

from django.db import migrations

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    """What was decided stays as it was decided; a correction is a new row."""

    dependencies = [("claims", "0001_initial")]

    operations = [append_only(f"claims_{table}") for table in ("decision", "settlementline", "adjustment")]

from django.db import migrations

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    """What was corrected, signed and ruled stays as it was; what follows is a new row."""

    dependencies = [("claims", "0004_review")]

    operations = [append_only(f"claims_{table}") for table in ("correction", "signature", "officerules")]

"""What was received, and what was ruled, stays."""

from django.db import migrations

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("estimates", "0001_initial")]

    operations = [append_only("estimates_estimateline"), append_only("estimates_estimaterules")]

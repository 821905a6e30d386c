from django.db import migrations

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    """The ledger is only added to; a correction is a new entry."""

    dependencies = [("entitlements", "0001_initial")]

    operations = [append_only("entitlements_usagerecord")]

from django.db import migrations

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("encyclopaedia", "0001_initial")]

    operations = [append_only("encyclopaedia_articleversion")]

"""The table behind the default cache, so that limits work right after `migrate` and without another command."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("members", "0002_promises")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]

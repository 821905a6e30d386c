"""An index for the search most people make, and one less to fill where a file is taken in."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def leave_to_hashes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL joins the lines of a file by hashes; SQLite needs the index."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX incoming_by_reference")


def bring_back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE INDEX incoming_by_reference ON providers_incomingline (file_id, reference)")


class Migration(migrations.Migration):
    dependencies = [("providers", "0004_cities")]

    operations = [
        migrations.AddIndex(
            "listing", models.Index(fields=["speciality", "country", "name_key", "id"], name="listing_by_country")
        ),
        migrations.RunPython(leave_to_hashes, bring_back),
    ]

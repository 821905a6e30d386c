from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.vault.append_only import append_only
from portal.vault.cipher import encrypt
from portal.vault.numbers import fresh_number


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """A number for each decision that was made, and its reasons encrypted."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, reasons FROM approvals_priorapproval WHERE number = ''")
        for key, reasons in cursor.fetchall():
            cursor.execute(
                "UPDATE approvals_priorapproval SET number = %s, reasons = %s WHERE id = %s",
                [fresh_number("A"), encrypt(reasons), key],
            )


class Migration(migrations.Migration):
    """What was decided stays as it was decided; a correction is a newer decision."""

    dependencies = [("approvals", "0004_prior_approvals")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        append_only("approvals_priorapproval"),
        append_only("approvals_approvalnotice"),
    ]

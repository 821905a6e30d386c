"""What the tables promise beyond columns: no overlapping cover or salary, an audit trail that only grows."""

from django.db import migrations

from portal.members.no_overlap import no_overlap
from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        no_overlap("members_enrolment", name="members_enrolment_no_overlap", within=["person_id"]),
        no_overlap("members_salaryfigure", name="members_salaryfigure_no_overlap", within=["family_id", "kind"]),
        append_only("members_auditentry"),
    ]

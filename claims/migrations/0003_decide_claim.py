from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Round

from portal.vault.append_only import append_only


class Migration(migrations.Migration):
    """Staff may have a claim decided again; the parts of a settled line sum on SQLite too, which adds in binary."""

    dependencies = [("claims", "0002_append_only")]

    operations = [
        migrations.AlterModelOptions(
            name="claim",
            options={
                "ordering": ["-submitted_at", "-created_at"],
                "permissions": [("decide_claim", "Can have a claim decided again")],
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
            },
        ),
        migrations.RemoveConstraint(model_name="settlementline", name="settled_parts_sum"),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=Q(charged=Round(F("reimbursed") + F("adjusted"), precision=3)), name="settled_parts_sum"
            ),
        ),
        # SQLite made the table anew for the constraint, and forgot its triggers.
        append_only("claims_settlementline"),
    ]

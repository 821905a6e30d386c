"""A card for everybody who was there before cards were."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def first_cards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """One for each person without."""
    card, person = apps.get_model("card", "Card"), apps.get_model("members", "Person")
    now = timezone.now()
    people = person.objects.filter(cards=None).values_list("pk", flat=True).iterator(chunk_size=2000)
    card.objects.bulk_create((card(person_id=pk, made_at=now) for pk in people), batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("card", "0001_initial")]

    operations = [migrations.RunPython(first_cards, migrations.RunPython.noop)]

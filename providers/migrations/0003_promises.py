"""Numbers for providers that have none, what the tables promise beyond columns, and the indexes of the search."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.members.no_overlap import no_overlap

# Order by bytes, as SQLite does: otherwise the same list would be in another order on each database.
_POSTGRESQL = [
    'ALTER TABLE providers_listing ALTER COLUMN name_key TYPE varchar(80) COLLATE "C"',
    'ALTER TABLE providers_word ALTER COLUMN word TYPE varchar(80) COLLATE "C"',
    'ALTER TABLE providers_gram ALTER COLUMN gram TYPE varchar(3) COLLATE "C"',
    # Lines on their way in need not survive a crash of the server: the file is read again.
    "ALTER TABLE providers_incomingline SET UNLOGGED",
    # The words of a listing are single words already: nothing is left for a parser to take apart.
    "CREATE INDEX listing_words ON providers_listing "
    "USING gin (array_to_tsvector(string_to_array(words, ' '))) WHERE speciality = 0",
]
_SQLITE = [
    "CREATE VIRTUAL TABLE providers_listing_words USING fts5("
    "words, content='providers_listing', content_rowid='id', tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    "CREATE TRIGGER providers_listing_written AFTER INSERT ON providers_listing WHEN NEW.speciality = 0 BEGIN "
    "INSERT INTO providers_listing_words (rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER providers_listing_forgotten AFTER DELETE ON providers_listing WHEN OLD.speciality = 0 BEGIN "
    "INSERT INTO providers_listing_words (providers_listing_words, rowid, words) "
    "VALUES ('delete', OLD.id, OLD.words); END",
]
_UNDONE = [
    "DROP TRIGGER providers_listing_forgotten",
    "DROP TRIGGER providers_listing_written",
    "DROP TABLE providers_listing_words",
]


def number_all(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    providers = apps.get_model("providers", "Provider").objects.filter(number=None).order_by("name", "pk")
    last = 0
    for last, provider in enumerate(providers, 1):
        provider.number = last
        provider.save(update_fields=["number"])
    apps.get_model("providers", "ListingState").objects.create(id=1, last_number=last)


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


def unbuild(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in ["DROP INDEX listing_words"] if editor.connection.vendor == "postgresql" else _UNDONE:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_people_places_listing")]

    operations = [
        migrations.RunPython(number_all, migrations.RunPython.noop),
        migrations.AlterField(
            "provider", "number", models.BigIntegerField(editable=False, verbose_name="number in the search")
        ),
        migrations.AddConstraint("provider", models.UniqueConstraint(fields=["number"], name="provider_once_a_number")),
        no_overlap("providers_agreement", name="agreement_no_overlap", within=["provider_id"]),
        migrations.RunPython(build, unbuild),
    ]

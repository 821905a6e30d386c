"""What the search reads: derived from providers, practitioners and agreements, and rebuilt from them at any time.

Why tables of its own: docs/decisions, “The provider list is searched in tables of its own”.
"""

from __future__ import annotations

from django.db import connections, models, router

# The speciality of the row that every provider has whatever it does; it alone carries the words.
ANY = 0
# Listing.id = number of the provider * SPREAD + number of the speciality.
SPREAD = 256


class ListingState(models.Model):
    """One row: the last number given to a provider, the day for which agreements were last looked at, and the version
    of the list of cities that `Place` was filled from."""

    last_number = models.BigIntegerField(default=0)
    looked_at_on = models.DateField(null=True)
    places_of = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_listing_state")]

    def __str__(self) -> str:
        return str(self.last_number)

    @classmethod
    def take_numbers(cls, count: int) -> int:
        """The first of `count` numbers that nobody else gets; call it in the transaction that uses them."""
        connection = connections[router.db_for_write(cls)]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO providers_listingstate (id, last_number) VALUES (1, %s) ON CONFLICT (id) "
                "DO UPDATE SET last_number = providers_listingstate.last_number + EXCLUDED.last_number "
                "RETURNING last_number",
                [count],
            )
            return int(cursor.fetchone()[0]) - count + 1


class Listing(models.Model):
    """A provider under one of its specialities, and once under ANY, with all that a search can filter by."""

    id = models.BigIntegerField(primary_key=True)
    provider = models.ForeignKey(
        "providers.Provider", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    speciality = models.SmallIntegerField()
    name_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    city_key = models.CharField(max_length=100)
    languages = models.CharField(max_length=200, blank=True)
    direct = models.BooleanField()
    discount = models.BooleanField()
    new_patients = models.BooleanField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["speciality", "name_key", "id"], name="listing_by_name"),
            models.Index(fields=["speciality", "country", "name_key", "id"], name="listing_by_country"),
            models.Index(fields=["speciality", "cell"], name="listing_by_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.name_key} {self.speciality}"


class City(models.Model):
    """A city where providers are, in the middle of those it was first known by; how many there are, its facet tells."""

    country = models.CharField(max_length=2)
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "country"], name="city_once_a_country")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A city of the world under one of its names, with providers or without; filled by `providers.places`."""

    key = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=100)
    latitude = models.FloatField()
    longitude = models.FloatField()
    cell = models.BigIntegerField(null=True)
    population = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["key", "country"], name="place_by_key"),
            models.Index(fields=["cell"], name="place_by_cell"),
        ]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """A word, or a facet, with the number of providers that bear it."""

    word = models.CharField(max_length=80)
    providers = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word"], name="word_once")]

    def __str__(self) -> str:
        return self.word


class Gram(models.Model):
    """Three letters in a row of a word: what finds the words near a misspelt one, alike on every database."""

    gram = models.CharField(max_length=3)
    word = models.ForeignKey(Word, models.CASCADE, db_index=False, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["gram", "word"], name="gram_once_a_word")]

    def __str__(self) -> str:
        return self.gram

"""A family under the plan, and the people in it."""

from calendar import isleap
from datetime import date
from uuid import uuid4

from babel import Locale
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


def default_plan() -> str:
    """The plan a family joins when nothing else is said."""
    return settings.DEFAULT_PLAN


class PostalAddress(models.Model):
    """Where letters go."""

    address_line_1 = models.CharField(_("address"), max_length=120, blank=True)
    address_line_2 = models.CharField(_("address, second line"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, as in KE."))

    class Meta:
        abstract = True

    def address_lines(self) -> list[str]:
        """The lines of an envelope below the name, without empty ones; the country in English, as post offices ask."""
        place = f"{self.postcode} {self.city}".strip()
        country = Locale("en").territories.get(self.country, self.country).upper()
        return [line for line in (self.address_line_1, self.address_line_2, place, country) if line]


class Family(PostalAddress):
    """One participant and those enrolled with her; ceilings and salaries belong to the family."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active staff")
        RETIRED = "retired", _("retired")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(_("reference number"), max_length=20, unique=True)
    plan = models.CharField(_("plan"), max_length=40, default=default_plan)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    duty_station = models.CharField(_("duty station"), max_length=2, help_text=_("Country, two letters."))
    located_in = models.CharField(
        _("located in"), max_length=2, blank=True, help_text=_("Country of residence if not the duty station.")
    )
    near_eastern_border = models.BooleanField(_("lives near the eastern border"), default=False)
    currency = models.CharField(_("currency of reimbursement"), max_length=3, default="USD")
    settlements_online = models.BooleanField(_("settlement notes by e-mail"), default=False)
    notes_attached = models.BooleanField(
        _("settlement notes attached"),
        default=True,
        help_text=_("If not, the e-mail only says that the note can be read in the portal."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference

    @property
    def residence(self) -> str:
        """The country the family lives in: `located_in`, else the duty station."""
        return self.located_in or self.duty_station


class PersonQuerySet(models.QuerySet["Person"]):
    """People, narrowed by words."""

    def children_on(self, on: date) -> "PersonQuerySet":
        """Children not yet of age on that day."""
        return self.filter(relation=Person.Relation.CHILD, born_on__gt=born_when_of_age(on))

    def grown_on(self, on: date) -> "PersonQuerySet":
        """Children of a participant who are of age on that day."""
        return self.filter(relation=Person.Relation.CHILD, born_on__lte=born_when_of_age(on))


class Person(models.Model):
    """Somebody covered by the plan."""

    class Relation(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        SPOUSE = "spouse", _("spouse")
        CHILD = "child", _("child")

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="people", verbose_name=_("family"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    number = models.PositiveSmallIntegerField(
        _("number in the family"), default=0, help_text=_("0 for the participant, then 1, 2, 3, …")
    )
    relation = models.CharField(_("relation"), max_length=12, choices=Relation.choices)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    born_on = models.DateField(_("born on"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    smoker = models.BooleanField(_("smoker"), default=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    email = models.EmailField(_("e-mail"), blank=True)

    history = HistoricalRecords()
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(relation="participant"),
                name="members_person_one_participant",
                violation_error_message=_("This family has a participant already."),
            ),
            models.UniqueConstraint(
                fields=["family", "number"],
                name="members_person_number_once",
                violation_error_message=_("This number is taken in the family."),
            ),
            models.CheckConstraint(
                condition=Q(relation="participant", number=0) | (~Q(relation="participant") & Q(number__gte=1)),
                name="members_person_participant_is_zero",
                violation_error_message=_("The participant has the number 0, everybody else 1 or more."),
            ),
            models.CheckConstraint(condition=Q(sex__in=["F", "M"]), name="members_person_sex_known"),
        ]
        indexes = [models.Index(fields=["family_name", "given_name"], name="members_person_by_name")]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.reference})"

    @property
    def full_name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def reference(self) -> str:
        """The personal reference number: the family's, with `-1`, `-2`, … for everybody but the participant."""
        return f"{self.family.reference}-{self.number}" if self.number else self.family.reference

    @property
    def email_known(self) -> str:
        """Where mail reaches her: the address of her account, else the one we were given; perhaps empty."""
        return (self.user.email if self.user else "") or self.email

    def age_on(self, day: date) -> int:
        """Completed years; somebody born on 29 February has the birthday on 1 March in other years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def is_adult_on(self, day: date) -> bool:
        """From the day she comes of age, a person has an account and privacy of her own."""
        return self.age_on(day) >= settings.AGE_OF_MAJORITY

    @property
    def of_age_on(self) -> date:
        """The first day of that."""
        year = self.born_on.year + settings.AGE_OF_MAJORITY
        is_missing = (self.born_on.month, self.born_on.day) == (2, 29) and not isleap(year)
        return date(year, 3, 1) if is_missing else self.born_on.replace(year=year)


def born_when_of_age(day: date) -> date:
    """The latest birthday of somebody who is of age on `day`."""
    year = day.year - settings.AGE_OF_MAJORITY
    is_missing = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if is_missing else day.replace(year=year)

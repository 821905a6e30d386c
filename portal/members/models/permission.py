"""Who may act for whom in a family, for what and until when; and what became of children who came of age."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models.cover import Enrolment
from portal.members.models.family import Person


class Purpose(models.TextChoices):
    """What somebody may do for another adult of the family. Account, bank details and confidences are in none."""

    CLAIMS = "claims", _("Claims: send them and follow them, with their documents")
    CARE = "care", _("Planned care: requests, prices and guarantees of payment")
    LEFT = "left", _("What is left, the card and forms")
    ALL = "all", _("All of this, and appeals")


class FamilyPermissionQuerySet(models.QuerySet["FamilyPermission"]):
    """Permissions, narrowed by words."""

    def standing(self) -> FamilyPermissionQuerySet:
        """Those that nobody ended, accepted or not."""
        return self.filter(ended_at__isnull=True)

    def founded(self, on: date) -> FamilyPermissionQuerySet:
        """Those whose ground holds on that day: both in one family, both covered, and the last day is not over."""
        covered = Enrolment.objects.in_force(on)
        return self.filter(
            Exists(covered.filter(person=OuterRef("giver"))),
            Exists(covered.filter(person=OuterRef("helper"))),
            until_on__gte=on,
            giver__family=F("helper__family"),
        )

    def in_force(self, on: date) -> FamilyPermissionQuerySet:
        """Those by which one may act on that day, whether or not the nightly look has been there."""
        return self.standing().founded(on).filter(accepted_at__isnull=False)

    def serving(self, purpose: Purpose) -> FamilyPermissionQuerySet:
        """Those given for that purpose."""
        return self.filter(Q(for_all=True) | Q(**{f"for_{purpose.value}": True}))


class FamilyPermission(models.Model):
    """One adult lets another of the family act for her. Ended rows stay: they are the history.

    `until_on` is the last day on which it holds.
    """

    class Ending(models.TextChoices):
        TAKEN_BACK = "taken_back", pgettext_lazy("permission ended", "taken back")
        LAID_DOWN = "laid_down", pgettext_lazy("permission ended", "given up by who helped")
        DECLINED = "declined", pgettext_lazy("permission ended", "not accepted")
        REPLACED = "replaced", pgettext_lazy("permission ended", "replaced by a new one")
        RAN_OUT = "ran_out", pgettext_lazy("permission ended", "its last day was over")
        COVER = "cover", pgettext_lazy("permission ended", "one of the two is no longer covered in this family")
        DESK = "desk", pgettext_lazy("permission ended", "ended by us after a call")

    PURPOSES = (Purpose.CLAIMS, Purpose.CARE, Purpose.LEFT, Purpose.ALL)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    giver = models.ForeignKey(Person, models.PROTECT, related_name="permissions_given", verbose_name=_("given by"))
    helper = models.ForeignKey(Person, models.PROTECT, related_name="permissions_held", verbose_name=_("given to"))
    for_claims = models.BooleanField(_("for claims"), default=False)
    for_care = models.BooleanField(_("for planned care"), default=False)
    for_left = models.BooleanField(_("for what is left and papers"), default=False)
    for_all = models.BooleanField(_("for all of it"), default=False)
    given_at = models.DateTimeField(_("given"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    until_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending, blank=True)

    objects = FamilyPermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission to act for somebody")
        verbose_name_plural = _("permissions to act for somebody")
        ordering = ["-given_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "helper"], condition=Q(ended_at__isnull=True), name="members_permission_one_standing"
            ),
            models.CheckConstraint(condition=~Q(giver=F("helper")), name="members_permission_of_two"),
            models.CheckConstraint(
                condition=Q(for_claims=True) | Q(for_care=True) | Q(for_left=True) | Q(for_all=True),
                name="members_permission_for_something",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", ended_by__isnull=True)
                | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="members_permission_ended_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_at:%Y-%m-%d} – {self.until_on}"

    @property
    def person(self) -> Person:
        """Whose it is, for the trail."""
        return self.giver

    @property
    def purposes(self) -> list[Purpose]:
        """What it was given for; “all” swallows the rest."""
        if self.for_all:
            return [Purpose.ALL]
        return [one for one in self.PURPOSES if getattr(self, f"for_{one.value}")]

    @property
    def purpose_words(self) -> list[str | Promise]:
        """The same in words."""
        return [one.label for one in self.purposes]

    @staticmethod
    def fields_of(purposes: Any) -> dict[str, bool]:
        """The fields that say these purposes."""
        return {f"for_{one.value}": one in set(purposes) for one in FamilyPermission.PURPOSES}


class ComingOfAge(models.Model):
    """What was said and done when a child came of age; one row a person, so that nothing is said twice."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="coming_of_age", verbose_name=_("person"))
    foretold_at = models.DateTimeField(_("parents told beforehand"), null=True, blank=True)
    reached_at = models.DateTimeField(_("came of age, and was invited"), null=True, blank=True)

    class Meta:
        verbose_name = _("coming of age")
        verbose_name_plural = _("comings of age")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.reached_at or self.foretold_at)

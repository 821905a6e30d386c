"""What a member may know about the trail: which staff opened or changed her data, and what others of her family did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models import AuditEntry, Person, User

VERBS: dict[str, str | Promise] = {
    "read": _("opened"),
    "looked_at": _("looked at"),
    "added": _("added"),
    "changed": _("changed"),
    "issued": _("sent"),
    "submitted": _("sent"),
    "sent": _("sent"),
    "answered": _("answered"),
    "withdrawn": _("withdrew"),
    "accepted": pgettext_lazy("somebody did", "accepted"),
    "ended": pgettext_lazy("somebody did", "ended"),
}
OTHERWISE = _("worked on")
# What stands on a page that shows somebody in a list or by figures, by the room of the page.
PAGES: dict[str, str | Promise] = {
    "claims": _("the list of claims"),
    "appeals": _("the list of appeals"),
    "approvals": _("the list of requests"),
    "prior": _("the list of approvals"),
    "guarantees": _("the list of guarantees of payment"),
    "entitlements": _("what is left"),
    "card": _("the membership card"),
}


class Who(models.TextChoices):
    """Whose visits are shown."""

    STAFF = "staff", _("Our colleagues")
    FAMILY = "family", _("Your family")


@dataclass(frozen=True)
class Visit:
    """One line of the page: when, who, what was done to what, about whom. `is_family`: not staff, but a relative."""

    at: datetime
    who: str
    did: str | Promise
    what: str | Promise
    about: str
    is_family: bool = False


def visits(people: Iterable[Person], reader: Person | None = None, who: str = "") -> QuerySet[AuditEntry]:
    """Entries about these people, newest first: those of staff, and for the `reader` those of others of her family
    since she is of age. What she does herself is no visit, nor is what parents do for a young child, one by one."""
    staff = User.objects.filter(is_staff=True).values("pk")
    by_staff = Q(person__in=[person.pk for person in people], by__in=staff)
    if reader is None or who == Who.STAFF:
        return AuditEntry.objects.filter(by_staff).order_by("-at")
    since = datetime.combine(reader.of_age_on, time(), UTC)
    relatives = User.objects.filter(person__family=reader.family_id, is_staff=False).exclude(person=reader.pk)
    by_family = Q(person=reader.pk, by__in=relatives.values("pk"), at__gte=since)
    return AuditEntry.objects.filter(by_family if who == Who.FAMILY else by_staff | by_family).order_by("-at")


def told(entries: Iterable[AuditEntry], people: Iterable[Person]) -> list[Visit]:
    """The entries in words. At most one query, for the names of the family."""
    entries = list(entries)
    names: dict[UUID, str] = {person.pk: person.given_name for person in people}
    accounts = {entry.by_id for entry in entries}
    relatives = Person.objects.filter(user__in=accounts, user__is_staff=False)
    family: dict[UUID | None, str] = dict(relatives.values_list("user", "given_name"))
    return [
        Visit(
            at=entry.at,
            who=family.get(entry.by_id, entry.by_label),
            did=VERBS.get(entry.act.rpartition(".")[2], OTHERWISE),
            what=_what(entry),
            about=names.get(entry.person, "") if entry.person else "",
            is_family=entry.by_id in family,
        )
        for entry in entries
    ]


def _what(entry: AuditEntry) -> str | Promise:
    page = str(entry.detail.get("page", "")).partition(":")[0]
    return PAGES[page] if entry.act == "person.looked_at" and page in PAGES else _kind(entry.object_type)


def _kind(label: str) -> str | Promise:
    try:
        return apps.get_model(label)._meta.verbose_name or label
    except (LookupError, ValueError):
        return _("data")

"""Mails within a family. They name nobody and say no more than that there is something to read on the family page."""

from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.urls import reverse

from portal.members.models import ComingOfAge, FamilyPermission, Person
from portal.post.mail import queue_news

PERMISSION_KIND, OF_AGE_KIND = "family-permission", "family-of-age"


def tell_both(permission: FamilyPermission, what: str, now: datetime) -> None:
    """That a permission was `asked` (and waits for the helper), `given`, `accepted` or `ended`; once each to both."""
    for person, side in ((permission.giver, "giver"), (permission.helper, "helper")):
        queue_news(
            kind=PERMISSION_KIND,
            key=uuid5(permission.pk, f"{what} {side}"),
            to=person.email_known,
            language=person.language,
            template="family_permission",
            context={"what": what, "side": side, "url": _page()},
            now=now,
        )


def tell_parents(coming: ComingOfAge, what: str, now: datetime) -> None:
    """That a child comes of age `soon`, or has `now`; once to each parent whom mail reaches."""
    parents = Person.objects.filter(
        family=coming.person.family_id, relation__in=[Person.Relation.PARTICIPANT, Person.Relation.SPOUSE]
    )
    for parent in parents.select_related("user"):
        queue_news(
            kind=OF_AGE_KIND,
            key=uuid5(coming.pk, f"{what} {parent.pk}"),
            to=parent.email_known,
            language=parent.language,
            template="family_of_age",
            context={"what": what, "url": _page()},
            now=now,
        )


def _page() -> str:
    return settings.SITE_URL + reverse("members:family")

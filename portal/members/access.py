"""Whose data somebody may see. Every view of a member goes through here; what is not hers does not exist: 404."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.members import audit
from portal.members.days import own_day
from portal.members.models import FamilyPermission, Person, Purpose, User
from portal.members.models.permission import FamilyPermissionQuerySet

View = Callable[..., HttpResponseBase]
PARENTS = (Person.Relation.PARTICIPANT, Person.Relation.SPOUSE)


class MemberRequest(HttpRequest):
    """A request that went through `member_required`."""

    user: User
    person: Person
    looked: list[Model]


def person_of(user: User | AnonymousUser) -> Person | None:
    """The person behind an account with her family loaded, or None: staff, or nobody signed in."""
    if not user.is_authenticated:
        return None
    return Person.objects.select_related("family").filter(user=user).first()


def people_of(user: User | AnonymousUser, on: date, purpose: Purpose | None = None) -> QuerySet[Person]:
    """Those whose data `user` may see on that day: herself and, for participant and spouse, the family's children
    under age. Other adults never, unless a view names a `purpose` for which one of them lets her act on that day."""
    person = person_of(user)
    return Person.objects.none() if person is None else people_seen_by(person, on, purpose)


def people_seen_by(person: Person, on: date, purpose: Purpose | None = None) -> QuerySet[Person]:
    """The same, for a person who is loaded already."""
    allowed = Q(pk=person.pk)
    if person.relation in PARENTS:
        allowed |= Q(pk__in=Person.objects.filter(family=person.family_id).children_on(on).values("pk"))
    if purpose is not None:
        allowed |= Q(pk__in=helped_by(person, on, purpose).values("giver"))
    return Person.objects.select_related("family").filter(allowed).order_by("number")


def helped_by(person: Person, on: date, purpose: Purpose) -> FamilyPermissionQuerySet:
    """The permissions by which she may act for others on that day."""
    return FamilyPermission.objects.in_force(on).serving(purpose).filter(helper=person)


def people_seen(request: HttpRequest, purpose: Purpose | None = None) -> QuerySet[Person]:
    """`people_of` at this moment, on the signed-in member's own day: how pages ask."""
    person = getattr(request, "person", None) or person_of(request.user)
    if person is None:
        return Person.objects.none()
    return people_seen_by(person, own_day(person, timezone.now()), purpose)


def person_for(request: HttpRequest, person_id: UUID | str, purpose: Purpose | None = None) -> Person:
    """That person if the signed-in member may see her now. Raises Http404 else."""
    found: Person = get_object_or_404(people_seen(request, purpose), pk=person_id)
    looked_at(request, found)
    return found


def looked_at(request: HttpRequest, *shown: Model) -> None:
    """Remembers what a page shows of an adult other than its reader: it goes on the trail when the page is sent.

    Of one who is only named in a list say the person.
    """
    reader = getattr(request, "person", None)
    if reader is None:
        return
    day, seen = own_day(reader, timezone.now()), cast(MemberRequest, request).looked
    for one in shown:
        whose = one if isinstance(one, Person) else audit.person_of(one)
        if whose is not None and whose.pk != reader.pk and whose.is_adult_on(day) and one not in seen:
            seen.append(one)


def member_required(view: View) -> View:
    """Lets a signed-in member in, with `request.person` set. Staff without a person get 404.

    What the page shows of an adult who lets her act (`looked_at`) is written on the trail.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = person_of(request.user)
        if person is None:
            raise Http404
        asked = cast(MemberRequest, request)
        asked.person, asked.looked = person, []
        response = view(request, *args, **kwargs)
        if request.method != "HEAD" and response.status_code == HTTPStatus.OK:
            _write_looks(asked)
        return response

    return login_required(guarded)


def _write_looks(request: MemberRequest) -> None:
    match = request.resolver_match
    page = match.view_name if match else ""
    for shown in request.looked:
        verb = "person.looked_at" if isinstance(shown, Person) else f"{shown._meta.model_name}.read"
        audit.record(act=verb, by=request.user, about=shown, now=timezone.now(), request=request, page=page)

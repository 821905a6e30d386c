"""Whose data somebody may see. Every view of a member goes through here; what is not hers does not exist: 404."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.members.models import Person, User

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request that went through `member_required`."""

    user: User
    person: Person


def person_of(user: User | AnonymousUser) -> Person | None:
    """The person behind an account with her family loaded, or None: staff, or nobody signed in."""
    if not user.is_authenticated:
        return None
    return Person.objects.select_related("family").filter(user=user).first()


def people_of(user: User | AnonymousUser, on: date) -> QuerySet[Person]:
    """Those whose data `user` may see on that day: herself and, for participant and spouse, the family's children
    under 18. Other adults never: each has an account and privacy of her own."""
    person = person_of(user)
    if person is None:
        return Person.objects.none()
    allowed = Q(pk=person.pk)
    if person.relation in (Person.Relation.PARTICIPANT, Person.Relation.SPOUSE):
        allowed |= Q(pk__in=Person.objects.filter(family=person.family_id).children_on(on).values("pk"))
    return Person.objects.select_related("family").filter(allowed).order_by("number")


def person_for(request: HttpRequest, person_id: UUID | str, on: date | None = None) -> Person:
    """That person if the signed-in member may see her on the day (today unless given). Raises Http404 else."""
    return get_object_or_404(people_of(request.user, on or timezone.localdate()), pk=person_id)


def member_required(view: View) -> View:
    """Lets a signed-in member in, with `request.person` set. Staff without a person get 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = person_of(request.user)
        if person is None:
            raise Http404
        cast(MemberRequest, request).person = person
        return view(request, *args, **kwargs)

    return login_required(guarded)

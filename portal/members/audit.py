"""Writing the audit trail: one call per act, in the transaction of the act."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from portal.members.addresses import address_of
from portal.members.models import AuditEntry, Family, FamilyPermission, Person, User

SYSTEM = "system"
SIGNED_OUT = "signed out"


def record(
    *,
    act: str,
    by: User | None,
    about: Model | None,
    now: datetime,
    request: HttpRequest | None = None,
    **detail: str | int,
) -> AuditEntry:
    """Adds one entry to the trail, in the caller's transaction.

    `act` is `noun.verb`, as in `claim.read`; `by` is None for the portal itself or somebody signed out.
    The people concerned are found from `about`: itself, or its `person`, `patient`, `member`, `family` or `claim`.
    `detail` holds names of fields, counts and codes: never medical text, never a secret. Where a member acts for
    another by her permission, it names that permission.
    """
    made = entry(act=act, by=by, about=about, now=now, request=request, **detail)
    made.save(force_insert=True)
    return made


def entry(
    *,
    act: str,
    by: User | None,
    about: Model | None,
    now: datetime,
    request: HttpRequest | None = None,
    **detail: str | int,
) -> AuditEntry:
    """The same entry, not saved: for acts on many objects, whose entries are written together."""
    person, family = _concerned(about)
    if by is not None and not by.is_staff and person is not None:
        detail |= _permission(by, person, now)
    return AuditEntry(
        at=now,
        by=by,
        by_label=by.reference if by else (SIGNED_OUT if request else SYSTEM),
        act=act,
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        person=person,
        family=family,
        ip=address_of(request) if request else None,
        detail=detail,
    )


def person_of(about: Model) -> Person | None:
    """The person an object is about, as the trail sees it; None for what names only a family or nobody."""
    if isinstance(about, Person):
        return about
    for name in ("person", "patient", "member"):
        near = getattr(about, name, None)
        if isinstance(near, Person):
            return near
    return next((person_of(near) for near in _above(about)), None)


def _permission(by: User, person_id: UUID, now: datetime) -> dict[str, str]:
    """By which permission somebody acts for an adult of the family."""
    given = FamilyPermission.objects.standing().filter(giver=person_id, helper__user=by, accepted_at__lte=now)
    found = given.values_list("pk", flat=True).first()
    return {"permission": str(found)} if found else {}


def _concerned(about: Model | None) -> tuple[UUID | None, UUID | None]:
    """The ids of the person and the family an object is about, as far as it names them."""
    if about is None or isinstance(about, Family):
        return None, about.pk if about else None
    if isinstance(about, Person):
        return about.pk, about.family_id
    for name in ("person", "patient", "member"):
        near = getattr(about, name, None)
        if isinstance(near, Person):
            return near.pk, near.family_id
    family_id = getattr(about, "family_id", None)
    if family_id is not None:
        return None, family_id
    return next((_concerned(near) for near in _above(about)), (None, None))


def _above(about: Model) -> Iterator[Model]:
    """What an object without people of its own belongs to: the claim of a settlement, the request of a document."""
    near = (getattr(about, name, None) for name in ("claim", "request", "appeal"))
    return (one for one in near if isinstance(one, Model))

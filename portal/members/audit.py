"""Writing the audit trail: one call per act, in the transaction of the act."""

from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from portal.members.addresses import address_of
from portal.members.models import AuditEntry, Family, Person, User

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
    `detail` holds names of fields, counts and codes: never medical text, never a secret.
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
    claim = getattr(about, "claim", None)
    return _concerned(claim) if isinstance(claim, Model) else (None, None)

"""What stands on the desk's page of one member's sign-in."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.members import identity, recovery
from portal.members.entrance_forms import DeskEmailForm, IdentityForm
from portal.members.identity import Question
from portal.members.models import FamilyPermission, Person, User
from portal.members.standing import factors_of, known_answers, live_code, standing_of

SHOWN = 8


def screen(person: Person, by: User, now: datetime) -> dict[str, Any]:
    """Her state, what the file says to each question, and which acts are open to `by` at this moment."""
    check = identity.confirmed_check(person, by, now)
    waiting = recovery.waiting_reset(person, now)
    return {
        "person": person,
        "standing": standing_of(person, now),
        "code": live_code(person, now),
        "codes": list(person.activation_codes.all()[:SHOWN]),
        "checks": [told(one) for one in person.identity_checks.select_related("by")[:SHOWN]],
        "check": check,
        "check_ends": check.at + identity.LASTS if check else None,
        "is_closed": identity.is_closed(person, now),
        "identity_form": IdentityForm(),
        "email_form": DeskEmailForm(),
        "answers": known_answers(person),
        "factors": factors_of(person),
        "needs_second": recovery.needs_second(person, now),
        "waiting": waiting,
        "may_agree": waiting is not None and waiting.asked_by_id != by.pk,
        "permissions": standing_permissions(person),
        "held_until": recovery.held_until(person.family_id, now),
    }


def told(check: Any) -> dict[str, Any]:
    """A check in words."""
    return {
        "at": check.at,
        "by": check.by.reference,
        "is_enough": check.is_enough,
        "passed": [Question(name).label for name in check.passed],
        "failed": [Question(name).label for name in check.failed],
    }


def standing_permissions(person: Person) -> QuerySet[FamilyPermission]:
    """Permissions in her family that she gave or holds and nobody ended."""
    hers = FamilyPermission.objects.standing().filter(Q(giver=person.pk) | Q(helper=person.pk))
    return hers.select_related("giver__family", "helper__family")

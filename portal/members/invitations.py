"""The first code of somebody newly enrolled: by e-mail when an address is known, else with the welcome letter."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from portal.members.activation import NoAccountForChildren, NoPostalAddress, issue_code
from portal.members.models import Person, User

JOB_KIND = "members.invite"


@transaction.atomic
def invite(*, person: Person, by: User | None, now: datetime, request: HttpRequest | None = None) -> bool:
    """Sends the first code, once; whether it was sent.

    Needs no check of identity: it goes to what the organisation told us, and only before there is an account or a code.
    Children, and who has neither e-mail nor postal address, get none.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("family", "user").get(pk=person.pk)
    if person.user is not None or person.activation_codes.exists():
        return False
    try:
        issue_code(person=person, by=by, now=now, request=request)
    except (NoAccountForChildren, NoPostalAddress):
        return False
    return True

"""Loading the demo: everything that is not there yet, with a line of progress for each part."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import autodiscover_modules

from claims.demo import (
    consultant,  # noqa: F401 - it tells a chapter
    enquiries,  # noqa: F401 - tells its chapter
    estimates,  # noqa: F401 - tells its chapter
    guarantees,  # noqa: F401 - it tells a chapter
    planned,  # noqa: F401 - it tells a chapter
    proofs,  # noqa: F401 - tells its chapter
    relatives,  # noqa: F401 - it tells a chapter
)
from claims.demo.figures import load_figures, load_invented_providers, load_providers
from claims.demo.network import load_network
from claims.demo.people import load_call, load_people, load_staff, second_factor_key
from claims.demo.reading import table
from claims.demo.story import events, happen
from portal.notices.models import Notice
from providers.places import fill_places


def load(*, now: datetime, say: Callable[[str], None]) -> str:
    """Load what is missing and return who can sign in. A second run finds everything and changes nothing."""
    load_figures(today=now.date())
    fill_places()
    load_providers()
    load_invented_providers(now=now)
    codes = load_people(now=now)
    load_staff(now=now)
    load_network(now=now)
    load_call(now=now)
    autodiscover_modules("demo")  # rooms above tell their chapters there
    waiting = events(now=now)
    for done, event in enumerate(waiting):
        if done % 5 == 0:
            say(f"A year of claims, approvals and notes: {done} of {len(waiting)}")
        happen(event)
    if waiting:  # whoever opens the demo has read her notifications until a week ago
        Notice.objects.unread().filter(at__lt=now - timedelta(days=7)).update(read_at=now)
    return who(codes)


def who(codes: dict[str, str]) -> str:
    """Who can sign in, for the end of the command."""
    people = table("people")
    lines = [f"Sign in with one of these numbers; every password is  {people['password']}", ""]
    for family in people["families"]:
        lines.append(f"  {family['reference']:<12} {family['people'][0]['given_name']}: {family['says']}")
        lines += _relatives(family)
    lines += [f"  {'':<12} {line}" for line in _activation(codes)]
    staff = ", ".join([*people["staff"], people["superuser"]])
    lines += ["", f"Staff: {staff}"]
    lines += [
        "  Their pages ask for a second factor. Add this key to an authenticator app:",
        f"  {second_factor_key()}",
    ]
    lines += ["  or print the six digits of the moment:  python3 manage.py load_demo --code", ""]
    return "\n".join(lines)


def _relatives(family: dict[str, Any]) -> list[str]:
    others = list(enumerate(family["people"]))[1:]
    return [
        f"  {family['reference']}-{number}  {person['given_name']}: {person['says']}"
        for number, person in others
        if person.get("says")
    ]


def _activation(codes: dict[str, str]) -> list[str]:
    if not codes:
        return ["Activation codes were printed by the first run, and are in the mails at /mailbox/."]
    born = {row["reference"]: row["people"][0]["born_on"] for row in table("people")["families"]}
    return [
        f"{reference} opens the account with code {code}, born {born[reference]:%d.%m.%Y}"
        for reference, code in codes.items()
        if code  # else it stands in a letter, which waits at the desk to be printed
    ]

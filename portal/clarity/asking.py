"""What the question is asked about: rooms above name their kinds here, and say whose a thing is and where it stands."""

from collections.abc import Callable
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.members.access import MemberRequest


class Kind(models.TextChoices):
    """What was to be understood."""

    SETTLEMENT = "settlement", pgettext_lazy("was it clear", "Settlement")
    APPEAL = "appeal", pgettext_lazy("was it clear", "Decision on an appeal")
    ANSWER = "answer", pgettext_lazy("was it clear", "Answer to a message")
    APPROVAL = "approval", pgettext_lazy("was it clear", "Prior approval")
    GUARANTEE = "guarantee", pgettext_lazy("was it clear", "Guarantee of payment")


# The address of the page of a thing that was meant for the signed-in member. Raises Http404 for what was not.
Finder = Callable[[MemberRequest, UUID], str]
_finders: dict[Kind, Finder] = {}


def asked_about(kind: Kind) -> Callable[[Finder], Finder]:
    """Decorator: how things of a kind are found through the signed-in member; others who may read one are not asked."""

    def register(finder: Finder) -> Finder:
        if _finders.setdefault(kind, finder) is not finder:
            raise ValueError(f"two finders for {kind}")
        return finder

    return register


def place_of(request: MemberRequest, kind: Kind, key: UUID) -> str:
    """Where a thing stands. Raises Http404 when it was not meant for the signed-in member."""
    return _finders[kind](request, key)

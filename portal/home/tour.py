"""The tour of the first visit: three steps on the first page, until she leaves it. Help shows it again."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.home.models import TourLeft
from portal.members.models import User


@dataclass(frozen=True)
class Stop:
    """One step: what one can do, and where."""

    icon: str
    title: str
    sentence: str
    link: str
    link_text: str


def is_on(user: User) -> bool:
    """Whether the account has not left it yet. One query."""
    return not TourLeft.objects.filter(pk=user.pk).exists()


def stops() -> list[Stop]:
    """In the reader's language. Never more than three: it is a greeting, no manual."""
    return [
        Stop(
            "camera",
            _("Send a claim"),
            _("Photograph your bill. Each document gets a receipt, and you see each step until the money is paid."),
            reverse("claims:new"),
            _("Try it"),
        ),
        Stop(
            "book-open-check",
            _("See what is left"),
            _("Your plan in plain words, with your own figures: what is paid, and what is left this year."),
            reverse("entitlements:left"),
            _("What is left"),
        ),
        Stop(
            "id-card",
            _("Card and help"),
            _("Your membership card is always here. If something is unclear, write to us or call us."),
            reverse("card:cards"),
            _("My card"),
        ),
    ]


def leave(*, user: User, now: datetime) -> None:
    """She has seen it. Twice changes nothing."""
    TourLeft.objects.get_or_create(user=user, defaults={"at": now})


def show_again(*, user: User) -> None:
    """She wants to see it once more."""
    TourLeft.objects.filter(user=user).delete()

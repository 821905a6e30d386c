"""What the family says on the first page: somebody asks the reader to act for her."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.home.saying import Need, Reader, Urgency, at_home
from portal.members.models import FamilyPermission


@at_home
def permissions_at_home(reader: Reader) -> Iterator[Need]:
    """One query."""
    asked = FamilyPermission.objects.standing().founded(reader.today)
    for one in asked.filter(helper=reader.person, accepted_at__isnull=True).select_related("giver"):
        yield Need(
            Urgency.HELD_UP,
            _("Somebody asks you to act for her or him. Please accept or decline."),
            reverse("members:family"),
            _("Answer"),
            "users-round",
            one.giver.given_name,
        )

"""What guarantees put on the pages of requests."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from approvals.beside import Moment, Part, at_desk, in_timeline, on_request
from approvals.guarantees.models import Guarantee
from approvals.models import CareRequest
from portal.members.models import Person, User


def guarantee_of_a_request() -> None:
    """Called once, when the application is ready."""
    on_request(_for_the_member)
    at_desk(_at_the_desk)
    in_timeline(_moments)


def _for_the_member(request: CareRequest, reader: Person, now: datetime) -> Iterable[Part]:
    known = Guarantee.objects.filter(request=request).exclude(state=Guarantee.State.PROPOSED)
    found = known.order_by("-version").first()
    return [Part("guarantees/parts/on_request.html", {"guarantee": found}, is_first=True)] if found else []


def _at_the_desk(request: CareRequest, by: User, now: datetime) -> Iterable[Part]:
    if not by.has_perm("guarantees.view_guarantee"):
        return []
    return [
        Part("admin/guarantees/on_request.html", {"request": request, "newest": Guarantee.objects.newest_of(request)})
    ]


def _moments(request: CareRequest) -> Iterable[Moment]:
    for one in Guarantee.objects.filter(request=request, issued_at__isnull=False).order_by("version"):
        label = _("Guarantee of payment issued") if one.version == 1 else _("Guarantee of payment changed")
        yield Moment(one.issued_at or one.decided_at, label, link=f"/guarantees/{one.pk}/", link_text=one.number)

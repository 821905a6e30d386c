"""A statement of claims as a paper: what was looked for in the history, with sums by year and person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.downloads import DownloadRefused, Made, NothingToMake, makes
from claims.finding import Wanted, find, totals
from claims.models import Download
from claims.models.claim import ClaimQuerySet
from claims.seeing import claims_seen_by
from portal.members.access import person_of
from portal.members.days import own_day
from portal.post.papers import render

KIND = "statement"
MOST = 500


class TooLong(DownloadRefused):
    message: Promise = gettext_lazy("These are more than 500 claims. Choose a year, and ask for one statement each.")


class Nothing(DownloadRefused):
    message: Promise = gettext_lazy("There are no claims to put on a statement.")


def check(claims: ClaimQuerySet) -> None:
    """Whether so many claims fit on one statement. Raises TooLong, Nothing."""
    count = claims.count()
    if not count:
        raise Nothing
    if count > MOST:
        raise TooLong


@makes(KIND)
def statement(download: Download, now: datetime) -> Made:
    """The paper, of what its owner may see on this day."""
    content, people = _printed(download, now)
    return Made(ContentFile(content), "statement.pdf", "application/pdf", people)


def _printed(download: Download, now: datetime) -> tuple[bytes, set[UUID]]:
    reader = person_of(download.owner)
    if reader is None:
        raise NothingToMake
    family = reader.family
    today = own_day(reader, now)
    mine = claims_seen_by(reader, today).select_related("patient", "family").sent()
    found = find(mine, Wanted.from_record(download.asked), plan=family.plan)
    context: Mapping[str, Any] = {
        "recipient": [reader.full_name, *family.address_lines()],
        "reference": reader.reference,
        "day": today,
        "claims": found.with_card()[:MOST],
        "totals": totals(found),
    }
    title = _("Statement of claims")
    template = "claims/papers/statement.html"
    content = render(template=template, context=context, language=download.language, title=title)
    return content, set(found.order_by().values_list("patient", flat=True))

"""A private address for one expert and one review: expiring, counted, revoked when the review is over."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.appeals.models import ExpertLink, ExternalReview
from claims.appeals.refusals import NotYet
from claims.appeals.reviews import share
from claims.models import OfficeRules
from portal.members.audit import record
from portal.members.models import User

# A line that breaks may be tried again; more than that is not one expert reading one file.
MOST_USES = 5


@transaction.atomic
def make_link(*, review_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> str:
    """The token of a new address, told once; addresses made before end. Raises NotYet, MayNotDecide."""
    review = share(review_id=review_id, by=by, now=now, request=request, how="link")
    review.links.filter(revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    lasts = timedelta(days=OfficeRules.objects.in_force().expert_days)
    ExpertLink.objects.create(
        review=review, token_digest=_digest(token), created_at=now, created_by=by, expires_at=now + lasts
    )
    return token


def known_link(token: str, *, now: datetime) -> ExpertLink | None:
    """The link of that token while it may be used."""
    living = ExpertLink.objects.filter(revoked_at=None, expires_at__gt=now, uses__lt=MOST_USES)
    return living.filter(token_digest=_digest(token)).select_related("review__appeal__claim__patient").first()


@transaction.atomic
def use_link(*, token: str, now: datetime, request: HttpRequest | None = None) -> ExternalReview:
    """Count a use and leave it on the trail. Of many at once no more pass than may. Raises NotYet."""
    link = known_link(token, now=now)
    used = link and ExpertLink.objects.filter(pk=link.pk, revoked_at=None, uses__lt=MOST_USES).update(
        uses=F("uses") + 1, used_at=now
    )
    if not link or not used:
        raise NotYet(_("This address is no longer open. Please ask the plan for a new one."))
    record(act="review.package_opened", by=None, about=link, now=now, request=request)
    return link.review


@transaction.atomic
def hand_over(*, review_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> ExternalReview:
    """A colleague takes the package herself, to bring it to the expert. Raises NotYet, MayNotDecide."""
    return share(review_id=review_id, by=by, now=now, request=request, how="download")


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

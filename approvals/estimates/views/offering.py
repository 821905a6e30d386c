"""The provider's own offer: files sent with the estimate, by whoever holds the link."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from approvals.estimates.drafts import OFFER
from approvals.estimates.forms import OfferForm
from approvals.estimates.links import known_link
from approvals.estimates.models import CostEstimate, EstimateDocument, EstimateLink
from approvals.estimates.refusals import EstimateRefused, LinkGone
from approvals.estimates.views.filling import about, draft_of
from approvals.estimates.views.guarding import by_link
from portal.attachments.pages import DocumentPages
from portal.members.models import User


class LinkPages(DocumentPages[EstimateDocument]):
    """The same pages for somebody without an account; the token stands where an id does elsewhere."""

    signs_in: ClassVar[bool] = False

    def guard(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """Who holds a living link on which something was begun."""

        @by_link
        @wraps(view)
        def guarded(request: HttpRequest, link: EstimateLink, token: str, **ids: Any) -> HttpResponseBase:
            if draft_of(link) is None:
                return redirect("estimates:fill", token=token)
            return view(request, token=token, **ids)

        return guarded

    def by(self, request: Any) -> User | None:
        """Nobody with an account."""
        return None

    def sender(self, request: Any, parent: Any) -> str:
        """Whoever fills in this estimate, by the first link or a renewed one."""
        return f"estimate:{parent.pk}"

    def address(self, parent: Any) -> str:
        """By which it was reached."""
        return str(parent.token)


def _load(request: Any, token: Any) -> CostEstimate:
    link = known_link(str(token))
    estimate = draft_of(link) if link else None
    if estimate is None:
        raise Http404
    estimate.token = str(token)
    return estimate


def _more(request: Any, estimate: CostEstimate) -> dict[str, Any]:
    return about(estimate.link, estimate.token) if estimate.link else {}


PAGES = LinkPages(
    custody=OFFER,
    space="estimates",
    name="estimate",
    key="token",
    load=_load,
    is_open=lambda estimate: not estimate.is_received,
    leave="fill",
    sent=LinkGone,
    refused=EstimateRefused,
    template="estimates/documents.html",
    form=OfferForm,
    more=_more,
)

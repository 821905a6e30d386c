"""The private address of an expert: nobody signs in here; the token opens one package and nothing else."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claims.appeals.links import known_link, use_link
from claims.appeals.package import package
from claims.appeals.refusals import NotYet
from portal.vault.serving import answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, token: str) -> HttpResponseBase:
    """A page that says what this is, and a button that takes it: opening the address alone counts nothing."""
    now = timezone.now()
    if request.method != "POST":
        link = known_link(token, now=now)
        return render(request, "appeals/expert.html", {"link": link}, status=200 if link else 404)
    try:
        review = use_link(token=token, now=now, request=request)
    except NotYet:
        return gone(request)
    return answer(package(review), filename="documents.zip", media_type="application/zip")


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "appeals/expert.html", {"link": None}, status=404)

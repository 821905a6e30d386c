"""The style guide: every part in every state, for staff who build or check pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.look import samples
from portal.look.forms import LinesSample, SampleForm


def styleguide(request: HttpRequest) -> HttpResponse:
    """GET: the style guide. Whoever is not signed-in staff learns nothing of it."""
    if not (request.user.is_authenticated and request.user.is_staff):
        raise Http404
    typed = {"wrong-day_day": "31", "wrong-day_month": "2", "wrong-day_year": "2026"}
    context = {
        **samples.context(),
        "sample_form": SampleForm(prefix="sample", initial={"care": "consultation"}),
        "wrong_form": SampleForm(typed, prefix="wrong"),
        "lines": LinesSample(prefix="lines"),
    }
    return render(request, "look/styleguide.html", context)

"""How to reach us: the office, the ways, what to say in an emergency; and the page of technical support."""

from urllib.parse import quote

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.benefits.countries import COUNTRIES
from portal.help.clock import PROMISED_DAYS, measured_answers
from portal.help.forms import CountryForm
from portal.help.models import Enquiry
from portal.help.offices import main_line, office_of, toll_free
from portal.members.access import person_of
from portal.work.jobs import figures

# A job that waits so long means that something is slow.
SLOW_SECONDS = 15 * 60


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """For everybody; who is signed in finds her own office, her conversations, and a subject filled in."""
    person = person_of(request.user)
    asked = request.GET.get("country", "")
    country = asked if asked in COUNTRIES else (person.family.residence if person else "")
    office = office_of(country)
    subject = _("Reference number %(reference)s") % {"reference": person.reference} if person else ""
    context = {
        "person": person,
        "country": country,
        "form": CountryForm(initial={"country": country}),
        "office": office,
        "toll_free": toll_free(country),
        "main_line": main_line(),
        "mailto": f"mailto:{office.email}" + (f"?subject={quote(subject)}" if subject else ""),
        "enquiries": Enquiry.objects.of(person).order_by("-changed_at")[:3] if person else [],
        "promised": PROMISED_DAYS,
        "measured": measured_answers(now=timezone.now()),
    }
    return render(request, "help/contact.html", context)


@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """Technical support, for whoever cannot get in as well."""
    return render(request, "help/support.html", {"health": _health(), "main_line": main_line()})


def _health() -> str:
    """How the portal is: “well”, “slow” or “ill”."""
    try:
        work = figures(timezone.now())
    except DatabaseError:
        return "ill"
    return "slow" if work["oldest_seconds"] > SLOW_SECONDS else "well"

"""Care with a short form of its own: what it asks beside, and the papers without which the plan cannot judge it.

Which papers, and for which care, says the plan file under `requests`.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import CareRequest, RequestDocument
from portal.benefits.plans import load_plan
from portal.look.words import long_date

Kind = CareRequest.Kind
PAPERS = {
    "prescription": pgettext_lazy("document", "Prescription"),
    "report": pgettext_lazy("document", "Report of the doctor or therapist"),
    "plan": pgettext_lazy("document", "Treatment plan of the dentist with prices"),
    "xray": pgettext_lazy("document", "Panoramic X-ray (OPG) taken before"),
}
# What a short form asks, by the name under which it is kept.
DETAILS = {
    "sessions": _("Sessions asked for"),
    "prescribed_on": _("Prescribed on"),
    "teeth": _("Teeth"),
    "materials": _("Materials"),
    "eyes": _("Eyes"),
    "values_right": _("Values of the right eye"),
    "values_left": _("Values of the left eye"),
    "measured_on": _("Measured on"),
}
EYES = {"right": pgettext_lazy("eye", "Right"), "left": pgettext_lazy("eye", "Left")}


def papers_of(care: CareRequest) -> tuple[str, ...]:
    """The papers that the plan asks for before such care, by their keys."""
    ask = load_plan(care.person.family.plan).requests.get(care.kind)
    return ask.papers if ask else ()


def paper_name(key: str) -> Any:
    """What it is called; a key of another plan file is told as it is written."""
    return PAPERS.get(key, key)


def papers_missing(care: CareRequest) -> list[str]:
    """Those that are not there yet; none in an emergency, where they may follow."""
    wanted = papers_of(care)
    if care.is_emergency or not wanted:
        return []
    there = set(RequestDocument.objects.filter(request=care, purpose__in=wanted).values_list("purpose", flat=True))
    return [key for key in wanted if key not in there]


def shown_details(care: CareRequest) -> list[tuple[Any, Any]]:
    """What the short form said, as label and words, in the order of the form."""
    said = care.said
    return [(label, _words(name, said[name])) for name, label in DETAILS.items() if said.get(name)]


def _words(name: str, value: Any) -> Any:
    if name.endswith("_on"):
        return long_date(date.fromisoformat(value))
    if name == "eyes":
        return ", ".join(str(EYES[eye]) for eye in value if eye in EYES)
    return value

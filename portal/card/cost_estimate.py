"""The cost estimate on paper: what a hospital or doctor fills in before care, so that the plan can say what it pays.

`cost_estimate_form` makes it, blank or with what is known; who asks for an estimate by another way calls it too.
"""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from portal.benefits.plans import load_plan
from portal.card.form_parts import Field, Part, Table, filled, known, patient, signature
from portal.card.form_printing import form_html
from portal.members.models import Person
from portal.post.fillable import fillable

SERVICES = 8


def cost_estimate_form(language: str, person: Person | None = None, values: Mapping[str, str] | None = None) -> bytes:
    """A cost estimate form in a language of the portal, for the provider to fill in.

    `person` is the patient; without one it is blank. `values` fills further fields by name: `provider_name`,
    `provider_address`, `provider_email`, `provider_phone`, `diagnosis`, `treatment`, `admission_on`, `nights`,
    `request_number`.
    Raises portal.post.press.PrintingUnavailable.
    """
    return fillable(cost_estimate_html(language, person, values), language)


def cost_estimate_html(language: str, person: Person | None = None, values: Mapping[str, str] | None = None) -> str:
    """The same as the page that is printed."""
    with translation.override(language):
        days = load_plan(person.family.plan).rules.approval_days if person else None
        return form_html(
            title=_("Cost estimate"),
            lead=_("For the hospital or doctor to fill in before the care. Add medical reports if there are any."),
            parts=filled(_parts(), {**known(person), **(values or {})}),
            ending=_ending(days),
            language=language,
            country=person.family.residence if person else "",
        )


def _ending(days: int | None) -> list[str]:
    told = [
        _("This is an estimate and no bill. We answer with what the plan pays, and what part is left to the patient.")
    ]
    if days is not None:
        told.append(_("Send it at least %(days)s days before a planned stay.") % {"days": days})
    return told


def _parts() -> list[Part]:
    return [patient(), _provider(), _care(), _cost(), signature(_("Signature and stamp"))]


def _provider() -> Part:
    return Part(
        _("Hospital or doctor"),
        [
            Field("provider_name", _("Name"), 4),
            Field("provider_country", _("Country"), 2),
            Field("provider_address", _("Address"), 6),
            Field("provider_email", _("E-mail"), 3),
            Field("provider_phone", _("Phone"), 3),
            Field("doctor", _("Treating doctor and speciality"), 6),
        ],
    )


def _care() -> Part:
    return Part(
        _("Planned care"),
        [
            Field("diagnosis", _("Diagnosis"), 6, "lines"),
            Field("treatment", _("Planned treatment"), 6, "lines"),
            Field("admission_on", _("Day of admission or treatment"), 3),
            Field("nights", _("Number of nights"), 3),
            Field("request_number", _("Number of the request, if there is one"), 6),
            Field("room_ward", _("Shared room"), 2, "tick"),
            Field("room_semi_private", _("Semi-private room"), 2, "tick"),
            Field("room_private", _("Private room"), 2, "tick"),
            Field("is_emergency", _("Emergency"), 2, "tick"),
            Field("is_accident", _("Because of an accident"), 2, "tick"),
        ],
    )


def _cost() -> Part:
    columns = [
        ("what", _("Service"), 50),
        ("count", _("Number"), 10),
        ("price", _("Price of one"), 20),
        ("amount", _("Amount"), 20),
    ]
    total = [
        Field("total", _("Total"), 3),
        Field("currency", _("Currency"), 3),
        Field("private_rate", _("Private room, one night"), 3),
        Field("semi_private_rate", _("Semi-private room, one night"), 3),
    ]
    return Part(_("Estimated cost"), total, Table("service", SERVICES, columns))

"""Deadlines that claims add to everybody's list of rights: claim by, and prescriptions that end."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimLine
from portal.benefits.days import add_months
from portal.benefits.terms import Plan
from portal.entitlements.rights import Kind, Right, provides
from portal.entitlements.standing import Standing
from portal.entitlements.wording import benefit_name
from portal.members.models import Person


@provides
def claim_rights(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    """Drafts that must be sent by a day (clause 1), and prescriptions in force with their last day. Two queries."""
    yield from _claim_by(standing, people)
    yield from _prescriptions(standing, people)


def _claim_by(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    months = standing.plan.rules.claim_months
    drafts = (
        Claim.objects.drafts()
        .filter(patient__in=people, created_by__person__in=people)
        .annotate(first_on=Min("lines__service_on"))
    )
    for draft in drafts.exclude(first_on=None).select_related("patient"):
        last_day = add_months(draft.first_on, months)
        if last_day >= standing.on:
            title = _("Last day to send a claim you have begun")
            sentence = _("A claim must reach us within %(months)s months of the care.") % {"months": months}
            link = reverse("claims:check", args=[draft.pk])
            yield Right(Kind.ENDS, last_day, draft.patient, title, sentence, link, _("Finish and send it"))


def _prescriptions(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    by_id = {person.pk: person for person in people}
    latest = (
        ClaimLine.objects.filter(claim__patient__in=people, prescribed_on__isnull=False)
        .exclude(claim__state=Claim.State.DRAFT)
        .values("claim__patient", "benefit")
        .annotate(prescribed=Max("prescribed_on"))
    )
    for found in latest.order_by("claim__patient", "benefit"):
        ends_on = _serves_until(found["benefit"], found["prescribed"], standing.plan)
        if ends_on and ends_on >= standing.on:
            care = {"care": benefit_name(found["benefit"], standing.plan.code)}
            title = _("A prescription ends: %(care)s") % care
            sentence = _("After this day the plan asks for a new prescription.")
            link = reverse("entitlements:benefit", args=[found["benefit"]])
            yield Right(
                Kind.ENDS, ends_on, by_id[found["claim__patient"]], title, sentence, link, _("What the plan pays")
            )


def _serves_until(benefit: str, prescribed: date, plan: Plan) -> date | None:
    """The last day a prescription serves by the plan's own time; None for care that asks for none."""
    row = plan.rows.get(benefit)
    rule = row.at(prescribed).prescription if row else None
    return add_months(prescribed, rule.months) if rule else None

"""In everybody's list of rights: near the overall maximum, and what a person can then ask for."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.hardship.models import MaximumNotice
from portal.entitlements.rights import Kind, Right, provides
from portal.entitlements.standing import Standing
from portal.members.models import Person


@provides
def hardship_rights(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    """One entry a person and year that was told about. One query."""
    by_id = {person.pk: person for person in people}
    years = (standing.on.year - 1, standing.on.year)
    told = MaximumNotice.objects.filter(person__in=people, year__in=years).order_by("percent")
    latest = {(one.person_id, one.year): one for one in told}
    for (person, year), notice in latest.items():
        link, link_text = reverse("hardship:year"), _("The overall maximum, and hardship")
        title = _("Near the overall maximum of %(year)s") % {"year": year}
        sentence = _("Most of what the plan pays one person in a calendar year has been paid.")
        if notice.percent >= 100:
            title = _("The overall maximum of %(year)s is reached") % {"year": year}
            sentence = _("The plan pays no more for this year. In exceptional hardship you can ask for more.")
        yield Right(Kind.STOP_LOSS, None, by_id[person], title, sentence, link, link_text)

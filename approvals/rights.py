"""The deadline that approvals add to everybody's list of rights: the last day for the care that was approved."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import PriorApproval
from approvals.templatetags.approvals import approved_care
from portal.entitlements.rights import Kind, Right, provides
from portal.entitlements.standing import Standing
from portal.members.models import Person


@provides
def approval_rights(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    """Approvals that still hold, with their last day. One query."""
    holding = PriorApproval.objects.filter(person__in=people, until_on__gte=standing.on)
    for one in holding.select_related("person__family").order_by("until_on"):
        if one.is_granted and one.until_on:
            title = _("A prior approval ends: %(care)s") % {"care": approved_care(one)}
            sentence = _("Care after this day needs a new approval.")
            link = reverse("prior:approval", args=[one.pk])
            yield Right(Kind.ENDS, one.until_on, one.person, title, sentence, link, _("Read the decision"))

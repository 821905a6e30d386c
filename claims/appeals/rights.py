"""Deadlines that appeals add to everybody's list of rights: appeal by, external review by, our decision by."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.appeals.deadlines import NOTICE_KIND, received_days
from claims.appeals.models import Appeal
from claims.models import Adjustment, Settlement
from claims.notes import NOTE_KIND
from portal.benefits.reasons import ORDINARY, Bearer
from portal.benefits.terms import Appeals
from portal.entitlements.rights import Kind, Right, provides
from portal.entitlements.standing import Standing
from portal.members.models import Person

# Notes may wait for a mail server or a postman; what was settled before that is over for certain.
ON_THE_WAY = timedelta(days=120)


@provides
def appeal_rights(standing: Standing, people: Collection[Person]) -> Iterator[Right]:
    """At most six queries, however many claims."""
    rules = standing.plan.rules.appeals
    if rules is not None:
        yield from _appeal_by(standing, people, rules)
        yield from _of_appeals(standing, people, rules)


def _appeal_by(standing: Standing, people: Collection[Person], rules: Appeals) -> Iterator[Right]:
    """Settlements of which the member bears something, and against which no appeal was sent: who disputed a part knows
    the way, and each other part says its own day beside it. Pressing are those in which something was refused or cut
    for another reason than the plan's ordinary share and limits."""
    by_id, since = {person.pk: person for person in people}, standing.on - timedelta(days=rules.days) - ON_THE_WAY
    found = Settlement.objects.live().filter(claim__patient__in=people, member_share__gt=0, settled_at__date__gte=since)
    sent = Appeal.objects.sent().values("settlement")
    hers = Adjustment.objects.filter(line__settlement=OuterRef("pk"), borne_by=Bearer.MEMBER.value)
    cut = Exists(hers.exclude(reason__in=[reason.value for reason in ORDINARY]))
    settled = found.exclude(pk__in=sent).values_list("pk", "claim", "claim__patient", cut)
    claims = {key: (claim, patient, is_cut) for key, claim, patient, is_cut in settled}
    days = received_days(NOTE_KIND, claims.keys(), country=standing.family.duty_station) if claims else {}
    for key, received in days.items():
        last_day, (claim, patient, is_cut) = received + timedelta(days=rules.days), claims[key]
        if last_day >= standing.on:
            title = _("Last day to dispute a decision")
            sentence = _("If you disagree with a settlement, tell us by this day and say why.")
            link = reverse("claims:status", args=[claim])
            person, see = by_id[patient], _("See the decision")
            yield Right(Kind.ENDS, last_day, person, title, sentence, link, see, pressing=is_cut)


def _of_appeals(standing: Standing, people: Collection[Person], rules: Appeals) -> Iterator[Right]:
    by_id = {person.pk: person for person in people}
    sent = list(Appeal.objects.sent().filter(claim__patient__in=people).select_related("claim", "review"))
    lost = [one.pk for one in sent if one.is_lost and not hasattr(one, "review")]
    refused = received_days(NOTICE_KIND, lost, country=standing.family.duty_station) if lost else {}
    for appeal in sent:
        person, link = by_id[appeal.claim.patient_id], reverse("appeals:appeal", args=[appeal.pk])
        if appeal.state in Appeal.OPEN and appeal.due_on:
            title = _("We decide on your appeal by this day")
            sentence = _("A person who had no part in the first decision looks at it.")
            yield Right(Kind.OPENS, max(appeal.due_on, standing.on), person, title, sentence, link, _("Your appeal"))
        elif appeal.pk in refused:
            last_day = refused[appeal.pk] + timedelta(days=rules.review_days)
            if last_day >= standing.on:
                title = _("Last day to ask for an external review")
                sentence = _("Your appeal was refused. An independent expert may look at it if it is large enough.")
                yield Right(Kind.ENDS, last_day, person, title, sentence, link, _("Your appeal"))

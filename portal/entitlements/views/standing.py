"""What is left for each person, the family's year, and the list of rights and deadlines."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.entitlements.charts import year_chart
from portal.entitlements.rights import rights_of
from portal.entitlements.showing import person_card
from portal.entitlements.standing import Standing
from portal.entitlements.views.loading import accounts_of, sees_family, standing_of, visible_people
from portal.entitlements.wording import benefit_name
from portal.entitlements.year import family_year
from portal.members.access import MemberRequest, member_required
from portal.members.models import Purpose


@member_required
@require_safe
def left(request: MemberRequest) -> HttpResponse:
    standing = standing_of(request.person)
    accounts = accounts_of(visible_people(request, Purpose.LEFT), standing)
    cards = [person_card(account, person) for person, account in accounts]
    return render(request, "entitlements/left.html", {"cards": cards, "day": standing.on})


@member_required
@require_safe
def year(request: MemberRequest) -> HttpResponse:
    standing = standing_of(request.person)
    found = family_year(standing)
    seen = {str(person.pk): person for person in visible_people(request)}
    people = [(seen[one.person], one) for one in found.decision.people if one.person in seen]
    context = {
        "year": found,
        "decision": found.decision,
        "people": people,
        "sees_family": sees_family(request.person),
        "plan_rules": standing.plan.rules,
        "retired": request.person.family.status == "retired",
        "chart": year_chart(standing.entries, found.decision, standing.on.month),
        "uncounted": uncounted(standing),
    }
    return render(request, "entitlements/year.html", context)


def uncounted(standing: Standing) -> list[str]:
    """Covered care whose own part stays outside the stop-loss."""
    terms = (row.at(standing.on) for row in standing.plan.rows.values())
    return [
        benefit_name(one.code, standing.plan.code)
        for one in terms
        if one.covered and (not one.stop_loss or one.semi_private_rate is not None)
    ]


@member_required
@require_safe
def rights(request: MemberRequest) -> HttpResponse:
    standing = standing_of(request.person)
    people = visible_people(request)
    found = rights_of(standing, people, with_family=sees_family(request.person))
    return render(request, "entitlements/rights.html", {"rights": found})

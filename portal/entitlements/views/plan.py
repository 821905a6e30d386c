"""The Description of Benefits as pages: by situation, section and search, and each with one's own figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.benefits.terms import Plan, Terms
from portal.entitlements import wording
from portal.entitlements.beside import parts_on_benefit
from portal.entitlements.describing import pays, plan_amount_words, told
from portal.entitlements.search import LONGEST_QUERY, search
from portal.entitlements.showing import PersonSays, person_says
from portal.entitlements.views.loading import accounts_of, plan_of, standing_of, today_of, visible_people
from portal.members.access import MemberRequest, member_required
from portal.members.models import Person, Purpose

# Signs beside the words; a situation of another plan without one gets a dot.
ICONS = {
    "doctor": "stethoscope",
    "hospital": "hospital",
    "emergency": "siren",
    "medicines": "pill",
    "teeth": "smile",
    "eyes": "glasses",
    "checkups": "clipboard-check",
    "pregnancy": "heart",
    "baby": "baby",
    "children": "blocks",
    "family_planning": "users",
    "mind": "brain",
    "pain": "bone",
    "long_illness": "heart-pulse",
    "hearing": "ear",
    "travelling": "plane",
    "alternative": "leaf",
}


@dataclass(frozen=True)
class Place:
    """A group of benefits one can open: a section or a situation, by the key in its address."""

    key: str
    title: str
    clause: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Entry:
    """A benefit in a list."""

    code: str
    name: str
    is_covered: bool
    pays: str
    asks_approval: bool


def section_key(section: str) -> str:
    """A section as it stands in an address: `4/5` is `4-5`."""
    return section.replace("/", "-")


def sections(plan: Plan) -> list[Place]:
    """All sections, in the order of the plan."""
    return [Place(section_key(one), wording.section_title(one, plan.code), one) for one in plan.sections]


def situations(plan: Plan, keys: Iterable[str] | None = None) -> list[Place]:
    """All situations, or the given ones."""
    chosen = plan.situations if keys is None else keys
    return [Place(key, wording.situation_title(key, plan.code), icon=ICONS.get(key, "circle-dot")) for key in chosen]


def entries(codes: Iterable[str], plan: Plan, request: MemberRequest) -> list[Entry]:
    """Benefits as lists show them, by today's terms."""
    today, found = today_of(request.person), []
    for code in codes:
        terms = plan.terms(code, today)
        asks = terms.approval or terms.approval_above is not None
        found.append(Entry(code, wording.benefit_name(code, plan.code), terms.covered, pays(terms)[0], asks))
    return found


@member_required
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    plan = plan_of(request)
    return render(
        request,
        "entitlements/overview.html",
        {
            "plan": wording.plan_words(plan.code),
            "sections": sections(plan),
            "situations": situations(plan),
            "longest": LONGEST_QUERY,
        },
    )


@member_required
@require_safe
def search_page(request: MemberRequest) -> HttpResponse:
    plan = plan_of(request)
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    found = search(query, plan.code)
    context = {
        "query": query,
        "read_as": found.read_as,
        "benefits": entries(found.benefits, plan, request),
        "situations": situations(plan, found.situations),
        "longest": LONGEST_QUERY,
    }
    return render(request, "entitlements/search.html", context)


@member_required
@require_safe
def section(request: MemberRequest, key: str) -> HttpResponse:
    plan = plan_of(request)
    place = next((one for one in sections(plan) if one.key == key), None)
    if place is None:
        raise Http404
    codes = [row.code for row in plan.rows.values() if row.section == place.clause]
    return render(request, "entitlements/list.html", {"place": place, "benefits": entries(codes, plan, request)})


@member_required
@require_safe
def situation(request: MemberRequest, key: str) -> HttpResponse:
    plan = plan_of(request)
    if key not in plan.situations:
        raise Http404
    place = situations(plan, [key])[0]
    benefits = entries(plan.situations[key].benefits, plan, request)
    return render(request, "entitlements/list.html", {"place": place, "benefits": benefits})


def personal(request: MemberRequest, terms: Terms, people: list[Person]) -> list[PersonSays]:
    """What a benefit means today for `people`, those whose figures the reader may see."""
    accounts = accounts_of(people, standing_of(request.person))
    return [person_says(account, person, terms) for person, account in accounts]


@member_required
@require_safe
def benefit(request: MemberRequest, code: str) -> HttpResponse:
    plan = plan_of(request)
    if code not in plan.rows:
        raise Http404
    today = today_of(request.person)
    row, terms = plan.rows[code], plan.terms(code, today)
    words = wording.plan_words(plan.code)
    near = [one for one in plan.rows.values() if one.section == row.section and one.code != code]
    covered = [one.code for one in near if one.at(today).covered]
    people = visible_people(request, Purpose.LEFT) if terms.covered else []  # nobody has any of what is excluded
    context = {
        "name": words.benefits[code].label,
        "terms": terms,
        "place": Place(section_key(row.section), words.sections[row.section], row.section),
        "told": told(terms, plan) if terms.covered else [],
        "send": words.benefits[code].send,
        "people": personal(request, terms, people) if terms.covered else [],
        "excluded": [words.benefits[one.code].label for one in near if one.code not in covered],
        "covered": [] if terms.covered else entries(covered, plan, request),
        "beside": parts_on_benefit(code, people, timezone.now()),
    }
    return render(request, "entitlements/benefit.html", context)


@member_required
@require_safe
def rules(request: MemberRequest) -> HttpResponse:
    plan, station = plan_of(request), request.person.family.duty_station
    notes = wording.plan_words(plan.code).area_notes
    context = {
        "plan": plan,
        "maximum": plan_amount_words(plan.rules.overall_maximum),
        "exclusions": [wording.exclusion_name(code, plan.code) for code in plan.exclusions],
        "prescriptions": plan.prescriptions,
        "areas": [(country, notes.get((station, country), "")) for country in plan.areas.get(station, ())],
        "duty_station": station,
    }
    return render(request, "entitlements/rules.html", context)

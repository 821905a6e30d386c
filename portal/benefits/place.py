"""Whose prices count as reasonable and customary for a line (3.1 to 3.3 and the general rules)."""

from enum import StrEnum

from portal.benefits.facts import MEDICAL_EVACUATION, OFFICIAL_DUTY, RETIRED, FamilyFacts, LineFacts
from portal.benefits.terms import Area, Plan


class PlaceRule(StrEnum):
    """Why the prices of a country count."""

    AT_DUTY_STATION = "at_duty_station"
    EVACUATION = "evacuation"
    OFFICIAL_DUTY = "official_duty"
    AREA = "area"
    APPROVED = "approved"
    BY_CHOICE = "by_choice"


def in_area(area: Area, line: LineFacts, family: FamilyFacts) -> bool:
    """Whether what a regional area of care asks for holds."""
    return (
        (line.area_condition_met or not area.area_condition)
        and (family.near_eastern_border or not area.near_eastern_border)
        and (area.located_in is None or area.located_in == family.located_in)
    )


def price_country(line: LineFacts, family: FamilyFacts, plan: Plan) -> str:
    """ISO code of the country whose price level applies; the first rule that holds decides."""
    if line.country == family.duty_station and line.authorised_country is None:
        return family.duty_station  # nearly every line: decided without asking further
    return price_place(line, family, plan)[0]


def price_place(line: LineFacts, family: FamilyFacts, plan: Plan) -> tuple[str, PlaceRule]:
    """The country whose price level applies, and the rule that says so."""
    travel, authorised = line.travel, line.authorised_country
    if family.status is RETIRED and travel is not None:
        if travel is MEDICAL_EVACUATION:
            authorised = None
        travel = None
    if travel is MEDICAL_EVACUATION and authorised:
        return authorised, PlaceRule.EVACUATION
    if travel is OFFICIAL_DUTY and line.emergency:
        return line.country, PlaceRule.OFFICIAL_DUTY
    area = plan.areas.get(family.duty_station, {}).get(line.country)
    if area is not None and in_area(area, line, family):
        return line.country, PlaceRule.AREA
    if authorised:
        return authorised, PlaceRule.APPROVED
    at_home = line.country == family.duty_station
    return family.duty_station, PlaceRule.AT_DUTY_STATION if at_home else PlaceRule.BY_CHOICE

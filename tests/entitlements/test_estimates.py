"""“What would I get?” without its page: the answer, whose prices, what would change it, and figures to come."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.benefits.facts import FactsMissing
from portal.benefits.place import PlaceRule, price_place
from portal.benefits.reasons import Outcome, Reason
from portal.entitlements.estimate_texts import approval_sentences, assumption_sentences, place_sentences
from portal.entitlements.estimates import Answer, Desk, Question
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from portal.entitlements.remedies import Change, Remedy, changes
from portal.members.models import Person
from tests.entitlements.conftest import Uses
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("figures")
TODAY = date(2026, 11, 20)


def question(person: Person, **facts: Any) -> Question:
    """100 dollars at a general practitioner in Kenya, today."""
    plain = {"benefit": "gp_consultation", "on": TODAY, "country": "KE", "charged": Decimal(100), "currency": "USD"}
    return Question(person, **{**plain, **facts})


def asked(person: Person, **facts: Any) -> tuple[Answer, Desk]:
    one = question(person, **facts)
    desk = Desk(one, today=TODAY)
    return desk.answer(one), desk


def changed(person: Person, **facts: Any) -> dict[tuple[str, ...], Change]:
    answer, desk = asked(person, **facts)
    return {change.remedies: change for change in changes(answer, desk)}


def test_a_visit_is_estimated_at_the_plan_s_rate(ana: Person) -> None:
    answer, desk = asked(ana)
    assert (answer.decision.reimbursed, answer.decision.member_share) == (80, 20)
    assert changes(answer, desk) == []


def test_what_was_used_counts(ana: Person, uses: Uses) -> None:
    uses(ana, "lenses", date(2026, 3, 14), "60.00", LENSES=1)
    answer, _desk = asked(ana, benefit="lenses", quantity=2, prescribed=TODAY)
    assert answer.decision.reimbursed == 40
    assert Reason.COUNT_LIMIT in answer.decision.reasons


def test_with_approval_a_scan_is_paid(ana: Person) -> None:
    answer, desk = asked(ana, benefit="mri_pet_ct_outpatient", charged=Decimal(515))
    assert (answer.decision.outcome, answer.decision.reimbursed) == (Outcome.REVIEW, 0)
    (change,) = changes(answer, desk)
    assert (change.remedies, change.answer.decision.reimbursed) == ((Remedy.APPROVAL,), 412)


def test_with_a_prescription_medicines_are_paid(ana: Person) -> None:
    found = changed(ana, benefit="rx_general")
    assert {key: one.answer.decision.reimbursed for key, one in found.items()} == {(Remedy.PRESCRIPTION,): 80}
    assert changed(ana, benefit="rx_general", prescribed=date(2026, 11, 1)) == {}
    old = changed(ana, benefit="rx_general", prescribed=date(2025, 11, 1))
    assert list(old) == [(Remedy.PRESCRIPTION,)]


def test_what_helps_only_together_is_told_together(ana: Person) -> None:
    found = changed(ana, benefit="refractive_surgery", eye="left")
    (remedies,) = found
    assert set(remedies) == {Remedy.APPROVAL, Remedy.PRESCRIPTION}
    assert found[remedies].answer.decision.reimbursed == 80


def test_after_the_waiting_period_glasses_are_paid(ana: Person) -> None:
    newcomer = make_person(ana.family, "child", number=5, born_on=date(2015, 1, 1), enrolled_on=date(2026, 3, 14))
    found = changed(newcomer, benefit="lenses", prescribed=TODAY)
    change = found[Remedy.WAITING_OVER,]
    assert (change.answer.question.on, change.answer.decision.reimbursed) == (date(2027, 3, 14), 75)
    both = changed(newcomer, benefit="lenses")
    assert list(both) == [(Remedy.PRESCRIPTION, Remedy.WAITING_OVER)]


def test_the_next_window_and_the_next_year_are_told(ana: Person, uses: Uses) -> None:
    uses(ana, "lenses", date(2026, 3, 14), "120.00", LENSES=2)
    later = changed(ana, benefit="lenses", prescribed=TODAY)[Remedy.LATER,]
    assert (later.answer.question.on, later.answer.decision.reimbursed) == (date(2027, 3, 14), 75)
    uses(ana, "checkup_adult", date(2026, 2, 1), "80.00", checkup_adult=1)
    later = changed(ana, benefit="checkup_adult")[Remedy.LATER,]
    assert (later.answer.question.on, later.answer.decision.reimbursed) == (date(2027, 1, 1), 80)
    uses(ana, "gp_consultation", date(2026, 2, 2), "11990.00")
    later = changed(ana)[Remedy.LATER,]
    assert later.answer.question.on == date(2027, 1, 1)


def test_a_semi_private_room_and_the_usual_price_leave_less_to_pay(ana: Person) -> None:
    room = {"benefit": "hosp_bed_private", "charged": Decimal(1000), "quantity": 2, "is_approved": True}
    answer, _desk = asked(ana, **room)
    assert answer.decision.reasons == (Reason.SEMI_PRIVATE_UNKNOWN,)
    change = changed(ana, **room, semi_private=Decimal(300))[Remedy.INSTEAD,]
    assert (change.answer.question.benefit, change.answer.question.charged) == ("hosp_bed_semi_private", 600)
    assert change.answer.decision.member_share == 0
    PriceLevel.objects.create(
        country="KE", benefit="gp_consultation", amount=Decimal(60), currency="USD", from_on=date(2026, 1, 1)
    )
    change = changed(ana, charged=Decimal(150), quantity=2)[Remedy.USUAL_PRICE,]
    assert (change.answer.question.charged, change.answer.decision.member_share) == (120, 24)


def test_at_the_duty_station_only_when_it_pays_more(ana: Person) -> None:
    ana.family.duty_station = "IN"
    ana.family.save()
    ReferenceSalary.objects.create(duty_station="IN", year=2026, amount=Decimal(900), currency="USD")
    found = changed(ana, benefit="alt_ayurveda", country="KE", prescribed=TODAY)
    assert found[Remedy.DUTY_STATION,].answer.decision.reimbursed == 80
    assert changed(ana, country="FR") == {}


@pytest.mark.parametrize(
    ("station", "care", "rule", "words"),
    [
        ("KE", "KE", PlaceRule.AT_DUTY_STATION, "Kenya"),
        ("KE", "FR", PlaceRule.BY_CHOICE, "the care is in France"),
        ("SO", "KE", PlaceRule.AREA, "regional area"),
    ],
)
def test_whose_prices_count_is_told(ana: Person, station: str, care: str, rule: PlaceRule, words: str) -> None:
    ana.family.duty_station = station
    ana.family.save()
    ReferenceSalary.objects.get_or_create(
        duty_station=station, year=2026, currency="USD", defaults={"amount": Decimal(900)}
    )
    answer, desk = asked(ana, country=care)
    country, found = price_place(answer.decision.line, answer.family, desk.plan)
    assert (found, country) == (rule, answer.decision.price_country)
    assert words in " ".join(place_sentences(answer, desk.plan))


def test_approval_is_told_with_its_last_day(ana: Person) -> None:
    def told(**facts: Any) -> str:
        answer, desk = asked(ana, **facts)
        return " ".join(approval_sentences(answer, TODAY, desk.plan))

    assert told() == "Not needed."
    assert "at least 7 days" in told(benefit="hosp_bed_ward", on=date(2026, 12, 10))
    assert "by 3 December 2026" in told(benefit="hosp_bed_ward", on=date(2026, 12, 10))
    assert "Ask today" in told(benefit="hosp_bed_ward", on=date(2026, 11, 22))
    assert "before the care" in told(benefit="mri_pet_ct_outpatient")
    assert "afterwards" in told(benefit="hosp_bed_ward", is_emergency=True)
    assert "session 61" in told(benefit="physiotherapy", prescribed=TODAY)


def test_days_to_come_are_counted_with_the_figures_of_today(ana: Person) -> None:
    answer, _desk = asked(ana, on=date(2027, 4, 1), charged=Decimal(12500), currency="KES")
    assert answer.decision.reimbursed == 80
    assert len(assumption_sentences(answer, TODAY)) == 2
    ExchangeRate.objects.filter(currency="KES").delete()
    with pytest.raises(FactsMissing):
        asked(ana, on=date(2027, 4, 1), charged=Decimal(12500), currency="KES")


def test_missing_figures_of_the_past_are_not_guessed(ana: Person) -> None:
    with pytest.raises(FactsMissing) as missing:
        asked(ana, charged=Decimal(12500), currency="KES", on=date(2026, 10, 1))
    assert missing.value.problem == "rate_missing"
    with pytest.raises(FactsMissing):
        asked(ana, on=date(2025, 10, 1), charged=Decimal(10**9))


def test_a_claim_sent_too_late_is_told(ana: Person) -> None:
    ReferenceSalary.objects.create(duty_station="KE", year=2025, amount=Decimal(1900), currency="USD")
    answer, _desk = asked(ana, on=date(2025, 11, 19))
    assert answer.decision.reasons == (Reason.LATE_CLAIM,)
    answer, _desk = asked(ana, on=date(2025, 11, 20))
    assert answer.decision.reimbursed == 80


def test_questions_to_the_database_do_not_grow(
    ana: Person, uses: Uses, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = question(ana, benefit="lenses", prescribed=TODAY, quantity=3)
    for size in (0, 30):
        for day in range(size):
            uses(ana, "gp_consultation", date(2026, 1, 1 + day), "10.00")
        with django_assert_num_queries(8):
            desk = Desk(one, today=TODAY)
            changes(desk.answer(one), desk)


def test_a_change_is_never_worse(ana: Person) -> None:
    for benefit in Desk(question(ana), today=TODAY).plan.rows:
        one = question(ana, benefit=benefit, charged=Decimal(700), quantity=3, country="FR", eye="left")
        desk = Desk(one, today=TODAY)
        before = desk.answer(one)
        for change in changes(before, desk):
            then = change.answer.decision
            assert then == desk.answer(replace(change.answer.question)).decision
            gains = then.reimbursed > before.decision.reimbursed
            assert gains or then.member_share < before.decision.member_share

"""What must hold for every line, whatever the story."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.benefits.decision import LineDecision
from portal.benefits.engine import adjudicate
from portal.benefits.facts import Approval, Eye, LineFacts, Rates, Travel
from portal.benefits.stop_loss import stop_loss
from portal.benefits.usage import Usage
from portal.benefits.waterfall import steps
from tests.benefits.stories import PLAN, family, settle

FIRST = date(2018, 1, 1)
MONTHS = [(2018 + n // 12, n % 12 + 1) for n in range(24)]
RATES = Rates(
    {month: {"KES": Decimal("101.37"), "EUR": Decimal("0.8125"), "JPY": Decimal("110.5")} for month in MONTHS}
)
amounts = st.integers(0, 400_000).map(lambda cents: Decimal(cents).scaleb(-2))
days = st.integers(0, 729).map(lambda n: FIRST + timedelta(n))


@st.composite
def lines(draw: st.DrawFn, benefits: tuple[str, ...] = tuple(PLAN.rows)) -> LineFacts:
    on = draw(days)
    return LineFacts(
        person=draw(st.sampled_from(["ana", "ben"])),
        benefit=draw(st.sampled_from(benefits)),
        on=on,
        received=on + timedelta(draw(st.sampled_from([5, 100, 365, 366]))),
        charged=draw(amounts),
        currency=draw(st.sampled_from(["USD", "KES", "EUR"])),
        country=draw(st.sampled_from(["KE", "CH"])),
        quantity=draw(st.integers(1, 4)),
        emergency=draw(st.booleans()),
        travel=draw(st.sampled_from([None, *Travel])),
        authorised_country=draw(st.sampled_from([None, "ZA"])),
        accepted=draw(st.dictionaries(st.sampled_from(["KE", "CH", "ZA"]), amounts, max_size=2)),
        semi_private=draw(st.none() | amounts),
        network=draw(st.booleans()),
        other_insurance=draw(st.just(Decimal(0)) | amounts),
        prescribed=on - timedelta(draw(st.integers(0, 100))),
        approval=draw(st.sampled_from([None, Approval.APPROVED, Approval.APPROVED])),
        approval_limit=draw(st.none() | amounts),
        eye=draw(st.sampled_from(Eye)),
    )


histories = st.lists(lines(), max_size=12)
currencies = st.sampled_from(["USD", "EUR", "JPY"])


def holds(decision: LineDecision) -> None:
    cuts = decision.adjustments
    assert decision.charged - decision.reimbursed == sum(cut.amount for cut in cuts)
    assert all(cut.amount > 0 for cut in cuts)
    assert decision.reimbursed >= 0
    assert 0 <= decision.member_share <= decision.charged
    if decision.steps is not None:
        road = decision.steps
        assert decision.charged >= road.recognised >= road.after_other_insurance >= road.kept_amount >= road.rated
        assert road.rated >= decision.reimbursed
        assert decision.reasons == tuple(cut.reason for cut in cuts)
    assert [step.left for step in steps(decision)][-1:] in ([], [decision.reimbursed])
    assert (decision.outcome == "paid") == (decision.reimbursed > 0)


@settings(max_examples=150, deadline=None)
@given(history=histories, currency=currencies)
def test_parts_sum_and_nothing_is_negative(history: list[LineFacts], currency: str) -> None:
    whose = family(currency=currency, rates=RATES)
    for decision in settle(history, whose):
        holds(decision)


@settings(max_examples=100, deadline=None)
@given(history=histories, currency=currencies)
def test_same_story_same_decisions(history: list[LineFacts], currency: str) -> None:
    whose = family(currency=currency, rates=RATES)
    assert settle(history, whose) == settle(history, whose)


@settings(max_examples=100, deadline=None)
@given(history=histories)
def test_ledger_of_entries_rebuilds_usage(history: list[LineFacts]) -> None:
    whose = family(rates=RATES)
    decided = settle(history, whose)
    for place, decision in enumerate(decided):
        rebuilt = Usage(each.usage for each in decided[:place] if each.usage is not None)
        assert adjudicate(decision.line, whose, rebuilt, PLAN) == decision


@settings(max_examples=100, deadline=None)
@given(history=histories, more=st.integers(1, 50_000), last=lines())
def test_a_higher_charge_never_pays_less(history: list[LineFacts], more: int, last: LineFacts) -> None:
    whose, used = family(rates=RATES), Usage()
    for decision in settle(history, whose):
        used.add(decision.usage)
    higher = replace(last, charged=last.charged + Decimal(more).scaleb(-2))
    assert adjudicate(higher, whose, used, PLAN).reimbursed >= adjudicate(last, whose, used, PLAN).reimbursed


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_order_does_not_matter_where_no_ceiling_binds(data: st.DataObject) -> None:
    unlimited = ("gp_consultation", "rx_general", "dental_ordinary", "hosp_other_expenses", "lab_outpatient")
    history = data.draw(st.lists(lines(unlimited), max_size=8))
    whose = family(rates=RATES, reference_salary=dict.fromkeys((2018, 2019), Decimal(1_000_000)))
    years = []
    for told in (history, data.draw(st.permutations(history))):
        entries = [decision.usage for decision in settle(told, whose) if decision.usage is not None]
        years.append([stop_loss(whose, year, entries, PLAN) for year in (2018, 2019)])
    assert years[0] == years[1]


@settings(max_examples=150, deadline=None)
@given(history=histories, base=st.integers(0, 100_000))
def test_a_year_stays_inside_its_limits(history: list[LineFacts], base: int) -> None:
    whose = family(rates=RATES, stop_loss_base=dict.fromkeys((2018, 2019), Decimal(base).scaleb(-2)))
    entries = [decision.usage for decision in settle(history, whose) if decision.usage is not None]
    for year in (2018, 2019):
        decided = stop_loss(whose, year, entries, PLAN)
        assert decided.supplement == sum(person.supplement for person in decided.people)
        assert 0 <= decided.supplement <= decided.out_of_pocket
        for person in decided.people:
            assert 0 <= person.supplement <= person.attributed
            assert person.reimbursed + person.supplement <= 6000

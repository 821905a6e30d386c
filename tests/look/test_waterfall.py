"""The bars of a settlement stand where the sum stands, and stay inside the picture."""

from decimal import Decimal

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from portal.look.samples import waterfall_steps
from portal.look.waterfall import Kind, Step, bars


def step(kind: Kind, amount: str) -> Step:
    """A step with nothing but its weight."""
    return Step("", "", Decimal(amount), "USD", kind)


def test_cuts_hang_where_the_sum_ends() -> None:
    total, cut, gain, paid = bars([step("total", "100"), step("cut", "40"), step("gain", "10"), step("paid", "70")])
    assert (total.rest, total.start, total.part) == ("100.00", "0.00", "100.00")
    assert (cut.rest, cut.start, cut.part) == ("60.00", "60.00", "40.00")
    assert (gain.rest, gain.start, gain.part) == ("70.00", "60.00", "10.00")
    assert (paid.rest, paid.start, paid.part) == ("70.00", "0.00", "70.00")


def test_nothing_billed_draws_nothing() -> None:
    assert [bar.part for bar in bars([step("total", "0"), step("paid", "0")])] == ["0.00", "0.00"]
    assert bars([]) == []


kinds = st.sampled_from(["total", "cut", "gain", "note", "paid"])
amounts = st.decimals(min_value=0, max_value=10**9, places=3)


@given(st.lists(st.builds(lambda kind, amount: Step("", "", amount, "USD", kind), kinds, amounts), max_size=12))
def test_no_bar_leaves_the_picture(steps: list[Step]) -> None:
    for bar in bars(steps):
        assert all(0 <= Decimal(width) <= 100 for width in (bar.rest, bar.start, bar.part))


def test_each_step_is_read_with_amount_bearer_and_clause() -> None:
    shown = Template('{% load look %}{% waterfall steps "heading" %}').render(Context({"steps": waterfall_steps()}))
    assert "\u221222.48\xa0USD" in shown
    assert "Other insurer" in shown
    assert ">2.1</bdi>" in shown
    assert "style=" not in shown

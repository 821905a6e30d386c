"""What two people do to one appeal, or one hardship case, at the same moment happens once: on both databases."""

from pathlib import Path

import pytest

from tests.claims.test_races import database as database
from tests.claims.test_races import raced

pytestmark = pytest.mark.slow


def test_of_two_at_once_one_gets_it(database: str, tmp_path: Path) -> None:
    found = raced(database, tmp_path, "tests.appeals.race")
    assert found["one_draft_sent_four_times"] == {"answers": ["waiting"] * 4, "appeals": 1}
    assert found["two_parents_dispute_one_step"] == {"answers": ["AlreadyAppealed", "waiting"], "sent": 1}
    two = found["decided_by_two_in_two_ways"]
    assert two["answers"] in (["NotWaiting", "changed"], ["NotWaiting", "upheld"])
    changed = "changed" in two["answers"]
    assert (two["live"], two["settlements"], two["usage"]) == ((1, 2, 160) if changed else (1, 1, 80)), two
    assert two["notices"] == 1
    large = found["a_large_one_signed_by_three"]
    assert large["answers"] == ["NotWaiting", "NotWaiting", "changed"]
    assert (large["live"], large["settlements"], large["usage"], large["signatures"]) == (1, 2, 7280, 2)
    hardship = found["hardship_agreed_from_both_sides_at_once"]
    assert hardship["opened"] == ["OpenAlready", "OpenAlready", "opened"]
    assert hardship["answers"] == ["granted", "open"]
    assert (hardship["raised"], hardship["paid"]) == (1, 13080)

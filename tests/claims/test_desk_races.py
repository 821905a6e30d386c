"""What two colleagues do to one claim at the same moment happens once: on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from tests.claims.test_races import database as database
from tests.claims.test_races import raced

pytestmark = pytest.mark.slow


def test_of_two_at_once_one_gets_it(database: str, tmp_path: Path) -> None:
    found = raced(database, tmp_path, "tests.claims.race_desk")
    for each in found["one_claim_taken_by_four"]:
        assert each == {"answers": ["InAnotherHand"] * 3 + ["taken"], "taken": 1}
    for each in found["four_take_the_next"]:
        assert each["answers"] == each["expected"], "nobody has what another has"
    once = {"settlements": 1, "usage": 1, "notes": 1, "signatures": 1}
    for each in found["one_claim_released_by_four"]:
        answers = each.pop("answers")
        assert (answers.count("True"), each) == (1, once), answers
    for each in found["one_large_claim_released_by_the_same_person_twice"]:
        assert each.pop("answers") == ["False", "SecondPersonNeeded"]
        assert each == {"settlements": 0, "usage": 0, "notes": 0, "signatures": 1}
    for each in found["one_large_claim_signed_by_three_others"]:
        answers = each.pop("answers")
        assert (answers.count("True"), each) == (1, {**once, "signatures": 2}), answers
    for each in found["corrected_and_released_at_once"]:
        released, paid = "True" in each["answers"], each["paid"]
        assert (paid, each["corrections"]) == ([4000], 0) if released else (paid, each["corrections"]) == ([], 1), each
    for each in found["asked_and_answered_twice_at_once"]:
        assert each == {"answers": ["0", "1"], "hours": 3.0}

"""What may happen once with money happens once, however many ask at the same moment: on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from tests.claims.test_races import database, raced

__all__ = ["database"]
pytestmark = pytest.mark.slow


def test_money_moves_once(database: str, tmp_path: Path) -> None:
    found = raced(database, tmp_path, "tests.payments.race")
    assert all(each["holds"] for rounds in found.values() for each in rounds), found
    for each in found["one_settlement_paid_by_four"]:
        assert (each["answers"], each["counts"]) == (["None"] * 4, [1, 1])
    for each in found["one_run_released_by_four"]:
        assert each["answers"] == ["NotPrepared"] * 3 + ["done"]
        assert each["entries"] == each["transfers"]
    for each in found["released_and_discarded_at_once"]:
        assert each["answers"] == ["NotPrepared", "done"]
        assert each["state"]
    for each in found["two_runs_prepared_at_once"]:
        assert (each["answers"], each["transfers"]) == (["NothingToPay"] * 2 + ["done"], 3)
    for each in found["replaced_while_it_is_prepared_and_paid"]:
        assert each["given"] == "4E+1", "what is paid, less what is owed back, is what the new settlement says"
    for each in found["one_file_booked_by_four"]:
        assert each["answers"] == ["BookedAlready"] * 3 + ["done"]
        assert each["entries"] == each["count"]
    for each in found["one_payment_set_off_twice_and_prepared_at_once"]:
        assert (each["sum"], each["times"]) == ("8E+1", True)
    for each in found["new_details_given_by_four"]:
        assert (each["in_use"], each["told"]) == (1, True)
    for each in found["tokens_made_and_one_ended_by_four"]:
        assert (each["answers"], each["ended"]) == (["TooManyTokens"] * 3 + ["done"], 1)
    for each in found["one_letter_printed_and_posted_by_four"]:
        assert each["answers"] == ["NothingToPrint"] * 3 + ["done"]
        assert (each["posted"], each["audits"]) == (["AlreadyPosted"] * 3 + ["done"], 1)

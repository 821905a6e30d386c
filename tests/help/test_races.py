"""What happens twice at the same moment to one conversation happens once: on both databases."""

from pathlib import Path

import pytest

from tests.claims.test_races import database as database
from tests.claims.test_races import raced

pytestmark = pytest.mark.slow


def test_of_two_at_once_one_counts(database: str, tmp_path: Path) -> None:
    assert raced(database, tmp_path, "tests.help.race") == {
        "one_form_begun_four_times": {"answers": ["draft"] * 4, "drafts": 1},
        "one_draft_sent_four_times": {"answers": ["True"] * 4, "sent": 1},
        "one_mail_taken_four_times": {"answers": ["False", "False", "False", "True"], "kept": 1, "new": 1},
        "two_joined_from_both_sides": {"answers": ["NotWaiting", "waiting"], "states": ["merged", "waiting"]},
    }

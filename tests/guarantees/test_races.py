"""What two promise, use or sign at the same moment happens once: on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from tests.claims.test_races import database as database
from tests.claims.test_races import raced

pytestmark = pytest.mark.slow


def test_nothing_is_promised_twice(database: str, tmp_path: Path) -> None:
    found = raced(database, tmp_path, "tests.guarantees.race")
    for each in found["two_for_the_last_of_a_ceiling"]:
        assert each == {"answers": ["200 coinsurance,period_ceiling", "800 coinsurance"], "held": "1000"}
    for each in found["two_officers_decide_one_request"]:
        assert each == {"answers": ["800 coinsurance", "DecidedMeanwhile"], "held": "800", "count": 1}
    for each in found["a_claim_against_a_guarantee"]:
        assert each == {"paid": ["200", "800"], "held": "1000"}
    for each in found["used_by_four"]:
        assert each == {"answers": ["NotHolding"] * 3 + ["used"], "held": "0"}
    for each in found["signed_by_three"]:
        assert each == {"answers": ["NothingToSign"] * 2 + ["issued"], "held": "800"}

"""What may happen once happens once, however many ask at the same moment: on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.migrated import ready_database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database of one kind."""
    with ready_database(request.param, tmp_path) as url:
        yield url


def raced(database: str, folder: Path, races: str = "tests.claims.race") -> dict[str, list[dict[str, Any]]]:
    """All scenarios of the module `races` on that database, several rounds of each."""
    for name in ("broker", "broker-control"):
        (folder / name).mkdir()
    variables = {**os.environ, "DATABASE_URL": database, "VAR_DIR": str(folder), "PORTAL_MODE": "test"}
    variables["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    command = [sys.executable, "-m", races]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_what_may_happen_once_happens_once(database: str, tmp_path: Path) -> None:
    found = raced(database, tmp_path)
    for each in found["one_claim_decided_by_four"]:
        assert each["answers"] == ["decided", "nothing", "nothing", "nothing"]
        assert {each[name] for name in ("decisions", "settlements", "usage", "notes_ordered")} == {1}
    for each in found["two_claims_share_a_yearly_count"]:
        assert each["answers"] == ["decided", "decided"]
        assert each["paid"] == ["0", "8E+1"], "one is paid, one is refused"
        assert each["sequence"] == list(range(1, len(each["sequence"]) + 1))
    for each in found["many_claims_of_one_family"]:
        assert each == {"answers": ["decided"] * 8, "sequence": list(range(1, 9))}
    for each in found["twenty_clicks_on_send"]:
        assert each["answers"] == each["expected"]
        assert {each[name] for name in ("claims", "jobs", "asked", "audits")} == {1}
    for each in found["one_bill_sent_in_two_claims_at_once"]:
        assert each == {"answers": ["ExpenseSentBefore"] * 3 + ["done"], "sent": 1}
    for each in found["twenty_clicks_on_new"]:
        assert (each["answers"], each["drafts"]) == (1, 1), each["example"]
        assert each["example"].startswith("302 /claims/")
    for each in found["one_phone_in_many_windows"]:
        assert each == {"answers": ["200"] * 6, "lines": [1], "kept": [True]}
    for each in found["sent_and_thrown_away_at_once"]:
        assert (each["answers"], each["state"], each["documents"]) in [
            (["AlreadySent", "done"], "submitted", 1),
            (["done", "gone"], "gone", 0),
        ]
    for each in found["sent_and_changed_at_once"]:
        assert (each["answers"], each["state"], each["charged"]) in [
            (["AlreadySent", "done"], "submitted", 100),
            (["ChangedMeanwhile", "done"], "draft", 999),
        ]
    for each in found["documents_added_at_once"]:
        assert each == {"answers": ["done"] * 4, "positions": [1, 2, 3, 4, 5]}
    for each in found["one_note_written_by_four"]:
        assert each == {"answers": 1, "papers": 1, "mails": 1}

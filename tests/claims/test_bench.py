"""The benches measure in a portal of their own and leave nothing behind."""

import json
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims.models import Claim
from portal.members.models import Family

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`bench("notes", "--notes", "2")`: what the command prints; fails when something stays behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def run(*words: str) -> dict[str, Any]:
        out = StringIO()
        call_command("bench", *words, stdout=out)
        assert list(tmp_path.iterdir()) == []
        assert not Claim.objects.exists()
        assert not Family.objects.exists()
        return json.loads(out.getvalue())

    return run


def test_notes(bench: Any) -> None:
    found = bench("notes", "--notes", "2", "--most", "30")
    assert found["figure"] > 0
    assert found["cold_milliseconds"] > 0
    assert found["notes_a_minute_with_two_processes"] > 0
    assert 1000 < found["bytes"] < found["by_length"]["30 expenses"]["bytes"] < 500_000
    assert found["by_length"]["30 expenses"]["peak_megabytes"] < 300
    assert found["size"] == "2 notes of 3 expenses"


def test_claims(bench: Any) -> None:
    found = bench("claims", "--claims", "4", "--workers", "1", "--histories", "0", "40")
    assert found["sent_one_by_one"]["claims_settled_a_second"] >= found["sent_one_by_one"]["claims_mailed_a_second"] > 0
    assert found["queries_a_claim"]["settle"] <= 20
    assert found["claims_a_second"]["one_by_one"] > 0
    curve = found["settling_after_so_many_claims"]
    assert curve["0"]["queries"] == curve["40"]["queries"]

"""The drill itself, in small: its portal is its own, and it counts what it should."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.drill_count import counted
from tests.servers import postgres_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_small_drill_loses_and_doubles_nothing(tmp_path: Path) -> None:
    variables = {**os.environ, "DATABASE_URL": postgres_url(), "VAR_DIR": str(tmp_path), "PORTAL_MODE": "test"}
    sizes = ["--claims", "20", "--families", "5", "--faults", "5", "--workers", "1"]
    command = [sys.executable, "manage.py", "drill", *sizes]
    ran = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    found = json.loads(ran.stdout)
    assert found["submitted"] == found["decided"] == found["notes"] == found["emails_delivered"] == 20
    assert found["ledger_sum"] == found["settlements_sum"]
    assert sum(found["faults"].values()) == 5
    assert shutil.which("redis-server")


@pytest.mark.django_db
def test_what_is_missing_counts_as_lost() -> None:
    found = counted(3)
    assert (found["submitted"], found["double"]) == (0, 0)
    assert found["lost"] >= 3


def test_without_a_server_it_says_so(settings: object) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="PostgreSQL"):
            call_command("drill")

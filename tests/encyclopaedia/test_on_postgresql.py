"""Articles, releases and the desk once more, where the portal is meant to run: on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.migrated import ready_database

HERE = Path(__file__).parent
PROMISES = ["test_editing.py"]


@pytest.mark.slow
def test_the_promises_hold_on_postgresql(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        return
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in PROMISES)]
    with ready_database("postgresql", tmp_path) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment["DATABASE_URL"] = url
        done = subprocess.run(
            command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stdout[-4000:]

"""What only a database server can do to us, in a run of its own: `on_postgresql.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrated import ready_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_cut_connections_and_deadlocks_end_once(tmp_path: Path) -> None:
    with ready_database("postgresql", tmp_path) as url:
        variables = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(tmp_path), "PORTAL_MODE": "test"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        ran = subprocess.run(
            [*command, "tests/claims/on_postgresql.py"],
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-3000:]

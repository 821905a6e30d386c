"""The list once more where the portal is meant to run: the same searches with the same results, the same imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.servers import empty_database

HERE = Path(__file__).parent
SAME = ["test_search.py", "test_listings.py", "test_files.py"]


@pytest.mark.slow
def test_the_same_on_postgresql() -> None:
    if connection.vendor == "postgresql":
        return
    files = [str(HERE / name) for name in SAME if (HERE / name).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    with empty_database() as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment["DATABASE_URL"] = url
        done = subprocess.run(
            command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stdout[-4000:]

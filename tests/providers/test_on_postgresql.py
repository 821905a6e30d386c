"""The list once more where the portal is meant to run: the same searches with the same results, the same imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.migrated import ready_database

HERE = Path(__file__).parent
SAME = ["test_desk_forms.py", "test_words.py", "test_search.py", "test_places.py", "test_listings.py", "test_files.py"]
SAME += ["test_readers.py"]


@pytest.mark.slow
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        return
    files = [str(HERE / name) for name in SAME if (HERE / name).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    with ready_database("postgresql", tmp_path) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment["DATABASE_URL"] = url
        done = subprocess.run(
            command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stdout[-4000:]

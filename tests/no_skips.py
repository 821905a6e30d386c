"""Pytest plugin: test settings before Django wakes, and no silent skips.

A test that cannot run here (no Chromium, no PostgreSQL) is skipped with its reason. Under `CI=true` everything
is meant to be there, so a skip is a failure.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

CI = os.environ.get("CI") == "true"

os.environ.setdefault("PORTAL_MODE", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread
if "VAR_DIR" not in os.environ:
    # Workers of pytest-xdist inherit it from the process that made it; only that one clears up.
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)


def judged(report: Any) -> Any:
    """The report; under CI a skip in it has become a failure that says why."""
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        where, line, reason = report.longrepr if isinstance(report.longrepr, tuple) else ("", "", report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{Path(where).name}:{line}: skipped, which CI does not allow: {reason}"
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """One test's phases."""
    return judged((yield))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """One module: `importorskip` at its top skips it whole."""
    return judged((yield))

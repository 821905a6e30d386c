"""Style, types and templates, judged by tools, as part of the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_tool_finds_nothing(name: str) -> None:
    program, *words = CHECKS[name]
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{program} is not installed (requirements/dev.txt)")
    answer = subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    assert answer.returncode == 0, answer.stdout + answer.stderr

"""The bare machine, played with a small stand-in project: same bootstrap, no packages, a fake Django."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from portal import bootstrap
from portal.management.translations import compile_changed

ROOT = Path(__file__).resolve().parent.parent
BASE = getattr(sys, "_base_executable", sys.executable)
# Old outside the environment, as a distribution's may be, and new inside.
FAKE_DJANGO = "import sys\nVERSION = (5, 2) if sys.prefix != sys.base_prefix else (3, 2)\n"
FAKE_COMMANDS = """
import os, sys
def execute_from_command_line(argv):
    print("ran", argv[1:], os.environ.get("PORTAL_MODE"), sys.prefix)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with the real `manage.py` and bootstrap, and locks that name nothing."""
    for name in ("manage.py", "portal/__init__.py", "portal/bootstrap.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "django" / "core").mkdir(parents=True)
    (tmp_path / "django" / "__init__.py").write_text(FAKE_DJANGO)
    (tmp_path / "django" / "core" / "management.py").write_text(FAKE_COMMANDS)
    (tmp_path / "requirements").mkdir()
    for group in ("run", "test", "dev"):
        (tmp_path / "requirements" / f"{group}.txt").write_text("# nothing\n")
    return tmp_path


def manage(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python3 manage.py` of the bare machine."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PORTAL_MODE", "VIRTUAL_ENV"}}
    command = [BASE, "manage.py", *words]
    return subprocess.run(
        command, cwd=project, env=clean, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_first_run_makes_an_environment_and_goes_on_inside(project: Path) -> None:
    first = manage(project, "start", "--port", "8001")
    assert "Making a Python environment" in first.stdout, first.stderr
    assert f"ran ['start', '--port', '8001'] demo {project / '.venv'}" in first.stdout

    again = manage(project, "migrate")
    assert again.stdout == f"ran ['migrate'] None {project / '.venv'}\n"

    (project / "requirements" / "run.txt").write_text("# nothing new\n")
    assert "Installing 0 packages" in manage(project, "migrate").stdout
    assert "Installing" not in manage(project, "migrate").stdout


def test_a_package_without_its_hash_is_refused(project: Path) -> None:
    (project / "requirements" / "run.txt").write_text("six==1.17.0\n")
    answer = manage(project, "start")
    assert answer.returncode == 1
    assert "could not be installed" in answer.stderr
    assert "hash" in answer.stderr
    assert not list((project / ".venv").glob(".installed-*"))


def test_a_broken_environment_is_made_again(project: Path) -> None:
    manage(project, "check")
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/gone/with/the/upgrade")
    assert f"ran ['check'] None {project / '.venv'}" in manage(project, "check").stdout


def test_an_active_environment_is_left_alone(project: Path) -> None:
    (project / "django" / "__init__.py").write_text("VERSION = (5, 2)\n")
    answer = manage(project, "check")
    assert answer.stdout.startswith("ran ['check'] None")
    assert not (project / ".venv").exists()


def test_old_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"^The portal needs Python 3\.11 or newer; this is 3\.9\.$"):
        bootstrap.prepare(["manage.py", "start"])


def test_locks_carry_hashes_and_no_addresses() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        words = path.read_text()
        assert "--hash=sha256:" in words
        assert "://" not in words


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalog = Catalog(locale="fr")
    catalog.add("Claim", "Demande")
    with (folder / "django.po").open("wb") as source:
        write_po(source, catalog)
    assert compile_changed(tmp_path) == 1
    assert b"Demande" in (folder / "django.mo").read_bytes()
    assert compile_changed(tmp_path) == 0

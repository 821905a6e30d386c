"""What `manage.py` does before Django: on a bare machine it makes `.venv` from the locks and goes on inside it.

Standard library only, and readable by older Pythons, so that they can be told that they are too old.
Out of the way wherever an environment with Django is already active.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)
MODES = {
    "start": "demo",
    "load_demo": "demo",
    "adjudicate": "demo",
    "bench": "demo",
    "drill": "demo",
    "test": "test",
}


def prepare(argv: list[str]) -> None:
    """Return inside an environment that can run the command, or end with a sentence. `test` runs here and ends."""
    command = argv[1] if len(argv) > 1 else "help"
    if sys.version_info < OLDEST:
        sys.exit("The portal needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
    if command in MODES:
        os.environ.setdefault("PORTAL_MODE", MODES[command])
    groups = ["run", "test", "dev"] if command == "test" else ["run"]
    ours = Path(sys.prefix).resolve() == VENV.resolve()
    if ours and not has_django():  # the machine's Python moved on under the environment: nothing in it counts
        forget(*groups)
    if ours or not has_django():
        ensure(groups)
        if not ours:
            sys.stdout.flush()
            os.execv(str(PYTHON), [str(PYTHON), *argv])
    if command == "test":
        sys.exit(run_tests(argv[2:]))


def has_django() -> bool:
    """Whether the active environment holds a Django new enough; a distribution's old one does not count."""
    if importlib.util.find_spec("django") is None:
        return False
    import django

    return django.VERSION >= (5, 2)


def ensure(groups: list[str]) -> None:
    """Make `.venv` if needed and bring it to the locks of `groups`. Seconds only when nothing changed."""
    if all(stamp(group).exists() for group in groups) and PYTHON.exists():
        return
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "bootstrap.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # two first starts at once: one works, the other waits
        wanted = [group for group in groups if not stamp(group).exists() or not PYTHON.exists()]
        if wanted:
            installer = make_venv()
            install(installer, wanted)


def stamp(group: str) -> Path:
    """The file whose presence says that this group's lock, in its present words, is installed."""
    words = hashlib.sha256((LOCKS / f"{group}.txt").read_bytes()).hexdigest()
    return VENV / f".installed-{group}-{words[:16]}"


def forget(*groups: str) -> None:
    """Remove the stamps of `groups`."""
    for group in groups:
        for old in VENV.glob(f".installed-{group}-*"):
            old.unlink()


def make_venv() -> list[str]:
    """Make `.venv` unless it is there and works; return the command that installs into it."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    works = PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0
    pip = host_pip(base)
    if not works:
        say("Making a Python environment in .venv (first time only)")
        bare = [] if not pip and importlib.util.find_spec("ensurepip") else ["--without-pip"]
        subprocess.run([base, "-m", "venv", "--clear", *bare, str(VENV)], check=True)
    if pip:
        return [*pip, "install"]
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0:
        return [str(PYTHON), "-m", "pip", "install"]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", str(PYTHON)]
    sys.exit("This Python can install nothing: it has no pip. On Debian: sudo apt install python3-venv")


def host_pip(base: str) -> list[str] | None:
    """The machine's own pip, told to work in `.venv` (possible since pip 22.3), or None."""
    asked = subprocess.run([base, "-m", "pip", "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"pip (\d+)\.(\d+)", asked.stdout)
    if asked.returncode or not found or tuple(map(int, found.groups())) < (22, 3):
        return None
    return [base, "-m", "pip", "--python", str(PYTHON)]


def install(installer: list[str], groups: list[str]) -> None:
    """Install the locks of `groups`; each file must have the hash that its lock names."""
    files = [LOCKS / f"{group}.txt" for group in groups]
    total = len({pin for file in files for pin in re.findall(r"^[a-z0-9].*?==", file.read_text(), re.MULTILINE)})
    say(f"Installing {total} packages from requirements/ (some minutes the first time)")
    options = ["--require-hashes", "--no-deps", *(word for file in files for word in ("-r", str(file)))]
    quiet = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_PROGRESS_BAR": "off"}
    job = subprocess.Popen(
        [*installer, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **quiet},
    )
    lines = []
    for line in job.stdout or ():
        lines.append(line)
        fetched = sum(one.startswith("Collecting ") for one in lines)
        if line.startswith("Collecting ") and fetched % 20 == 0:
            say(f"  {fetched} of {total}")
        if line.startswith("Installing collected"):
            say("  all fetched, unpacking")
    if job.wait():
        sys.exit("".join(lines[-15:]) + "The packages could not be installed; the lines above say why.")
    forget(*groups)
    for group in groups:
        stamp(group).touch()


def run_tests(arguments: list[str]) -> int:
    """Every test through pytest on all cores, static checks among them; `arguments` go to pytest and win."""
    if not all(importlib.util.find_spec(name) for name in ("pytest", "xdist", "pytest_django", "ruff")):
        sys.exit(
            "The active environment has Django but not the test tools. Add them with\n"
            "  python -m pip install -r requirements/test.txt -r requirements/dev.txt\n"
            "or leave the environment (deactivate) and run this command again: it then makes its own."
        )
    from portal.management.translations import compile_changed  # needs Babel, so not before there is an environment

    compile_changed(ROOT / "locale")
    say("Running the tests")
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadgroup", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def say(sentence: str) -> None:
    """One line of progress."""
    print(f"· {sentence}", flush=True)

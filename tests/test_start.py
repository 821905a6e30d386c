"""`manage.py start` for real: web server, worker and clock, kept alive and ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from portal.management.children import Child, Family
from portal.management.commands.start import refuse_taken, take_turn

ROOT = Path(__file__).resolve().parent.parent
SLEEP = [sys.executable, "-c", "import subprocess, sys; subprocess.run(['sleep', '60'])"]


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Fail when `true` does not become so."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A program that starts another one."""
    child = Child("sleeper", SLEEP, tmp_path / "sleeper.log")
    yield child
    child.signal_group(signal.SIGKILL)


def group_lives(group: int) -> bool:
    """Whether any process of the group still runs (the dead that nobody waited for do not count)."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and line.split()[1][0] != "Z" for line in listed.splitlines())


def test_a_dead_child_is_started_again(child: Child) -> None:
    said: list[str] = []
    family = Family([child], said.append)
    family.start()
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    wait_until(child.ended)
    wait_until(lambda: family.tend() or (child.process and child.process.pid != first))
    assert not child.ended()
    assert len(said) == 1
    family.stop()
    assert not group_lives(first)
    assert not group_lives(child.process.pid)


def test_one_folder_runs_once(tmp_path: Path) -> None:
    door = take_turn(tmp_path / "start.lock", 8000)
    with pytest.raises(CommandError, match=r"runs already \(process \d+, port 8000\)"):
        take_turn(tmp_path / "start.lock", 8001)
    door.close()
    take_turn(tmp_path / "start.lock", 8001).close()


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} .* start --port {port + 1}"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)


@pytest.mark.slow
@pytest.mark.minutes
def test_the_whole_portal_starts_and_stops(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told = {"PORTAL_MODE": "demo", "VAR_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": "", "SITE_URL": ""}
    words = (tmp_path / "words").open("w")
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told}, stdout=words, stderr=words)
    try:
        spoken = (tmp_path / "words").read_text
        # Three minutes where nothing else runs; here other tests keep the machine busy.
        wait_until(lambda: "The portal is ready" in spoken() or process.poll() is not None, 420)
        assert process.poll() is None, spoken()
        with urllib.request.urlopen(f"http://localhost:{port}/accounts/login/", timeout=10) as answer:
            assert answer.status == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        words.close()
    assert process.returncode == 0
    assert "Stopped." in spoken()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)

"""Workers killed in the middle, with a real database, broker and mail server: nothing lost, nothing twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from aiosmtpd.controller import Controller

from tests.migrated import ready_database
from tests.servers import redis_url

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery", "--quiet"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
Start = Callable[..., subprocess.Popen[str]]


class Postman:
    """A mail server's memory: the Message-ID of every mail it took, and to whom."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.decode("utf-8", "replace").partition("\r\n\r\n")[0]
        ids = [each.partition(":")[2].strip() for each in head.splitlines() if each.lower().startswith("message-id:")]
        self.taken.append((ids[0], envelope.rcpt_tos[0]))
        return "250 2.0.0 taken"


@pytest.fixture
def post() -> Iterator[tuple[Postman, int]]:
    """A running mail server and its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    postman = Postman()
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    yield postman, port
    server.stop()


@pytest.fixture(params=["servers", "embedded"])
def house(request: pytest.FixtureRequest, tmp_path: Path, post: tuple[Postman, int]) -> Iterator[dict[str, str]]:
    """The environment of a portal of its own: PostgreSQL and Redis, or SQLite and files."""
    variables = {
        **{name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}},
        "PORTAL_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": str(tmp_path),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(post[1]),
        "SWEEP_SECONDS": "1",
        "WORK_LEASE_SECONDS": "12",
    }
    with ExitStack() as ends:
        if request.param == "servers":
            url, prefix = redis_url(), f"test-{uuid4().hex}:"
            variables |= {"REDIS_URL": url, "REDIS_PREFIX": prefix}
            ends.callback(forget, url, prefix)
        else:
            for name in ("broker", "broker-control"):
                (tmp_path / name).mkdir()
        kind = "postgresql" if request.param == "servers" else "sqlite"
        variables["DATABASE_URL"] = ends.enter_context(ready_database(kind, tmp_path))
        yield variables


def forget(url: str, prefix: str) -> None:
    """Take our keys out of Redis."""
    with redis.Redis.from_url(url) as server:
        for key in server.scan_iter(f"{prefix}*"):
            server.delete(key)


@pytest.fixture
def start(house: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """`start(*command)`: a process of that portal, in a group of its own; all are killed at the end."""
    with ExitStack() as ends:
        log = ends.enter_context((tmp_path / "log").open("w"))

        def run(*command: str, **options: Any) -> subprocess.Popen[str]:
            whole = {"stdout": log, **options}
            process = subprocess.Popen(
                command, cwd=ROOT, env=house, stderr=log, text=True, start_new_session=True, **whole
            )
            ends.callback(kill, process)
            return process

        yield run


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and its children as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout:
        process.stdout.close()


def worker(start: Start, name: str) -> subprocess.Popen[str]:
    """Two children, as in earnest."""
    return start(*CELERY, "worker", "--concurrency", "2", *QUIET, "-n", f"{name}@test")


@pytest.mark.parametrize("count", [40])
def test_a_killed_worker_loses_and_doubles_nothing(
    count: int, start: Start, house: dict[str, str], post: tuple[Postman, int], tmp_path: Path
) -> None:
    first, _second = worker(start, "first"), worker(start, "second")
    start(*CELERY, "beat", "--pidfile=", "-s", str(tmp_path / "beat"))
    load = start(sys.executable, "-m", "tests.claims.load", str(count), stdout=subprocess.PIPE)
    assert load.stdout
    assert load.stdout.readline().strip() == "middle", (tmp_path / "log").read_text()[-3000:]
    kill(first)
    time.sleep(1)
    worker(start, "third")
    answer = load.stdout.readline()
    assert answer, (tmp_path / "log").read_text()[-3000:]
    judge(json.loads(answer), count, post[0])


def judge(found: dict[str, Any], count: int, postman: Postman) -> None:
    """Every claim decided, settled, noted and mailed once, and the ledger agrees."""
    assert found["states"] == {"settled": count}, found
    assert found["decisions"] == {"1": count}
    assert found["live_settlements"] == {"1": count}
    assert (found["without_note"], found["papers"]) == (0, count)
    assert all(name.endswith(" done") for name in found["jobs"]), found["jobs"]
    mails = 2 * count  # the receipt of the documents, and the note
    each = {"claims.adjudicate": count, "claims.write_note": count, "post.send": mails}
    assert {name: found["jobs"].get(f"{name} done") for name in each} == each
    assert found["mail_states"] == {"sent": count}
    assert found["off_by"] == []
    assert (found["unpaid"], found["books"]) == ([], [True, 0]), "one payment each, and the books agree"
    assert set(map(float, found["checkups_paid"])) == {80.0}, "one check-up a year each, whoever decided it"
    ids = Counter(message_id for message_id, _to in postman.taken)
    assert sorted(ids) == sorted(found["message_ids"].values())
    assert len(found["message_ids"]) == mails
    # A worker killed between the server's “taken” and its mark sends again, under the same Message-ID.
    assert sum(ids.values()) - mails <= 2, ids

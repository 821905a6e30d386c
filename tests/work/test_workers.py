"""Real worker processes, real brokers, real databases: nothing lost when they are killed, nothing done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.db import connection
from django.utils import timezone

from portal.work import jobs
from portal.work.models import Job
from tests.migrated import ready_database
from tests.servers import redis_url
from tests.work.handlers import noted

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SCHEDULE = "from portal.work import jobs; from django.utils import timezone; from uuid import uuid4; "


def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Waits until `true()`; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """What a process of the portal needs, with everything it writes in `folder`."""
    return {
        **{name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}},
        "PORTAL_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": str(folder),
        "TEST_WORK_FOLDER": str(folder),
        "SWEEP_SECONDS": "1",
        **variables,
    }


@pytest.fixture(params=["redis", "files"])
def broker(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The variables for one kind of broker."""
    if request.param == "files":
        yield {}
        return
    url, prefix = redis_url(), f"test-{uuid4().hex}:"
    yield {"REDIS_URL": url, "REDIS_PREFIX": prefix}
    with redis.Redis.from_url(url) as server:
        for key in server.scan_iter(f"{prefix}*"):
            server.delete(key)


@pytest.fixture
def worker(tmp_path: Path, broker: dict[str, str], transactional_db: None) -> Iterator[Callable[[], subprocess.Popen]]:
    """`worker()` starts a worker with its beat on the test's database."""
    if connection.vendor != "sqlite":
        pytest.skip("the worker is tried on SQLite; the race below tries both")
    for folder in ("broker", "broker-control"):
        (tmp_path / folder).mkdir()
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    command = ["-m", "celery", "-A", "portal.celery", "worker", "-B", "-c", "2", "-I", "tests.work.handlers", "-s"]
    with ExitStack() as started:

        def start() -> subprocess.Popen:
            log = started.enter_context((tmp_path / "log").open("a"))
            process = subprocess.Popen(
                [sys.executable, *command, str(tmp_path / "beat")],
                cwd=ROOT,
                env=environment(tmp_path, DATABASE_URL=database, **broker),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            started.callback(kill, process)
            return process

        yield start


def kill(process: subprocess.Popen) -> None:
    """Ends a worker and its children as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_killed_workers_job_is_done_once_by_the_next(worker: Callable[[], subprocess.Popen], tmp_path: Path) -> None:
    job = jobs.enqueue(kind="test.slow", key=uuid4(), now=timezone.now())
    first = worker()
    until(lambda: noted("begun", tmp_path))
    kill(first)
    (tmp_path / "go").touch()
    assert Job.objects.get().attempts == 1
    second = worker()
    time.sleep(3)
    assert noted("done", tmp_path) == []  # the lease protects it still
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    until(lambda: Job.objects.get().state == Job.State.DONE)
    time.sleep(2)
    kill(second)
    assert noted("done", tmp_path) == [job.key]
    assert Job.objects.get().attempts == 2


def test_jobs_no_bell_was_rung_for_are_found(worker: Callable[[], subprocess.Popen], tmp_path: Path) -> None:
    """As after a broker that lost everything: rows there are, messages none."""
    keys = [uuid4() for _ in range(20)]
    now = timezone.now()
    Job.objects.bulk_create(Job(kind="test.quick", key=key, created_at=now, due_at=now) for key in keys)
    process = worker()
    until(lambda: not Job.objects.filter(state=Job.State.WAITING).exists())
    kill(process)
    assert Counter(noted("done", tmp_path)) == Counter(keys)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database of one kind."""
    with ready_database(request.param, tmp_path) as url:
        yield url


def test_many_at_once_do_each_job_once(database: str, tmp_path: Path) -> None:
    variables = environment(tmp_path, DATABASE_URL=database)

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=variables, check=True, stdout=subprocess.DEVNULL)

    put = "jobs.Job.objects.bulk_create(jobs.Job(kind='test.quick', key=uuid4(), created_at=timezone.now(), "
    run("manage.py", "shell", "--no-imports", "-c", SCHEDULE + put + "due_at=timezone.now()) for _ in range(200))")
    racers = [
        subprocess.Popen([sys.executable, "-m", "tests.work.race"], cwd=ROOT, env=variables) for _contender in range(4)
    ]
    try:
        until(lambda: len(noted("ready", tmp_path)) == len(racers), seconds=60)
        (tmp_path / "go").touch()
        assert [racer.wait(timeout=60) for racer in racers] == [0] * len(racers)
    finally:
        for racer in racers:
            racer.kill()
            racer.wait()
    done = Counter(noted("done", tmp_path))
    assert len(done) == 200
    assert set(done.values()) == {1}

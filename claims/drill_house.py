"""A house that can be broken: workers, a clock and a Redis of the drill's own, and what may happen to them."""

import os
import signal
import subprocess
import sys
import time
from itertools import count
from typing import Self
from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings

QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery", "--quiet"]
REDIS_IS_AWAY = 3.0


class House:
    """`with House(2)`: two workers of two processes each, the clock that sweeps, and Redis. All are gone afterwards."""

    def __init__(self, workers: int) -> None:
        self.names = count()
        self.redis = self._redis()
        self.beat = self._start("beat", "--pidfile=", "-s", str(settings.VAR_DIR / "beat"), "--loglevel", "ERROR")
        self.workers = [self._worker() for _each in range(workers)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        for process in (*self.workers, self.beat, self.redis):
            _kill(process)

    def kill_a_worker(self) -> None:
        """The one that lives longest dies as in a power cut, with all it has in hand; another takes its place."""
        _kill(self.workers.pop(0))
        self.workers.append(self._worker())

    def cut_the_database(self) -> None:
        """Every connection to the database breaks, that of the sender too."""
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
            server.execute(f"{ours} AND pid <> pg_backend_pid()")

    def empty_redis(self) -> None:
        """All bells that nobody heard yet are lost."""
        with redis.Redis.from_url(settings.REDIS_URL) as server:
            server.flushall()

    def restart_redis(self) -> None:
        """Redis is away for some seconds and comes back empty."""
        _kill(self.redis)
        time.sleep(REDIS_IS_AWAY)
        self.redis = self._redis()

    def _worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "--concurrency", "2", *QUIET, "-n", f"drill{next(self.names)}@localhost")

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return _in_a_group([*CELERY, *words])

    def _redis(self) -> subprocess.Popen[bytes]:
        port = str(urlsplit(settings.REDIS_URL).port)
        plain = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(settings.VAR_DIR)]
        server = _in_a_group(["redis-server", "--port", port, *plain])
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            while not _answers(client):
                time.sleep(0.05)
        return server


def _in_a_group(command: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With all its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False

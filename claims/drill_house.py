"""A house that can be broken: web server, workers, a clock, a Redis and a mail server, and what may happen to them."""

import atexit
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from typing import Self
from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings
from django.db import connection

from claims.drill_post import Mood, PostOffice

QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery", "--quiet"]
GUNICORN = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket"]
AWAY_SECONDS = 3.0
# Longer than a lease: what the worker has in hand is another's by the time it goes on.
STOPPED_SECONDS = settings.WORK_LEASE_SECONDS + 3.0
Fault = Callable[[], None]


class House:
    """`with House(2, post)`: a web server, two workers of two processes each, the clock that sweeps, and Redis.

    All are gone afterwards. `port` is the web server's.
    """

    def __init__(self, workers: int, post: PostOffice) -> None:
        self.post, self.names, self.port = post, count(), free_port()
        self.redis = self._redis()
        self.beat = self._beat()
        self.workers = [self._worker() for _each in range(workers)]
        self.web = self._web()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        for process in (self.web, *self.workers, self.beat, self.redis):
            _kill(process)

    @property
    def faults(self) -> list[Fault]:
        """All that may happen."""
        return [
            self.kill_a_worker,
            self.kill_the_web_server,
            self.cut_the_database if connection.vendor == "postgresql" else self.lock_the_database,
            self.empty_redis,
            self.restart_redis,
            self.stop_a_worker,
            self.power_cut,
            *(self.mail_server(mood) for mood in Mood if mood is not Mood.FRIENDLY),
        ]

    def kill_a_worker(self) -> None:
        """The one that lives longest dies as in a power cut, with all it has in hand; another takes its place."""
        _kill(self.workers.pop(0))
        self.workers.append(self._worker())

    def stop_a_worker(self) -> None:
        """One stands still with all it has in hand, and goes on when that has long been given to others."""
        process = self.workers.pop(0)
        self.workers.append(process)
        _signal(process, signal.SIGSTOP)
        later = threading.Timer(STOPPED_SECONDS, _signal, (process, signal.SIGCONT))
        later.daemon = True
        later.start()

    def kill_the_web_server(self) -> None:
        """Whoever is sending gets no answer, and nobody gets one until it is up again."""
        _kill(self.web)
        time.sleep(0.5)
        self.web = self._web()

    def power_cut(self) -> None:
        """Everything of ours is dead at once, and starts again."""
        for process in (self.web, *self.workers, self.beat, self.redis):
            _kill(process)
        self.redis, self.beat = self._redis(), self._beat()
        self.workers = [self._worker() for _each in self.workers]
        self.web = self._web()

    def cut_the_database(self) -> None:
        """Every connection to the database breaks, that of the clients too."""
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
            server.execute(f"{ours} AND pid <> pg_backend_pid()")

    def lock_the_database(self) -> None:
        """SQLite: for some seconds nobody can write."""
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=60)) as file:
            file.execute("BEGIN IMMEDIATE")
            time.sleep(AWAY_SECONDS)
            file.rollback()

    def empty_redis(self) -> None:
        """All bells that nobody heard yet are lost."""
        with redis.Redis.from_url(settings.REDIS_URL) as server:
            server.flushall()

    def restart_redis(self) -> None:
        """Redis is away for some seconds and comes back empty."""
        _kill(self.redis)
        time.sleep(AWAY_SECONDS)
        self.redis = self._redis()

    def mail_server(self, mood: Mood) -> Fault:
        """The fault of a mail server that is in this mood for some seconds."""

        def fault() -> None:
            self.post.become(mood)
            time.sleep(AWAY_SECONDS)
            self.post.become(Mood.FRIENDLY)

        fault.__name__ = f"mail_server_{mood.name.lower()}"
        return fault

    def _web(self) -> subprocess.Popen[bytes]:
        return _in_a_group([*GUNICORN, "--bind", f"127.0.0.1:{self.port}", "--log-level", "critical"])

    def _worker(self) -> subprocess.Popen[bytes]:
        name = f"drill{next(self.names)}@localhost"
        return _in_a_group([*CELERY, "worker", "--concurrency", "2", *QUIET, "-n", name])

    def _beat(self) -> subprocess.Popen[bytes]:
        schedule = str(settings.VAR_DIR / f"beat{next(self.names)}")
        return _in_a_group([*CELERY, "beat", "--pidfile=", "-s", schedule, "--loglevel", "ERROR"])

    def _redis(self) -> subprocess.Popen[bytes]:
        port = str(urlsplit(settings.REDIS_URL).port)
        plain = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(settings.VAR_DIR)]
        server = _in_a_group(["redis-server", "--port", port, *plain])
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            while not _answers(client):
                time.sleep(0.05)
        return server


def free_port() -> int:
    """A port of 127.0.0.1 that is ours until this process ends: a server may come and go there, no stranger gets it.

    A bound socket that does not listen keeps the kernel from giving the port away while our server is down, and lets
    a server bind it that sets SO_REUSEADDR, as Redis, gunicorn and asyncio do.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    atexit.register(holder.close)
    return int(holder.getsockname()[1])


def _in_a_group(command: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet
    )


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To it and its children, as far as it still lives."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _kill(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGKILL)
    process.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False

"""A PostgreSQL that keeps the line open and says nothing more: who serves pages gives up in seconds."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test import RequestFactory

from portal.errors import server_error
from tests.servers import postgres_url

SECONDS = 0.5


class Line:
    """Between a client and the database; from `cut` on nothing passes, and nobody is told."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        self.server = (there.hostname or "127.0.0.1", there.port or 5432)
        self.listens = socket.create_server(("127.0.0.1", 0))
        self.url = urlunsplit(
            there._replace(netloc=f"{there.netloc.rpartition('@')[0]}@127.0.0.1:{self.listens.getsockname()[1]}")
        )
        self.is_cut = False
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.listens.accept()
                far = socket.create_connection(self.server)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one:
            while part := one.recv(65536):
                if not self.is_cut:
                    other.sendall(part)
        with suppress(OSError):  # who reads from the other ends too, and closes it
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line() -> Iterator[Line]:
    """Django's connection “hung” goes through it."""
    line = Line(postgres_url())
    parsed = dj_database_url.parse(line.url)
    options = {"connect_timeout": 2, "answer_seconds": SECONDS}
    connections.settings["hung"] = {
        **connections.settings["default"],
        **parsed,
        "ENGINE": "portal.postgresql",
        "OPTIONS": options,
    }
    yield line
    connections["hung"].close()
    del connections["hung"], connections.settings["hung"]
    line.listens.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_database_that_hangs_is_given_up_and_said(line: Line, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():
        connection = connections["hung"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
            line.is_cut = True
            began = time.monotonic()
            with pytest.raises(OperationalError) as problem:
                cursor.execute("SELECT 2")
        assert time.monotonic() - began < SECONDS + 1
        assert not connection.is_usable()
        try:
            raise problem.value
        except OperationalError:
            answer = server_error(RequestFactory().get("/"))
        assert (answer.status_code, answer["Retry-After"]) == (503, "20")
        # The same question again, once the line is mended, gets its own answer.
        connection.close()
        line.is_cut = False
        with connection.cursor() as cursor:
            cursor.execute("SELECT 3")
            assert cursor.fetchone() == (3,)


def test_a_slow_answer_in_time_is_taken(line: Line, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock(), connections["hung"].cursor() as cursor:
        cursor.execute(f"SELECT pg_sleep({SECONDS / 3})")
        with pytest.raises(OperationalError):
            cursor.execute(f"SELECT pg_sleep({SECONDS * 4})")

"""A portal made for a measurement and gone afterwards: a database, a folder and a broker prefix of its own.

The configured database is never opened; a PostgreSQL in DATABASE_URL only lends its server.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import redis
from django.conf import settings
from psycopg import sql

# What it must not inherit: it would write to somebody's mail server, or not start.
NOT_OURS = {"DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS"}


@contextmanager
def scratch(*, sqlite: bool = False, **more: str) -> Iterator[dict[str, str]]:
    """The environment of a portal of its own, with `more` variables; everything of it is gone afterwards.

    On the database server of DATABASE_URL, if there is one; with `sqlite` in a file all the same.
    """
    variables = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with ExitStack() as ends:
        folder = Path(
            ends.enter_context(tempfile.TemporaryDirectory(prefix="portal-scratch-", ignore_cleanup_errors=True))
        )
        for name in ("broker", "broker-control", "static"):
            (folder / name).mkdir()
        # The demo's mode, because its mails go into a folder; no demo data is loaded, and no picture is read.
        variables |= {"PORTAL_MODE": "demo", "VAR_DIR": str(folder), "LOG_LEVEL": "ERROR", "TESSERACT": "no"}
        if not sqlite and settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            variables["DATABASE_URL"] = ends.enter_context(empty_database(settings.DATABASE_URL))
        if settings.REDIS_URL and "REDIS_URL" not in more:
            prefix = f"scratch-{uuid4().hex}:"
            variables |= {"REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": prefix}
            ends.callback(forget, settings.REDIS_URL, prefix)
        yield variables | more


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """The address of a new PostgreSQL database on that server."""
    name = f"portal_scratch_{uuid4().hex[:12]}"
    identifier = sql.Identifier(name)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def forget(url: str, prefix: str) -> None:
    """Take our keys out of Redis."""
    with redis.Redis.from_url(url) as server:
        for key in server.scan_iter(f"{prefix}*"):
            server.delete(key)

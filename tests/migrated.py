"""Migrated databases kept between runs: migrating takes longer than most tests, copying does not.

One of SQLite as a file, one of PostgreSQL as a template on the server. Each is made when it is first needed, by one
process while others wait, and anew when a migration or a package changed.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.servers import postgres_url

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "migrated"
TEMPLATE = "portal_migrated_"


@cache
def version() -> str:
    """Changes with every migration and package."""
    words = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for path in sorted(path for top in ("portal", "claims", "approvals", "providers") for path in _of(ROOT / top)):
        words.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return words.hexdigest()[:16]


def _of(top: Path) -> Iterator[Path]:
    return top.rglob("migrations/*.py")


def copy_to(target: Path) -> None:
    """Put a migrated SQLite database at `target`."""
    kept = FOLDER / f"{version()}.sqlite3"
    with _alone():
        if not kept.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            unfinished = FOLDER / "unfinished.sqlite3"
            _migrate(f"sqlite:///{unfinished}")
            with closing(sqlite3.connect(unfinished)) as made:
                made.execute("PRAGMA journal_mode=DELETE")  # everything in the one file that is copied
            unfinished.rename(kept)
    shutil.copyfile(kept, target)


def template() -> str:
    """The name of a migrated PostgreSQL database to make others from; skips the test when no server answers."""
    with _server() as server:
        return _made_once(server)


def _made_once(server: psycopg.Connection) -> str:
    name = TEMPLATE + version()
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE]).fetchall()
    if (name,) not in found:
        for (old,) in found:
            _do(server, "DROP DATABASE {} WITH (FORCE)", old)
        unfinished = f"{TEMPLATE}unfinished"
        _do(server, "CREATE DATABASE {}", unfinished)
        _migrate(_address(unfinished))
        _do(server, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Alone with the templates of the server, which other checkouts may use as well."""
    with psycopg.connect(postgres_url(), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        yield server


@contextmanager
def ready_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a new migrated database, `sqlite` in `folder` or `postgresql`; the latter is gone afterwards."""
    if kind == "sqlite":
        file = folder / "portal.sqlite3"
        copy_to(file)
        yield f"sqlite:///{file}"
        return
    name = f"portal_{uuid4().hex[:12]}"
    with _server() as server:
        _do(server, "CREATE DATABASE {} TEMPLATE {}", name, _made_once(server))
    try:
        yield _address(name)
    finally:
        with psycopg.connect(postgres_url(), autocommit=True) as server:
            _do(server, "DROP DATABASE {} WITH (FORCE)", name)


def _address(name: str) -> str:
    return f"{postgres_url().rpartition('/')[0]}/{name}"


def _do(server: psycopg.Connection, words: str, *names: str) -> None:
    server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _migrate(url: str) -> None:
    variables = {**os.environ, "DATABASE_URL": url, "PORTAL_MODE": "test", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=variables, check=True)


@contextmanager
def _alone() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

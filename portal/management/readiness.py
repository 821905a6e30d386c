"""What must be in place before the portal can run on one machine; each step does nothing when nothing changed."""

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.management.translations import compile_changed


def bring_up_to_date(say: Callable[[str], None]) -> None:
    """Folders, translations, database and static files, as this version of the code needs them."""
    for name in ("broker", "broker-control", "private", "mailbox", "log"):
        (settings.VAR_DIR / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    translate(say)
    migrate(say)
    load_articles(say)
    collect(say)


def translate(say: Callable[[str], None]) -> None:
    """Compile changed translations."""
    for folder in settings.LOCALE_PATHS:
        if count := compile_changed(Path(folder)):
            say(f"Compiled {count} translations")


def migrate(say: Callable[[str], None]) -> None:
    """Bring the database to the newest migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def load_articles(say: Callable[[str], None]) -> None:
    """Take the articles about health that this version brings."""
    words = io.StringIO()
    call_command("load_articles", stdout=words)
    for line in words.getvalue().splitlines():
        say(line)


def load_demo(say: Callable[[str], None]) -> str:
    """Load the demo data, which the command itself leaves alone when it is there; return its words."""
    if "load_demo" not in get_commands():
        return ""
    words = io.StringIO()
    call_command("load_demo", stdout=words)
    return words.getvalue()


def collect(say: Callable[[str], None]) -> None:
    """Collect and compress static files when one of them changed."""
    known = settings.VAR_DIR / "static.stamp"
    now = fingerprint()
    if known.exists() and known.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting styles, scripts and icons")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    known.write_text(now)


def fingerprint() -> str:
    """Names, sizes and times of all static files, as one hash."""
    return hashlib.sha256("\n".join(static_files()).encode()).hexdigest()


def static_files() -> Iterator[str]:
    """One line for each static file."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}"

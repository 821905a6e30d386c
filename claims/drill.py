"""`manage.py drill`: claims sent while web server, workers, Redis, database and mail server fail under way.

It runs in a portal of its own, on PostgreSQL (or SQLite) and with a Redis that it starts itself, and counts at the end
what became of each claim: nothing may be lost, nothing done twice.
"""

import json
import shutil
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings

from claims.drill_count import counted
from claims.drill_house import free_port
from claims.drill_run import drilled
from claims.scratch import scratch


class CannotDrill(Exception):
    """What the drill needs is not there; the text says what."""


def end_in_good_order(*_signal: object) -> None:
    """On SIGTERM, as on Ctrl-C: everything that was started goes first."""
    sys.exit(143)


def drill(*, sqlite: bool, **how: int) -> dict[str, Any]:
    """Drill in a portal of its own and count; `how`: claims, families, workers, faults, seed. Raises CannotDrill."""
    if not sqlite and not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise CannotDrill(
            "The drill needs PostgreSQL: set DATABASE_URL to a server where databases may be made, or use --sqlite."
        )
    if shutil.which("redis-server") is None:
        raise CannotDrill("The drill needs the program redis-server, to start a Redis that it may stop.")
    signal.signal(signal.SIGTERM, end_in_good_order)
    own = {
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "PORTAL_MODE": "test",  # pages are made without collected static files
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(free_port()),
        "SWEEP_SECONDS": "2",
        "WORK_LEASE_SECONDS": "20",
        "LOG_LEVEL": "ERROR",
    }
    with scratch(sqlite=sqlite, **own) as variables:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], env=variables, check=True)
        words = [word for name, number in how.items() for word in (f"--{name}", str(number))]
        command = [*manage, "drill", *words, "--inside"]
        answer = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=False).stdout
    if not answer:
        raise CannotDrill("The drill broke off; why stands above.")
    found: dict[str, Any] = json.loads(answer)
    return found


def inside(*, sqlite: bool, claims: int, families: int, workers: int, faults: int, seed: int) -> dict[str, Any]:
    """The drill itself, where everything belongs to it."""
    signal.signal(signal.SIGTERM, end_in_good_order)
    course, mails = drilled(claims, families, workers=workers, faults=faults, seed=seed)
    return {**counted(claims, mails), **course}

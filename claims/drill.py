"""`manage.py drill`: claims sent while workers are killed, Redis is emptied and restarted, and the database is cut off.

It runs in a portal of its own on PostgreSQL and a Redis that it starts itself, and counts at the end what became of
each claim: nothing may be lost, nothing done twice.
"""

import json
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from typing import Any

from django.conf import settings

from claims.drill_count import counted
from claims.drill_run import drilled
from claims.scratch import scratch


class CannotDrill(Exception):
    """What the drill needs is not there; the text says what."""


def drill(**how: int) -> dict[str, Any]:
    """Drill in a portal of its own and count; `how`: claims, families, workers, faults. Raises CannotDrill."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise CannotDrill("The drill needs PostgreSQL: set DATABASE_URL to a server where databases may be made.")
    if shutil.which("redis-server") is None:
        raise CannotDrill("The drill needs the program redis-server, to start a Redis that it may stop.")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    own = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "SWEEP_SECONDS": "2", "WORK_LEASE_SECONDS": "20"}
    with scratch(**own) as variables:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], env=variables, check=True)
        words = [word for name, number in how.items() for word in (f"--{name}", str(number))]
        command = [*manage, "drill", *words, "--inside"]
        answer = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=False).stdout
    found: dict[str, Any] = json.loads(answer)
    return found


def inside(*, claims: int, families: int, workers: int, faults: int) -> dict[str, Any]:
    """The drill itself, where everything belongs to it."""
    course = drilled(claims, families, workers=workers, faults=faults)
    return {**counted(claims), **course}

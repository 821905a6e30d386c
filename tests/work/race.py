"""One contender of a race: `python -m tests.work.race`. Waits for the gun, then does what is due until nothing is."""

from __future__ import annotations

import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from portal.work import jobs  # noqa: E402
from tests.work import handlers  # noqa: E402

handlers.note("ready", handlers.UUID(int=0))
while not (handlers.FOLDER / "go").exists():
    time.sleep(0.01)
while jobs.figures(timezone.now())["waiting"]:
    jobs.drain(timezone.now())
    time.sleep(0.05)

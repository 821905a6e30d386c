"""`manage.py start`: the whole portal on this one machine, for trying it. Running for real: see README."""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.management.children import Child, Family
from portal.management.readiness import bring_up_to_date, load_demo

HEALTHY_SECONDS = 60


class Stop(Exception):
    """Not an error: Ctrl-C, or the signal by which a service manager ends us."""


class Command(BaseCommand):
    """Prepare what is missing, run web server, worker and clock, and end them together."""

    help = "Runs the whole portal on this machine, with demo data and without other servers."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=8000, help="port of the web server (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        """Run until Ctrl-C or SIGTERM."""
        if settings.LIVE:
            raise CommandError("start runs the demo. For members' data see README, “Running for real”.")
        door = take_turn(settings.VAR_DIR / "start.lock", port)
        refuse_taken(host, port)
        name_site(host, port)
        family = Family(children(host, port), self.say)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, interrupt)
        try:
            bring_up_to_date(self.say)
            people = load_demo(self.say)
            connections.close_all()
            self.run_family(family, port, people)
        except Stop:
            self.say("Stopping")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            family.stop()
            door.close()
        self.say("Stopped. Everything is kept for the next start.")

    def run_family(self, family: Family, port: int, people: str) -> None:
        """Start the children, wait until the portal is healthy, tell where it is, and keep it so."""
        self.say("Starting web server, worker and clock")
        family.start()
        limit = time.monotonic() + HEALTHY_SECONDS
        while not healthy(port):
            if broken := next((child for child in family.children if child.ended()), None):
                raise CommandError(f"{broken.name} does not start:\n{broken.last_words()}")
            if time.monotonic() > limit:
                raise CommandError(f"The portal gives no answer; see the logs in {settings.VAR_DIR / 'log'}.")
            time.sleep(0.1)
        self.stdout.write(f"\nThe portal is ready: http://localhost:{port}\n\n{people}\nCtrl-C ends it.")
        self.stdout.flush()
        while True:
            time.sleep(0.5)
            family.tend()

    def say(self, sentence: str) -> None:
        """One line of progress."""
        self.stdout.write(f"· {sentence}")
        self.stdout.flush()


def children(host: str, port: int) -> list[Child]:
    """The programs that make the portal, as README lists them for a service manager."""
    python, logs = sys.executable, settings.VAR_DIR / "log"
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    celery = [python, "-m", "celery", "-A", "portal.celery", "--quiet"]
    web = ["--bind", f"{host}:{port}", "--workers", "2", "--threads", "4", "--no-control-socket"]
    return [
        Child("web server", [python, "-m", "gunicorn", "portal.wsgi", *web], logs / "web.log"),
        Child("worker", [*celery, "worker", "--concurrency", "2", *quiet, "--loglevel", "INFO"], logs / "worker.log"),
        Child("clock", [*celery, "beat", "--pidfile=", "--loglevel", "INFO"], logs / "clock.log"),
    ]


def take_turn(path: Path, port: int) -> IO[str]:
    """Hold the folder's lock as long as this runs. Raises CommandError when another start holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    door = path.open("a+")
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with door:
            door.seek(0)
            holder = door.read().strip()
        raise CommandError(f"The portal of this folder runs already ({holder}). End that first.") from None
    door.truncate(0)
    door.write(f"process {os.getpid()}, port {port}")
    door.flush()
    return door


def refuse_taken(host: str, port: int) -> None:
    """Raise CommandError when something else listens there, or the address is none of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Cannot listen on {host}, port {port} ({problem.strerror}). "
                f"Another port may be free: python3 manage.py start --port {port + 1}"
            ) from None


def name_site(host: str, port: int) -> None:
    """Let links in mails lead to this port, here and in the children, unless the environment names another site."""
    if not os.environ.get("SITE_URL"):
        settings.SITE_URL = os.environ["SITE_URL"] = f"http://localhost:{port}"
    if host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{host},{socket.gethostname()}")


def healthy(port: int) -> bool:
    """Whether `/healthz` answers with 200."""
    ask = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        ask.request("GET", "/healthz", headers={"Host": "localhost"})
        return ask.getresponse().status == 200
    except OSError:
        return False
    finally:
        ask.close()


def interrupt(number: int, frame: object) -> None:
    """Signal handler."""
    raise Stop

"""`manage.py bench upload`: memory of the web process while many members upload large files at once.

A real gunicorn in a scratch portal, one process, so that all of it is seen. Its process only: files are opened in
processes of their own (`portal.vault.workshop`), whose memory is bounded there.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from PIL import Image

from claims.bench import INSIDE, in_scratch
from claims.bench_people import drafted, members
from claims.models import Claim, ClaimDocument

HOST = "127.0.0.1"
BOUNDARY = "bench-upload-boundary"
PART = 1024 * 1024
SIDE = 600  # of a page of the scan, in points: some half a megabyte
PATIENCE_SECONDS = 600
MEGABYTE = 1024 * 1024
Body = Sequence[bytes | memoryview]


class Failed(Exception):
    """An upload of the bench was not taken."""


def run(argv: list[str]) -> dict[str, Any]:
    """Megabytes the web process grows by, in parts and by the plain form."""
    parser = argparse.ArgumentParser(prog="bench upload")
    parser.add_argument("--members", type=int, default=20, help="members at once (20)")
    parser.add_argument("--megabytes", type=int, default=15, help="size of each file (15)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    return in_scratch("upload", argv, asked.inside, partial(measure, asked.members, asked.megabytes))


def measure(count: int, megabytes: int) -> dict[str, Any]:
    """Both ways with the same file and the same members, the process warmed up by one upload of each."""
    content = scan(megabytes)
    senders = [Sender.of(drafted(person, 1, photo=False)) for person in members(count)]
    with web(threads=count) as (port, pid):
        for sender in senders:
            sender.port = port
        warm = scan(1)
        senders[0].in_parts(warm)
        senders[0].by_form(warm)
        before = memory(pid)
        parts = watched(pid, senders, lambda sender: sender.in_parts(content))
        form = watched(pid, senders, lambda sender: sender.by_form(content))
    taken = ClaimDocument.objects.count()
    if taken != 2 * count + 2:
        raise Failed(f"{taken} documents of {2 * count + 2}")
    return {
        "figure": round(max(parts["peak"], form["peak"]) - before, 1),
        "unit": "megabytes the web process grows by at most",
        "size": f"{count} members at once, {len(content) / MEGABYTE:.1f} MB each, twice",
        "megabytes_before": round(before, 1),
        "megabytes_peak_in_parts": round(parts["peak"], 1),
        "megabytes_peak_by_form": round(form["peak"], 1),
        "megabytes_uploaded_each_way": round(count * len(content) / MEGABYTE),
        "seconds_in_parts": round(parts["seconds"], 1),
        "seconds_by_form": round(form["seconds"], 1),
    }


def scan(megabytes: int) -> bytes:
    """A scanned PDF of noise, which nothing can pack: nearly so many megabytes, and never more."""
    page = Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3))
    one = BytesIO()
    page.save(one, "PDF", quality=95)
    pages = max(int(megabytes * MEGABYTE * 0.99) // one.tell(), 1)
    whole = BytesIO()
    page.save(whole, "PDF", quality=95, save_all=True, append_images=[page] * (pages - 1))
    return whole.getvalue()


def slices(content: bytes) -> list[memoryview]:
    """A file in parts, none of them copied."""
    return [memoryview(content)[at : at + PART] for at in range(0, len(content), PART)]


# --- the web process ---


@contextmanager
def web(threads: int, workers: int = 1) -> Iterator[tuple[int, int]]:
    """gunicorn with processes of so many threads: its port, and the id of a process that answers."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    options = ["--bind", f"{HOST}:{port}", "--workers", str(workers), "--threads", str(threads), "--no-control-socket"]
    quiet = ["--log-level", "error", "--timeout", str(PATIENCE_SECONDS)]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "portal.wsgi", *options, *quiet])
    try:
        yield port, answering(server.pid, port)
    finally:
        server.terminate()
        server.wait()


def answering(master: int, port: int) -> int:
    """Wait for the first answer; the id of the master's first child."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        with suppress(OSError):
            line = http.client.HTTPConnection(HOST, port, timeout=30)
            line.request("GET", "/healthz")
            line.getresponse().read()
            return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
        time.sleep(0.2)
    raise Failed("gunicorn gives no answer")


def memory(pid: int) -> float:
    """Megabytes of a process that lie in memory, files it has mapped included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def watched(pid: int, senders: list["Sender"], act: Callable[["Sender"], None]) -> dict[str, float]:
    """All senders at once; the seconds it took and the most memory seen meanwhile."""
    seen, over = [memory(pid)], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            seen.append(memory(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    began = time.perf_counter()
    try:
        with ThreadPoolExecutor(len(senders)) as pool:
            list(pool.map(act, senders))
    finally:
        over.set()
        watcher.join()
    return {"seconds": time.perf_counter() - began, "peak": max(seen)}


# --- a member ---


@dataclass
class Sender:
    """A signed-in member with a draft, who talks to the server as a browser does."""

    documents: str
    cookie: str
    port: int = 0
    sent: int = field(default=0)

    @classmethod
    def of(cls, claim: Claim) -> "Sender":
        """Whoever made that draft."""
        client = Client()
        client.force_login(claim.created_by)
        session = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return cls(f"/claims/{claim.pk}/documents/", f"{session}; csrftoken={'c' * 32}")

    def in_parts(self, content: bytes) -> None:
        """As the page's script does."""
        self.sent += 1
        told = {"client_key": f"{self.sent:08}", "fingerprint": f"{len(content):08}", "name": "scan.pdf"}
        form = urlencode({**told, "size": len(content)}).encode()
        begun = self.asked(f"{self.documents}parts/", [form], "application/x-www-form-urlencoded")
        for number, part in enumerate(slices(content)):
            at = number * PART
            self.asked(begun["part"], [part], "application/octet-stream", {"Upload-Offset": str(at)})
        if "receipt" not in (answer := self.asked(begun["finish"], [], "application/x-www-form-urlencoded")):
            raise Failed(str(answer))

    def by_form(self, content: bytes) -> None:
        """As a browser without scripts does."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="documents"; filename="scan.pdf"\r\n\r\n'
        body: Body = [head.encode(), *slices(content), f"\r\n--{BOUNDARY}--\r\n".encode()]
        status, said = self.post(self.documents, body, f"multipart/form-data; boundary={BOUNDARY}", {})
        if status != 302:
            raise Failed(f"{status} {said[:200]!r}")

    def asked(self, address: str, body: Body, kind: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """A JSON answer. Raises Failed for any other."""
        status, said = self.post(address, body, kind, headers or {})
        if status != 200:
            raise Failed(f"{status} {said[:200]!r}")
        answer: dict[str, Any] = json.loads(said)
        return answer

    def post(self, address: str, body: Body, kind: str, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of an answer."""
        line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        ours = {"Cookie": self.cookie, "X-CSRFToken": "c" * 32, "Content-Type": kind}
        ours["Content-Length"] = str(sum(map(len, body)))
        try:
            line.request("POST", address, iter(body), {**ours, **headers})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

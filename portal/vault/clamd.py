"""The virus scanner as a neighbour on a socket: one INSTREAM question, with a time-out."""

import logging
import mmap
import socket

from django.conf import settings

from portal.vault.models import ScanState
from portal.vault.refusals import Refused

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
CHUNK = 64 * 1024


def scan(data: mmap.mmap | bytes) -> ScanState:
    """What clamd says of `data`. Raises Refused `virus`.

    Without `settings.CLAMD_SOCKET` (a path, or host:port) nothing is asked. A scanner out of reach does not stop
    a member from sending her claim: the state then says that the scan is still to be done.
    """
    address = getattr(settings, "CLAMD_SOCKET", "")
    if not address:
        return ScanState.NOT_SCANNED
    try:
        answer = _ask(address, data)
    except OSError:
        logger.warning("The virus scanner is out of reach; a document waits for its scan.")
        return ScanState.PENDING
    if answer.endswith(b"FOUND"):
        raise Refused("virus")
    return ScanState.CLEAN if answer.endswith(b"OK") else ScanState.PENDING


def _ask(address: str, data: mmap.mmap | bytes) -> bytes:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(bytes(4))
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.rstrip(b"\0\n ")


def _connected(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(TIMEOUT_SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line

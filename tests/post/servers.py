"""Mail servers that behave as real ones do on bad days."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Keeps what it takes in `mails`. `rcpt` and `data` are its answers."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 2.0.0 Ok: queued as 4FxyZ1") -> None:
        self.rcpt, self.data = rcpt, data
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return self.data

    @property
    def ids(self) -> list[str]:
        """The Message-IDs taken."""
        return [str(mail["Message-ID"]) for mail in self.mails]


@contextmanager
def running(server: MailServer, port: int) -> Iterator[None]:
    """The server listens on `port` meanwhile."""
    controller = _Remembering(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(controller.hang_up(), controller.loop).result(timeout=5)
        controller.stop()


class _Remembering(Controller):
    """Knows its lines and ends those that a client left open: else they are found unclosed in some later test."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[SMTP] = []

    def factory(self) -> SMTP:
        """One line."""
        self.lines.append(super().factory())
        return self.lines[-1]

    async def hang_up(self) -> None:
        """End every line that is open."""
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0)


class BadLine:
    """A server whose line breaks: it takes `size` bytes of the message, or all with None, and then ends as told.

    `ends` is “close” (the line drops) or “silence” (it never answers). What it read is in `taken`.
    """

    def __init__(self, size: int | None, ends: str) -> None:
        self.size, self.ends = size, ends
        self.taken: list[bytes] = []
        self._stop = threading.Event()

    @contextmanager
    def running(self, port: int) -> Iterator[None]:
        """Listens on `port` meanwhile."""
        with socket.create_server(("127.0.0.1", port)) as listener:
            listener.settimeout(0.1)
            thread = threading.Thread(target=self._serve, args=(listener,))
            thread.start()
            try:
                yield
            finally:
                self._stop.set()
                thread.join()

    def _serve(self, listener: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                line, _address = listener.accept()
            except TimeoutError:
                continue
            with line, line.makefile("rb") as lines:
                line.settimeout(5)
                line.sendall(b"220 bad.example ESMTP\r\n")
                self._talk(line, lines)
                if self.ends == "silence":
                    self._stop.wait(5)

    def _talk(self, line: socket.socket, lines: Any) -> None:
        for command in lines:
            if command.upper().startswith(b"DATA"):
                line.sendall(b"354 go on\r\n")
                break
            line.sendall(b"250 OK\r\n")
        if self.size is not None:
            self.taken.append(lines.read(self.size))
            return
        message = b""
        for text in lines:
            message += text
            if text == b".\r\n":
                break
        self.taken.append(message)

"""The drill's mail server: takes mail and remembers its Message-ID, or refuses, drops the line, hangs, says nothing."""

import socketserver
import threading
from email import message_from_bytes
from email.policy import default
from enum import Enum, auto
from typing import Self

HANG_SECONDS = 30


class Mood(Enum):
    """How the server treats whoever comes."""

    FRIENDLY = auto()
    REFUSING = auto()  # “later”, to every mail
    DROPPING = auto()  # the line breaks in the middle of a message, which is not taken
    HANGING = auto()  # takes the call and says nothing more
    SILENT = auto()  # takes the message, and the line breaks before it says so


class _Talk(socketserver.StreamRequestHandler):
    """One call, as far as our own sending speaks SMTP."""

    server: "_Server"

    def handle(self) -> None:
        post = self.server.post
        if post.mood is Mood.HANGING:
            post.friendly_again.wait(HANG_SECONDS)
            return
        self.say("220 drill")
        while word := self.rfile.readline().strip().upper()[:4]:
            if word == b"DATA":
                if not self.take():
                    return
            elif word == b"MAIL" and post.mood is Mood.REFUSING:
                self.say("451 4.3.0 later")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 drill")

    def take(self) -> bool:
        """The message itself; False when the line breaks."""
        post = self.server.post
        self.say("354 go on")
        if post.mood is Mood.DROPPING:
            return False
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        post.keep(b"".join(lines))
        if post.mood is Mood.SILENT:
            return False
        self.say("250 2.0.0 taken")
        return True

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    post: "PostOffice"

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker killed in the middle of a talk is what the drill is for."""


class PostOffice:
    """`with PostOffice(port) as post`: a running mail server; `taken` holds the Message-ID of every mail it took."""

    def __init__(self, port: int) -> None:
        self.mood = Mood.FRIENDLY
        self.friendly_again = threading.Event()
        self.taken: list[str] = []
        self._server = _Server(("127.0.0.1", port), _Talk)
        self._server.post = self

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.friendly_again.set()
        self._server.shutdown()
        self._server.server_close()

    def become(self, mood: Mood) -> None:
        """From now on; whoever hangs is let go."""
        self.friendly_again.set()
        self.friendly_again = threading.Event()
        self.mood = mood

    def keep(self, message: bytes) -> None:
        """One more mail is taken."""
        head = message_from_bytes(message.partition(b"\r\n\r\n")[0], policy=default)
        self.taken.append(str(head["Message-ID"]))

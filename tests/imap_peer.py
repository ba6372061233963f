"""A small IMAP server for tests: real sockets, real octets, one mailbox in memory."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """Letters by number, who may read them, and what was done."""

    letters: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    password: str = "mat-khau-hop-thu"  # noqa: S105
    folder: str = "Cảnh báo"
    commands: list[str] = field(default_factory=list)
    breaks_before: str = ""
    """The connection breaks when a command holds this."""
    port: int = 0

    def put(self, letter: bytes) -> int:
        """Deliver a letter."""
        number = max(self.letters, default=0) + 1
        self.letters[number] = letter.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return number


class _Session(socketserver.StreamRequestHandler):
    post: Post

    def handle(self) -> None:
        self._say("* OK IMAP4rev1")
        while line := self.rfile.readline():
            tag, _, command = line.decode("utf-8").strip().partition(" ")
            self.post.commands.append(command)
            if self.post.breaks_before and self.post.breaks_before in command:
                return
            verb = " ".join(command.split(" ")[: 2 if command.startswith("UID") else 1]).replace(" ", "_").lower()
            done = getattr(self, f"_{verb}", lambda _: "BAD unknown")(command)
            self._say(f"{tag} {done} so far")
            if verb == "logout":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("utf-8") + b"\r\n")

    def _capability(self, _: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK"

    def _login(self, command: str) -> str:
        return "OK" if command.endswith(f'"{self.post.password}"') else "NO wrong password"

    def _select(self, command: str) -> str:
        self._say(f"* {len(self.post.letters)} EXISTS")
        return "OK [READ-WRITE]"

    def _uid_search(self, _: str) -> str:
        self._say("* SEARCH " + " ".join(str(number) for number in sorted(self.post.letters) if number not in self.post.seen))
        return "OK"

    def _uid_fetch(self, command: str) -> str:
        number = int(command.split()[2])
        letter = self.post.letters.get(number)
        if letter is None:
            return "OK"
        if "SIZE" in command:
            self._say(f"* 1 FETCH (RFC822.SIZE {len(letter)} UID {number})")
        else:
            self._say(f"* 1 FETCH (UID {number} BODY[] {{{len(letter)}}}")
            self.wfile.write(letter + b")\r\n")
        return "OK"

    def _uid_store(self, command: str) -> str:
        found = re.search(r"STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command)
        assert found
        self.post.seen.add(int(found[1]))
        return "OK"

    def _logout(self, _: str) -> str:
        self._say("* BYE")
        return "OK"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    context: ssl.SSLContext | None = None

    def get_request(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        connection, address = super().get_request()
        return (self.context.wrap_socket(connection, server_side=True) if self.context else connection), address


@contextmanager
def standing_post(context: ssl.SSLContext | None = None) -> Iterator[Post]:
    """Run a mail server beside the test."""
    post = Post()
    handler = type("Session", (_Session,), {"post": post})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.context = context
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join(10)

"""A small IMAP server on loopback that keeps a few messages, and misbehaves as it is told to.

It speaks just enough for our gateway. `faults` maps a command (or `FETCH 3`, for one message's
bytes) to what is said instead of the proper answer: raw bytes, with `{tag}` for the command's tag.
`DROP` ends the line there, `HANG` says nothing more, `DRIP` sends a byte now and then for ever.
"""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engage.core.mail_server import Security
from engage.core.mailbox import InboxAddress, MailboxSettings
from tests.mail.incoming.fetching.letters import PATTERN

DROP, HANG, DRIP = b"<drop>", b"<hang>", b"<drip>"
DATE = b'"02-Mar-2026 20:10:00 +0000"'
CAPABILITIES = b"IMAP4rev1 MOVE UIDPLUS NAMESPACE IDLE"


@dataclass
class Peer:
    port: int
    messages: dict[int, bytes] = field(default_factory=dict)
    faults: dict[str, bytes] = field(default_factory=dict)
    greeting: bytes = b"* OK ready\r\n"
    capabilities: bytes = CAPABILITIES
    deleted: set[int] = field(default_factory=set)
    moved: list[int] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def settings(self, security: Security = Security.PLAIN) -> MailboxSettings:
        address = InboxAddress.read(PATTERN)
        return MailboxSettings("127.0.0.1", self.port, security, address, user="u", password="p")

    def answer(self, tag: bytes, command: str, words: bytes) -> Iterator[bytes]:
        """What is said to one command, piece by piece."""
        if command in self.faults:
            yield self.faults[command].replace(b"{tag}", tag)
            return
        yield from getattr(self, f"_{command.replace(' ', '_').lower()}", self._nothing)(words)
        yield tag + b" OK done\r\n"

    def _nothing(self, _words: bytes) -> Iterator[bytes]:
        yield b""

    def _capability(self, _words: bytes) -> Iterator[bytes]:
        yield b"* CAPABILITY " + self.capabilities + b"\r\n"

    def _namespace(self, _words: bytes) -> Iterator[bytes]:
        yield b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n'

    def _list(self, _words: bytes) -> Iterator[bytes]:
        yield b'* LIST () "." here\r\n'

    def _select(self, _words: bytes) -> Iterator[bytes]:
        yield b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] ids\r\n" % len(self.messages)

    def _uid_search(self, words: bytes) -> Iterator[bytes]:
        found = self.deleted if b" DELETED" in words else set(self.messages) - self.deleted
        yield b"* SEARCH " + b" ".join(b"%d" % uid for uid in sorted(found)) + b"\r\n"

    def _uid_fetch(self, words: bytes) -> Iterator[bytes]:
        for uid in self._set(words):
            raw = self.messages[uid]
            if b"BODY" not in words:
                said = b"* 1 FETCH (UID %d RFC822.SIZE %d INTERNALDATE %s)\r\n"
                yield said % (uid, len(raw), DATE)
            elif f"FETCH {uid}" in self.faults:
                yield self.faults[f"FETCH {uid}"]
            else:
                yield b"* 1 FETCH (BODY[] {%d}\r\n" % len(raw) + raw + b" UID %d)\r\n" % uid

    def _uid_move(self, words: bytes) -> Iterator[bytes]:
        for uid in self._set(words):
            del self.messages[uid]
            self.moved.append(uid)
        yield b""

    def _uid_copy(self, words: bytes) -> Iterator[bytes]:
        self.moved += self._set(words)
        yield b""

    def _uid_store(self, words: bytes) -> Iterator[bytes]:
        self.deleted |= set(self._set(words))
        yield b""

    def _uid_expunge(self, words: bytes) -> Iterator[bytes]:
        for uid in set(self._set(words)) & self.deleted:
            del self.messages[uid]
        yield b""

    def _expunge(self, _words: bytes) -> Iterator[bytes]:
        for uid in self.deleted:
            self.messages.pop(uid, None)
        yield b""

    def _set(self, words: bytes) -> list[int]:
        found: list[int] = []
        for part in words.split()[3].split(b","):
            first, _, last = part.partition(b":")
            found += range(int(first), int(last or first) + 1)
        return [uid for uid in found if uid in self.messages]


@contextmanager
def misbehaving(*messages: bytes, **how: bytes) -> Iterator[Peer]:
    """A server with these messages, UIDs from 1 on; `how` are the fields of Peer."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                self.say(peer.greeting)
                for line in iter(self.rfile.readline, b""):
                    peer.heard.append(line)
                    tag, _, rest = line.partition(b" ")
                    found = re.match(rb"(UID \w+|\w+)", rest.upper())
                    command = found[1].decode() if found else ""
                    for piece in peer.answer(tag, command, line.rstrip()):
                        self.say(piece)
            except OSError:
                return

        def say(self, piece: bytes) -> None:
            said, mark = piece, b""
            for one in (DROP, HANG, DRIP):
                if one in piece:
                    said, mark = piece.partition(one)[0], one
            self.wfile.write(said)
            if mark == DROP:
                raise OSError
            while mark and not peer.over.wait(0.05):
                if mark == DRIP:
                    self.wfile.write(b".")
            if mark:
                raise OSError

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return

    with Server(("127.0.0.1", 0), Conversation) as server:
        peer = Peer(server.server_address[1], dict(enumerate(messages, 1)), **how)  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield peer
        finally:
            peer.over.set()
            server.shutdown()
            thread.join()

"""A server in WordPress's place that answers whatever a test wants, down to the bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

READ_AT_ONCE = 65_536


@dataclass
class Peer:
    """Answers each request with `answer`, in pieces `pause` seconds apart; None: not at all."""

    answer: bytes | None = b""
    pieces: int = 1
    pause: float = 0.0
    port: int = 0
    received: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, listener: socket.socket) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.received.append(_request(connection))
                if self.answer is None:
                    self.ended.wait()
                    return
                size = -(-len(self.answer) // self.pieces)
                for start in range(0, len(self.answer), max(size, 1)):
                    connection.sendall(self.answer[start : start + size])
                    if self.ended.wait(self.pause):
                        return
            except OSError:
                return  # the client had enough, which is what most tests want to see


def _request(connection: socket.socket) -> bytes:
    """Headers and body, so that closing afterwards does not reset what we answered."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(READ_AT_ONCE)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while missing > 0:
        more = connection.recv(READ_AT_ONCE)
        data, missing = data + more, missing - len(more)
    return data


def http(
    body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"Connection: close\r\n\r\n" + body


@contextmanager
def run_peer(**wishes: object) -> Iterator[Peer]:
    peer = Peer(**wishes)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        peer.port = listener.getsockname()[1]
        threading.Thread(target=peer.serve, args=(listener,), daemon=True).start()
        try:
            yield peer
        finally:
            peer.ended.set()
            listener.shutdown(socket.SHUT_RDWR)

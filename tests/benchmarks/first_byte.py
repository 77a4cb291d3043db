"""How long a reader waits for the first byte of a page: one connection, one request at a time.

The clock runs from when the request was handed to the system to when the first piece of the answer
is there; the rest of the page is read before the next request.
"""

import re
import socket
import time
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlsplit

from tests.services.process import ServiceFailed

REQUESTS, WARM_UP = 400, 20
PIECE = 1 << 16


@dataclass(frozen=True)
class FirstByte:
    """Milliseconds; `slow` is what 95 of 100 requests stayed under."""

    middle: float
    slow: float


def first_byte(url: str, requests: int = REQUESTS) -> FirstByte:
    """Raises ServiceFailed when an answer is anything but a whole page."""
    parts = urlsplit(url)
    ask = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        took = [_asked(line, ask) * 1000 for _ in range(WARM_UP + requests)][WARM_UP:]
    cuts = quantiles(took, n=20)
    return FirstByte(cuts[9], cuts[18])


def _asked(line: socket.socket, ask: bytes) -> float:
    line.sendall(ask)
    began = time.perf_counter()
    answer = line.recv(PIECE)
    took = time.perf_counter() - began
    while b"\r\n\r\n" not in answer:
        answer += _more(line)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    if not head.startswith(b"HTTP/1.1 200"):
        raise ServiceFailed(f"an answer began with {head[:20]!r}")
    if length is not None:
        left = int(length[1]) - len(body)
        while left > 0:
            left -= len(_more(line))
        return took
    while not body.endswith(b"0\r\n\r\n"):  # In chunks, as WordPress's are.
        body = body[-8:] + _more(line)
    return took


def _more(line: socket.socket) -> bytes:
    piece = line.recv(PIECE)
    if not piece:
        raise ServiceFailed("the connection ended within an answer")
    return piece

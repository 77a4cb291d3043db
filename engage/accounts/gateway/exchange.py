"""One exchange with a provider that may be down, slow, broken or not what it seems.

As towards WordPress: bounds on each wait, on the whole and on the size of the answer, which has to
be JSON and uncompressed; no redirect is followed, and proxies of the environment are not used, as
the client's secret goes to the configured provider alone. At most a few exchanges run at a time in
one process: a provider that hangs must not take every thread from the people who are reading.
"""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import httpcore
import httpx

from engage.accounts.sso_rules import SsoFailed, Trouble
from engage.core.gateway.deadline import Bounded, Wire

MAX_REPLY: Final = 200_000
WHOLE: Final = 2  # the whole exchange may take this many times the timeout of one wait
JSON_KINDS: Final = frozenset({"application/json", "application/jwk-set+json"})

_slots = threading.BoundedSemaphore(2)


def ask(
    method: str,
    url: str,
    *,
    timeout: float,
    content: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    """The status (200 or a 4xx) and the JSON object that came; raises SsoFailed."""
    if not _slots.acquire(blocking=False):
        raise SsoFailed(Trouble.BUSY)
    try:
        status, body = _exchange(method, url, timeout, content, headers or {})
    except (httpcore.TimeoutException, httpx.TimeoutException):
        raise SsoFailed(Trouble.TOO_SLOW) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError):
        raise SsoFailed(Trouble.UNREACHABLE) from None
    except (httpx.InvalidURL, httpx.DecodingError, httpcore.UnsupportedProtocol):
        raise SsoFailed(Trouble.UNREADABLE) from None
    finally:
        _slots.release()
    return status, _object(body)


def _exchange(
    method: str, url: str, timeout: float, content: str | None, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    backend = Bounded()
    backend.deadline = time.monotonic() + timeout * WHOLE
    asked = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Engage"}
    with (
        httpx.Client(
            transport=Wire(backend), timeout=timeout, follow_redirects=False, trust_env=False
        ) as client,
        client.stream(method, url, content=content, headers={**asked, **headers}) as reply,
    ):
        _refuse_unusable(reply)
        return reply.status_code, _read(reply)


def _read(reply: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in reply.iter_raw():
        body += chunk
        if len(body) > MAX_REPLY:
            raise SsoFailed(Trouble.UNREADABLE)
    return bytes(body)


def _refuse_unusable(reply: httpx.Response) -> None:
    if reply.status_code >= 500 or reply.status_code in (408, 429):
        raise SsoFailed(Trouble.UNREACHABLE)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_plain = reply.headers.get("content-encoding", "identity") == "identity"
    is_answer = reply.status_code == 200 or 400 <= reply.status_code < 500
    if kind not in JSON_KINDS or not is_plain or not is_answer:
        raise SsoFailed(Trouble.UNREADABLE)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise SsoFailed(Trouble.UNREADABLE) from None
    if not isinstance(value, dict):
        raise SsoFailed(Trouble.UNREADABLE)
    return value

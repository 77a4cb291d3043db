"""One HTTP exchange with a WordPress that may be broken, slow or hostile.

Bounds on everything: connecting, each read, the exchange as a whole (a server that drips a byte a
second would outlast any limit on single reads) and the size of the answer, which is asked for
uncompressed and refused otherwise. No redirect is followed, to whatever host: the password goes to
the configured address only, and a POST would arrive as a GET. Proxies of the environment are not
used. An object serves one thread; the clock here measures durations and decides nothing else.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpcore
import httpx

from engage.core.gateway.deadline import Bounded, Wire
from engage.wordpress.errors import AuthFailed, BadData, Transient

MAX_REPLY = 5_000_000
EXCHANGE = 3  # the whole exchange may take this many times the timeout of one read
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Connection:
    """Where WordPress is and who we are there. The password is an application password.

    `timeout`: seconds to connect and to wait for each read.
    """

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 10.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of WordPress has to begin with https://")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("the address of WordPress has to be a plain one")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("the address of WordPress has to be https: the password goes there")

    def at(self, path: str) -> str:
        return self.url.rstrip("/") + path


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    def __init__(self, connection: Connection) -> None:
        self._backend = Bounded()
        self._span = connection.timeout * EXCHANGE
        self._client = httpx.Client(
            transport=Wire(self._backend),
            timeout=connection.timeout,
            headers={"Accept-Encoding": "identity", "User-Agent": "Engage"},
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def exchange(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        kind: str = "application/json",
        auth: tuple[str, str] | None = None,
    ) -> Reply:
        """Send and read to the end; any status but a redirect, 401, 429 and 5xx is returned."""
        self._backend.deadline = time.monotonic() + self._span
        self._client.cookies.clear()
        headers = {"Content-Type": kind} if content is not None else {}
        try:
            with self._client.stream(
                method, url, params=params, content=content, headers=headers, auth=auth
            ) as reply:
                _refuse_unusable(reply)
                return Reply(reply.status_code, reply.headers, self._read(reply))
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise Transient("WordPress did not answer in time") from None
        except httpcore.ConnectError as error:
            raise Transient(_reason(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError):
            raise Transient("the connection to WordPress broke off") from None
        except (httpx.InvalidURL, httpx.DecodingError, httpcore.UnsupportedProtocol):
            raise BadData("the address of WordPress cannot be used") from None

    def _read(self, reply: httpx.Response) -> bytes:
        body = bytearray()
        for chunk in reply.iter_raw():
            body += chunk
            if len(body) > MAX_REPLY:
                raise BadData("WordPress answered with too much")
        return bytes(body)


def _refuse_unusable(reply: httpx.Response) -> None:
    if 300 <= reply.status_code < 400:
        raise BadData("WordPress answers with a redirect: set the address it redirects to")
    if reply.status_code == 401:
        raise AuthFailed("WordPress does not accept the user or the application password")
    if reply.status_code in (408, 429) or reply.status_code >= 500:
        raise Transient(f"WordPress answers {reply.status_code}", _retry_after(reply))
    if reply.headers.get("content-encoding", "identity") != "identity":
        raise BadData("WordPress answered compressed though asked not to")


def _retry_after(reply: httpx.Response) -> float | None:
    given = reply.headers.get("retry-after", "")
    return min(float(given), 3600.0) if given.isascii() and given.isdigit() else None


def _reason(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper():
        return "the certificate of WordPress is not in order"
    return "WordPress cannot be reached"

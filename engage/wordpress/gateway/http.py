"""One HTTP exchange with a WordPress that may be broken, slow or hostile.

Bounds on everything: connecting, each read, the exchange as a whole (a server that drips a byte a
second would outlast any limit on single reads) and the size of the answer, which is asked for
uncompressed and refused otherwise. No redirect is followed, to whatever host: the password goes to
the configured address only, and a POST would arrive as a GET. Proxies of the environment are not
used. The name of the site is looked up once for a connection, and only addresses within reach are
connected to. The connection is kept between calls. An object serves one thread; the clock here
measures durations and decides nothing else.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import httpcore
import httpx

from engage.core.clock import SystemClock
from engage.core.gateway.deadline import Bounded, Wire
from engage.core.gateway.reach import THIS_MACHINE, OutOfReach, Reach, Resolver, look_up
from engage.core.wordpress_settings import Network
from engage.wordpress.errors import AuthFailed, BadData, OutOfBounds, TooLarge, Transient

MAX_REPLY: Final = 10_000_000
EXCHANGE: Final = 3  # the whole exchange may take this many times the timeout of one read
LONGEST_WAIT: Final = 3600.0
_JSON: Final[Mapping[str, str]] = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Connection:
    """Where WordPress is and who we are there. The password is an application password.

    `timeout`: seconds to connect and to wait for each read. `networks`: those that the address may
    lie in beside public ones; this machine is allowed where the URL names it.
    """

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 10.0
    networks: tuple[Network, ...] = ()
    resolve: Resolver = look_up

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of WordPress has to begin with https://")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("the address of WordPress has to be a plain one")
        if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
            raise ValueError("the address of WordPress has to be https: the password goes there")

    def at(self, path: str) -> str:
        return self.url.rstrip("/") + path


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def date(self) -> datetime | None:
        """What time the server says it is."""
        return _instant(self.headers.get("date", ""))

    def refuse_trouble(self) -> None:
        """Raises Transient for a server that is busy or broken."""
        if self.status in (408, 429) or self.status >= 500:
            raise Transient(f"WordPress answers {self.status}", self._retry_after())

    def _retry_after(self) -> float | None:
        """Seconds, or a date, which is held against the server's own clock."""
        given = self.headers.get("retry-after", "")
        if given.isascii() and given.isdigit():
            return min(float(given[:10]), LONGEST_WAIT)
        then, now = _instant(given), self.date
        if then is None or now is None:
            return None
        return min(max((then - now).total_seconds(), 0.0), LONGEST_WAIT)


class Http:
    def __init__(self, connection: Connection) -> None:
        self._backend = Bounded(Reach(connection.networks, connection.resolve))
        self._span = connection.timeout * EXCHANGE
        self._said: datetime | None = None
        self._client = httpx.Client(
            transport=Wire(self._backend),
            timeout=connection.timeout,
            headers={"Accept-Encoding": "identity", "User-Agent": "Engage"},
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def now(self) -> datetime:
        """What time it is there, as of the last answer; here, if none said."""
        return self._said or SystemClock().now()

    def exchange(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] = _JSON,
        auth: tuple[str, str] | None = None,
    ) -> Reply:
        """Send and read to the end; any status but a redirect and 401 is returned."""
        self._backend.deadline = time.monotonic() + self._span
        self._client.cookies.clear()
        sent = headers if content is not None else {}
        try:
            with self._client.stream(
                method, url, params=params, content=content, headers=sent, auth=auth
            ) as reply:
                _refuse_unusable(reply)
                answered = Reply(reply.status_code, reply.headers, self._read(reply))
                self._said = answered.date
                return answered
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise Transient("WordPress did not answer in time") from None
        except OutOfReach:
            raise OutOfBounds(
                "the name of WordPress leads to an address that is not public: "
                "ENGAGE_WORDPRESS_NETWORKS allows networks"
            ) from None
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
                raise TooLarge("WordPress answered with too much")
        return bytes(body)


def _refuse_unusable(reply: httpx.Response) -> None:
    if 300 <= reply.status_code < 400:
        raise BadData("WordPress answers with a redirect: set the address it redirects to")
    if reply.status_code == 401:
        raise AuthFailed("WordPress does not accept the user or the application password")
    if reply.headers.get("content-encoding", "identity") != "identity":
        raise BadData("WordPress answered compressed though asked not to")


def _instant(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except (ValueError, IndexError, OverflowError):
        return None


def _reason(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper():
        return "the certificate of WordPress is not in order"
    return "WordPress cannot be reached"

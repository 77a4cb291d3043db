"""Pictures of posts, fetched from where the post has them; within narrow bounds.

Only from WordPress's own host, or from a host in the networks that are configured for it (a media
server beside it): a post may name any address, and we are no proxy for whoever writes one. No
password goes along, no redirect is followed. What comes is bytes that nobody has looked at yet.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from engage.core.gateway.reach import Resolver, look_up
from engage.core.wordpress_settings import Network, WordPressSettings
from engage.wordpress.errors import BadData, Gone
from engage.wordpress.gateway.http import Connection, Http

TIMEOUT: Final = 10.0
MOST: Final = 60
"""Pictures that are fetched for one post."""


@dataclass
class Pictures:
    """One piece of work's way to them; close it after, or use it in a `with`."""

    settings: WordPressSettings
    resolve: Resolver = look_up
    _open: dict[str, Http] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        for http in self._open.values():
            http.close()
        self._open.clear()

    def fetch(self, address: str) -> bytes:
        """The bytes at an address. Raises Transient where a later try may do, another
        WordPressError where none will."""
        address = self._secured(address)
        reply = self._way_to(address).exchange("GET", address)
        reply.refuse_trouble()
        if reply.status != 200:
            raise Gone(f"the picture's address answers {reply.status}")
        return reply.body

    def _secured(self, address: str) -> str:
        """Posts from before a site had its certificate name its pictures without it."""
        own = urlsplit(self.settings.url)
        before = f"http://{own.netloc}/"
        is_old = own.scheme == "https" and address.startswith(before)
        return address.replace(before, f"https://{own.netloc}/", 1) if is_old else address

    def _way_to(self, address: str) -> Http:
        parts, own = urlsplit(address), urlsplit(self.settings.url)
        try:
            place, port = f"{parts.scheme}://{parts.netloc}", parts.port
        except ValueError:
            raise BadData("the address of a picture cannot be used") from None
        if parts.username or parts.password:
            raise BadData("the address of a picture cannot be used")
        if place not in self._open:
            is_own = (parts.hostname, _port(parts.scheme, port)) == (
                own.hostname,
                _port(own.scheme, own.port),
            )
            resolve = self.resolve if is_own else _only_within(self.settings.networks, self.resolve)
            self._open[place] = self._http(place, resolve, is_own=is_own)
        return self._open[place]

    def _http(self, place: str, resolve: Resolver, *, is_own: bool) -> Http:
        if not is_own and not self.settings.networks:
            raise BadData("the picture lies on another host than WordPress")
        try:
            connection = Connection(
                place, "", "", TIMEOUT, networks=self.settings.networks, resolve=resolve
            )
        except ValueError:
            raise BadData("the picture's address is not https") from None
        return Http(connection)


def _port(scheme: str, given: int | None) -> int:
    return given or (443 if scheme == "https" else 80)


def _only_within(networks: tuple[Network, ...], resolve: Resolver) -> Resolver:
    """Another host is asked inside these networks alone, public addresses or not."""

    def within(host: str, port: int) -> list[str]:
        return [found for found in resolve(host, port) if _lies_in(found, networks)]

    return within


def _lies_in(found: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(found.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in networks)

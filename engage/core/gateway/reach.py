"""Which addresses a name may lead to, judged on the address that is connected to.

A name is looked up once, each of its addresses is judged, and the connection goes to one that
passed: nobody who answers for the name can show a public address to the check and a private one to
the connection. What carries another address inside (mapped, 6to4, Teredo, NAT64) is judged by that.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

import httpcore

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], list[str]]

THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_NAT64: Final = ip_network("64:ff9b::/96")


class OutOfReach(httpcore.ConnectError):
    """Every address of the name lies where nothing may be asked."""


def look_up(host: str, port: int) -> list[str]:
    """The system's answer, in its order. How long it may take is the system's setting."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("no such name") from None
    return list(dict.fromkeys(str(row[4][0]) for row in found))


@dataclass(frozen=True)
class Reach:
    """Public addresses, those in `networks`, and this machine where the URL names it."""

    networks: tuple[Network, ...] = ()
    resolve: Resolver = look_up

    def addresses(self, host: str, port: int) -> list[str]:
        """Those that may be connected to, in the order of the answer; raises OutOfReach."""
        names_us = host.lower() in THIS_MACHINE
        allowed = [text for text in self.resolve(host, port) if self._allows(text, names_us)]
        if not allowed:
            raise OutOfReach("the name leads to no address that may be asked")
        return allowed

    def _allows(self, text: str, names_us: bool) -> bool:
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            return False
        if any(address in network for network in self.networks):
            return True
        if address.is_loopback:
            return names_us
        return all(map(_is_public, (address, *_inside(address))))


def _is_public(address: Address) -> bool:
    is_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not is_local


def _inside(address: Address) -> list[Address]:
    if isinstance(address, IPv4Address):
        return []
    carried: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    carried += address.teredo or ()
    if address in _NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [found for found in carried if found is not None]

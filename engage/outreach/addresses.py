"""Addresses of accounts and sites: what may be listed, and when two are the same. Pure.

A page of the government lends its trust to what it links, so an address must be what it seems:
https, a host in plain letters, nobody's sign-in in it, no number that follows a reader, and no host
that only looks like a known one.
"""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from engage.core.errors import Refused

LONGEST: Final = 500
OF_GOVERNMENT: Final = "gov.bc.ca"
HTTPS_PORT: Final = 443
NUMBER: Final = re.compile("[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
LEAST_LABEL: Final = 4
"""Shorter names, such as that of x.com, are part of too many honest ones."""
FOLLOWING: Final = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igsh", "igshid", "mc_cid", "mc_eid", "ref_src", "si"}
)
FRONTS: Final = ("www.", "m.", "mobile.")
ALIASES: Final = {"twitter.com": "x.com"}
LOOK: Final = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "-": None})

NO_ADDRESS: Final = "Give the whole address, such as https://www.youtube.com/@ProvinceofBC."
NO_HTTPS: Final = "The address must begin with https://."
SIGN_IN: Final = "Leave out the user name and password before the @."
PLAIN_HOST: Final = (
    "Give the name of the host in plain letters a to z: other letters can look like another host."
)
NUMBER_HOST: Final = "Give the name of the host, not its number."
OTHER_PORT: Final = "Leave out the port: a public page has none."
FRAGMENT: Final = "Leave out # and what follows."
FOLLOWS: Final = "Leave out “{}”: it follows the people who open the link."
LOOKS_LIKE: Final = "This host looks like {} and is not. Give the address of the account itself."
OTHER_HOST: Final = (
    "This tool has its accounts at {}. Give an address there, or choose another tool."
)


def checked_address(raw: str, hosts: Collection[str], known: Collection[str]) -> str:
    """The address in its usual form; raises Refused at `address`.

    `hosts` are those that it must lie on (none: anywhere); `known` those that others imitate.
    """
    text = raw.strip()
    parts = _parts(text)
    host = _host(parts)
    fault = _rest_fault(parts) or _host_fault(host, hosts, known)
    if fault:
        raise Refused("address", fault)
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{host}{parts.path or '/'}{query}"


def address_key(address: str) -> str:
    """The same for two ways of writing one address: `www.`, a last slash, capital letters."""
    parts = urlsplit(address)
    host = (parts.hostname or "").casefold()
    for front in FRONTS:
        host = host.removeprefix(front)
    host = ALIASES.get(host, host)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/').casefold()}{query}"


def checked_hosts(raw: str) -> tuple[str, ...]:
    """The hosts of a tool, typed one beside the other; raises Refused at `hosts`."""
    names = [one.strip(".").lower() for one in raw.replace(",", " ").split()]
    for name in names:
        if "." not in name or not _is_plain(name) or _is_number(name):
            words = (
                "Give names of hosts in plain letters, such as youtube.com, one after the other."
            )
            raise Refused("hosts", words)
    return tuple(dict.fromkeys(names))


def _parts(text: str) -> SplitResult:
    if not text or len(text) > LONGEST or " " in text or "\\" in text or not text.isprintable():
        raise Refused("address", NO_ADDRESS)
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        raise Refused("address", NO_ADDRESS) from None
    if parts.scheme in ("", "http"):
        raise Refused("address", NO_HTTPS)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("address", NO_ADDRESS)
    return parts


def _host(parts: SplitResult) -> str:
    if parts.username is not None or parts.password is not None:
        raise Refused("address", SIGN_IN)
    host = (parts.hostname or "").rstrip(".")
    if not _is_plain(host):
        raise Refused("address", PLAIN_HOST)
    if _is_number(host):
        raise Refused("address", NUMBER_HOST)
    if "." not in host:
        raise Refused("address", NO_ADDRESS)
    return host


def _rest_fault(parts: SplitResult) -> str:
    if not (parts.path + parts.query).isascii():
        return NO_ADDRESS
    if parts.port not in (None, HTTPS_PORT):
        return OTHER_PORT
    if parts.fragment:
        return FRAGMENT
    for name, _value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower().startswith("utm_") or name.lower() in FOLLOWING:
            return FOLLOWS.format(name)
    return ""


def _host_fault(host: str, hosts: Collection[str], known: Collection[str]) -> str:
    for one in (*known, OF_GOVERNMENT):
        if not lies_on(host, one) and _imitates(host, one, known):
            return LOOKS_LIKE.format(one)
    if hosts and not any(lies_on(host, one) for one in hosts):
        return OTHER_HOST.format(" or ".join(hosts))
    return ""


def lies_on(host: str, other: str) -> bool:
    """Whether it is that host or one below it."""
    return host == other or host.endswith(f".{other}")


def _imitates(host: str, other: str, known: Collection[str]) -> bool:
    """Whether the name of `other` stands in a host that belongs to nobody known."""
    if any(lies_on(host, one) for one in known) or lies_on(host, OF_GOVERNMENT):
        return False
    if other == OF_GOVERNMENT:
        return _look(other.replace(".", "")) in _look(host.replace(".", ""))
    name = other.split(".", maxsplit=1)[0]
    return len(name) >= LEAST_LABEL and any(_look(name) in _look(one) for one in host.split("."))


def _look(name: str) -> str:
    """What a hurried reader sees."""
    return name.replace("rn", "m").replace("vv", "w").translate(LOOK)


def _is_plain(host: str) -> bool:
    labels = host.split(".")
    return host.isascii() and all(
        label
        and label.replace("-", "").isalnum()
        and not label.startswith(("-", "xn--"))
        and not label.endswith("-")
        for label in labels
    )


def _is_number(host: str) -> bool:
    """As browsers see it: one whose last part is a number, in hexadecimal digits too."""
    return ":" in host or NUMBER.fullmatch(host.rsplit(".", maxsplit=1)[-1]) is not None

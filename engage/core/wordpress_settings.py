"""How to reach the corporate WordPress, as it is set, and what is wrong with a setting."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

TRANSPORTS: Final = ("rest", "xmlrpc")
MINIMUM_SECRET: Final = 32
_POST_TYPE: Final = re.compile("[a-z0-9_-]{1,20}")


@dataclass(frozen=True)
class WordPressSettings:
    """Where it is, who we are there, how it is spoken to.

    `networks`: those that its address may lie in beside public ones. `hook_secret` '' takes no
    calls from there.
    """

    url: str
    user: str
    password: str = field(repr=False)
    transport: str = "rest"
    post_type: str = "post"
    networks: tuple[Network, ...] = ()
    hook_secret: str = field(default="", repr=False)


def read_wordpress(text: Callable[[str], str]) -> tuple[WordPressSettings, list[str]]:
    """The settings and every fault, each with its setting's name; `text` gives a setting's text.

    The address itself is judged by whoever knows what an address is.
    """
    faults: list[str] = []
    transport, post_type = (
        text("ENGAGE_WORDPRESS_TRANSPORT"),
        text("ENGAGE_WORDPRESS_POST_TYPE"),
    )
    secret = text("ENGAGE_WORDPRESS_HOOK_SECRET")
    for name in ("ENGAGE_WORDPRESS_USER", "ENGAGE_WORDPRESS_PASSWORD"):
        if not text(name):
            faults.append(f"{name}: missing, as ENGAGE_WORDPRESS_URL is set")
    if transport not in TRANSPORTS:
        faults.append(f"ENGAGE_WORDPRESS_TRANSPORT: must be {' or '.join(TRANSPORTS)}")
    if not _POST_TYPE.fullmatch(post_type):
        faults.append("ENGAGE_WORDPRESS_POST_TYPE: must be a name of small letters, - and _")
    if secret and len(secret) < MINIMUM_SECRET:
        faults.append(f"ENGAGE_WORDPRESS_HOOK_SECRET: use {MINIMUM_SECRET} characters or more")
    read = WordPressSettings(
        text("ENGAGE_WORDPRESS_URL").rstrip("/"),
        text("ENGAGE_WORDPRESS_USER"),
        text("ENGAGE_WORDPRESS_PASSWORD"),
        transport=transport,
        post_type=post_type,
        networks=_networks(text("ENGAGE_WORDPRESS_NETWORKS"), faults),
        hook_secret=secret,
    )
    return read, faults


def _networks(text: str, faults: list[str]) -> tuple[Network, ...]:
    found: list[Network] = []
    for part in filter(None, map(str.strip, text.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError:
            faults.append("ENGAGE_WORDPRESS_NETWORKS: each has to be a network, as in 10.0.0.0/8")
    return tuple(found)

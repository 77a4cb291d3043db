"""What is wrong with the links of a text. Pure, and linear in its length.

One plain link to a page is nothing; these are: many of them, shorteners that hide where they lead,
hosts that are numbers or look like other hosts, links that show one place and lead to another, and
schemes that run something.
"""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from engage.moderation.flags import Flag, Source

MOST_LINKS: Final = 3
SHORTENERS: Final = (
    "adf.ly", "bit.do", "bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly",
    "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "soo.gd", "t.co", "t.ly", "tiny.cc",
    "tinyurl.com", "u.to", "v.gd", "wp.me", "x.co", "youtu.be.link", "zpr.io",
)  # fmt: skip

_LINK: Final = re.compile(r"(?:https?://|(?<![\w.@/-])www\.)[^\s<>\"'`]{1,2000}", re.IGNORECASE)
_SHORT: Final = re.compile(
    r"(?<![\w.@/-])(?:" + "|".join(re.escape(host) for host in SHORTENERS) + r")/[\w-]{2,60}",
    re.IGNORECASE,
)
_DANGEROUS: Final = re.compile(
    r"(?<!\w)(?:javascript ?:|vbscript ?:|file://|data:[a-z]{1,20}/[\w.+-]{1,40}[;,])",
    re.IGNORECASE,
)
_MARKDOWN: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\( ?([^\s()]{1,500})")
_ANCHOR: Final = re.compile(r"<a\s[^<>]{0,600}>[^<]{1,200}", re.IGNORECASE)
_TARGET: Final = re.compile(r"href ?= ?[\"']?([^\s\"'<>]{1,500})", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")

_MANY: Final = f"It holds more than {MOST_LINKS} links."
_REASONS: Final = {
    "many_links": _MANY,
    "shortener": "A shortened link hides where it leads.",
    "number_host": "This link leads to a number instead of a named site.",
    "lookalike_host": "The name of this site is written so that it can look like another one.",
    "dangerous": "This could run something in a browser.",
    "mismatch": "This shows one address and leads to another.",
    "sign_in": "This link carries a sign-in name, which hides where it leads.",
}


def find_links(text: str) -> tuple[Flag, ...]:
    """What is wrong with the links, in the order of the text."""
    found = list(_LINK.finditer(text))
    flags = [_flag(kind, *match.span()) for match in found for kind in _faults(match[0])]
    flags += [_flag("shortener", *match.span()) for match in _SHORT.finditer(text)]
    flags += [_flag("dangerous", *match.span()) for match in _DANGEROUS.finditer(text)]
    flags += [_flag("mismatch", *span) for span in _mismatches(text)]
    if len(found) > MOST_LINKS:
        flags += [_flag("many_links", *match.span()) for match in found[MOST_LINKS:]]
    unique = {(flag.start, flag.end, flag.kind): flag for flag in flags}
    return tuple(sorted(unique.values(), key=lambda flag: (flag.start, flag.end)))


def _flag(kind: str, start: int, end: int) -> Flag:
    return Flag(start, end, Source.LINKS, kind, "", _REASONS[kind])


def _faults(link: str) -> Iterator[str]:
    host, has_name = _parts(link)
    if has_name:
        yield "sign_in"
    bare = host.removeprefix("www.")
    if bare in SHORTENERS:
        yield "shortener"
    if _is_number(host):
        yield "number_host"
    if not host.isascii() or "xn--" in host:
        yield "lookalike_host"


def _parts(link: str) -> tuple[str, bool]:
    """The host in small letters, and whether something stands before it with an @."""
    address = link if "://" in link else f"http://{link}"
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").rstrip("."), "@" in parts.netloc
    except ValueError:
        return "", False


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Browsers also take one number, octal or hexadecimal, for an address.
        return bool(re.fullmatch(r"(?:0x[0-9a-f]{1,8}|\d{6,12})", host))
    return True


def _mismatches(text: str) -> Iterator[tuple[int, int]]:
    for match in _MARKDOWN.finditer(text):
        if _differ(match[1], match[2]):
            yield match.span()
    for match in _ANCHOR.finditer(text):
        tag, _, shown = match[0].partition(">")
        target = _TARGET.search(tag)
        if target and _differ(shown, target[1]):
            yield match.span()


def _differ(shown: str, target: str) -> bool:
    """Whether what is shown is an address, and of another site than the target."""
    seen = _HOST.search(shown)
    if seen is None or "://" not in target:
        return False
    host, _ = _parts(target)
    shown_host = seen[0].lower().removeprefix("www.")
    return bool(host) and not f".{host}".endswith(f".{shown_host}")

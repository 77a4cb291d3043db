"""Links in plain text: where they are, and whether a reader may be sent there.

A link in an official text shows its whole address, leads to a named host by https, and is what it
seems to be. Only such links become links on a page (`safe_href`).
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from engage.governance.wording.concerns import is_within
from engage.governance.wording.phrases import lines

LONGEST: Final = 500
_SCHEME: Final = r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}"
_LINK: Final = re.compile(
    rf"(?<![\w@./-])(?:{_SCHEME}://|(?:javascript|data|vbscript|file):(?=\S))[^\s<>\"]{{1,2000}}"
    r"|(?<![\w@./-])(?:www\.[^\s<>\"]{1,2000}"
    r"|(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,12}/[^\s<>\"]{0,2000})",
    re.IGNORECASE,
)
_TAIL: Final = ".,;:!?'\u2019\u201d\u00bb*_"
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}")
_PROGRAM: Final = re.compile(
    r"\.(?:exe|msi|scr|bat|cmd|com|jar|apk|dmg|pkg|js|vbs|ps1|iso|hta|lnk)$", re.IGNORECASE
)
_LOOKALIKES: Final = str.maketrans("0135", "oles")
_OURS: Final = re.compile(r"gov[.-]?bc")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in the text, without the full stop after it."""

    start: int
    end: int
    written: str


def find_links(text: str) -> Iterator[Link]:
    for match in _LINK.finditer(text):
        written = _without_tail(match[0])
        if written:
            yield Link(match.start(), match.start() + len(written), written)


def _without_tail(written: str) -> str:
    """Ends of sentences and brackets that were opened before the link do not belong to it."""
    while written:
        last = written[-1]
        unmatched = {")": "(", "]": "["}.get(last)
        if last in _TAIL or (unmatched and written.count(last) > written.count(unmatched)):
            written = written[:-1]
        else:
            break
    return written


def link_fault(written: str, staff_domains: Sequence[str]) -> str:
    """Why readers may not be sent there; '' for a link that is safe."""
    parts = _parts(written)
    if parts is None:
        return "This is not a whole web address. Write one that begins with https://."
    host = (parts.hostname or "").rstrip(".")
    faults = (
        _scheme_fault(written, parts),
        _host_fault(host),
        _disguise_fault(parts, host, staff_domains),
    )
    return next((fault for fault in faults if fault), "")


def safe_href(written: str, staff_domains: Sequence[str]) -> str:
    """The address that a page may link to, or ''."""
    return "" if link_fault(written, staff_domains) else written


def _parts(written: str) -> SplitResult | None:
    if len(written) > LONGEST:
        return None
    try:
        has_scheme = ":" in written.partition("/")[0]
        parts = urlsplit(written if has_scheme else f"https://{written}")
        _ = parts.port
    except ValueError:
        return None
    return parts


def _scheme_fault(written: str, parts: SplitResult) -> str:
    if parts.scheme == "http":
        return "This link is not encrypted. Use one that begins with https://."
    if parts.scheme != "https":
        return "Only links that begin with https:// can be used."
    if not written.lower().startswith("https://"):
        return "Write the whole address, beginning with https://."
    return ""


def _host_fault(host: str) -> str:
    if _is_number(host):
        return "This link leads to a number instead of a name. Use the name of the site."
    if not host.isascii() or "xn--" in host or "%" in host:
        return "The name of this site is written in letters that can imitate others."
    if not _HOST.fullmatch(host):
        return "This is not the name of a site on the web."
    if host.removeprefix("www.") in lines("shorteners"):
        return "This link hides where it leads. Give the address that it stands for."
    return ""


def _disguise_fault(parts: SplitResult, host: str, staff_domains: Sequence[str]) -> str:
    if parts.username is not None or "@" in parts.netloc or "\\" in parts.geturl():
        return "What stands before the @ hides the site that this link leads to."
    if parts.port is not None:
        return "A link with a port number is not one for the public."
    if not is_within(host, staff_domains) and _OURS.search(host.translate(_LOOKALIKES)):
        return "This site looks like one of the Province, but is not."
    if _PROGRAM.search(parts.path):
        return "This link starts a program. Link to a page instead."
    return ""


def _is_number(host: str) -> bool:
    """An internet address in any of the spellings that browsers read."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rsplit(".", 1)[-1]
        return bool(re.fullmatch(r"0x[0-9a-f]*|[0-9]+", last))
    return True

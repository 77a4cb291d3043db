"""What pressing something in a document may do: go to another place in it, or to a page or address
that the reader sees beforehand. Every action is made anew, with nothing that follows it."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import pikepdf

_TURNING: Final = frozenset(("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"))
_ADDRESS_LENGTH: Final = 2_000
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+")


def is_action(value: Any) -> bool:
    """Tags keep their attributes under the same name; those have an owner (`/O`)."""
    return isinstance(value, pikepdf.Dictionary) and "/S" in value and "/O" not in value


def fine_action(action: Any) -> pikepdf.Dictionary | None:
    """The same action made anew; None: it may not stay."""
    kind = str(action.get("/S", ""))
    if kind == "/GoTo" and "/D" in action:
        return pikepdf.Dictionary({"/S": pikepdf.Name.GoTo, "/D": action["/D"]})
    if kind == "/Named" and str(action.get("/N", "")) in _TURNING:
        return pikepdf.Dictionary({"/S": pikepdf.Name.Named, "/N": action["/N"]})
    address = action.get("/URI")
    if kind == "/URI" and isinstance(address, pikepdf.String) and is_fine_address(str(address)):
        known = pikepdf.String(str(address))
        return pikepdf.Dictionary({"/S": pikepdf.Name.URI, "/URI": known})
    return None


def is_fine_address(address: str) -> bool:
    """Whether a link may stay: https to a host, or mailto."""
    if len(address) > _ADDRESS_LENGTH or not _PRINTABLE.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme == "https" and bool(host) and "@" not in parts.netloc

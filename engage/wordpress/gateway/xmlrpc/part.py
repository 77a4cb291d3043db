"""What the parts of the XML-RPC adapter share: the calls, and what the site can do through them."""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from engage.wordpress.errors import TooLarge
from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.rest.part import announced
from engage.wordpress.gateway.xmlrpc.calls import NoMethod, XmlRpc
from engage.wordpress.gateway.xmlrpc.values import struct
from engage.wordpress.rules import Capability

_PLAIN: Final = frozenset({Capability.LOCKED_UPDATE})  # WordPress's own if_not_modified_since

Row = TypeVar("Row")


class Part:
    def __init__(self, connection: Connection, calls: XmlRpc, post_type: str) -> None:
        self._connection = connection
        self._calls = calls
        self._type = post_type
        self._can: frozenset[Capability] | None = None

    def capabilities(self) -> frozenset[Capability]:
        """Asked once: an object serves one piece of work."""
        if self._can is None:
            try:
                said = struct(self._calls.call("engage.capabilities"))
            except NoMethod:
                said = {}
            self._can = _PLAIN | announced(said.get("capabilities"))
        return self._can


def pages(
    read: Callable[[int, int], tuple[list[Row], bool]],
    size: int,
    overlap: int = 0,
    first: int = 0,
) -> Iterator[list[Row]]:
    """Page by page until `read(offset, size)` says that it was the last; smaller ones where an
    answer is too large to take. `first`: the size of the first page, if it is another."""
    offset, usual = 0, size
    size = first or size
    while True:
        try:
            rows, is_last = read(offset, size)
        except TooLarge:
            if size == 1:
                raise
            size = usual = max(size // 4, 1)
            continue
        yield rows
        if is_last:
            return
        offset += max(size - overlap, 1)
        size = usual

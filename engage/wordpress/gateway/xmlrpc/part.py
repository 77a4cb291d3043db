"""What the parts of the XML-RPC adapter share: the calls, and what the site can do through them."""

from typing import Final

from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.rest.part import announced
from engage.wordpress.gateway.xmlrpc.calls import NoMethod, XmlRpc
from engage.wordpress.gateway.xmlrpc.values import struct
from engage.wordpress.rules import Capability

_PLAIN: Final = frozenset({Capability.LOCKED_UPDATE})  # WordPress's own if_not_modified_since


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

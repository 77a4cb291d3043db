"""What the parts of the REST adapter share: the calls, where posts live, what the site can do."""

from engage.wordpress.errors import BadData, Gone
from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.rest.calls import Rest, string, struct
from engage.wordpress.rules import Capability

PLUGIN = "engage/v1"
_KNOWN = {"post": "posts", "page": "pages"}
_PLAIN = frozenset({Capability.CREATE_COMMENTS})  # by way of the letter box


class Part:
    def __init__(self, connection: Connection, rest: Rest, post_type: str) -> None:
        self._connection = connection
        self._rest = rest
        self._type = post_type
        self._type_base = _KNOWN.get(post_type, "")
        self._can: frozenset[Capability] | None = None

    def capabilities(self) -> frozenset[Capability]:
        """Asked once: an object serves one piece of work."""
        if self._can is None:
            self._can = self._asked_capabilities()
        return self._can

    def _asked_capabilities(self) -> frozenset[Capability]:
        try:
            said = struct(self._rest.ask("GET", f"{PLUGIN}/capabilities")[0])
        except (BadData, Gone):
            return _PLAIN  # no such route: the plugin is not there
        return _PLAIN | announced(said.get("capabilities"))

    def _base(self) -> str:
        """Under which name REST offers posts of our type."""
        if not self._type_base:
            query = {"context": "edit", "_fields": "rest_base"}
            try:
                row = struct(self._rest.call("GET", f"types/{self._type}", query))
            except (BadData, Gone):
                raise BadData("WordPress shows no such post type over REST") from None
            self._type_base = string(row, "rest_base")
        return self._type_base


def announced(names: object) -> frozenset[Capability]:
    """What our plugin says it can; a later one may say what we do not know yet."""
    known = {each.value for each in Capability}
    said = names if isinstance(names, list) else []
    return frozenset(Capability(name) for name in said if name in known)

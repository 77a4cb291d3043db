"""Numbers in addresses: `<number:comment_id>`."""

from typing import Final

from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import IntegerConverter, Map

LARGEST: Final = 2_147_483_647
"""PostgreSQL's INTEGER: a larger one is the number of nothing, and asking for it a fault there."""


class Number(IntegerConverter):
    """What a row is known by; an address with any other number leads nowhere."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)


class Addresses(Map):
    """All addresses of the site."""

    default_converters = ImmutableDict({**Map.default_converters, "number": Number})

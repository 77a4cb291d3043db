"""The names of the staff who stand in a package by number: theirs, and no colleague's besides.

They are noted from the lines as these go by, so nobody is left out whatever columns a file has, and
a person who joins another ministry's work changes no archive of this engagement.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.records.contents.lines import pieces

# As `lines.line` writes them. Within a text or the JSON of another column quotes are escaped: only
# the audit's details are looked into so, as they name people who did nothing themselves.
_NAMED: Final = re.compile(
    rb'"(?:[a-z_]+_(?:by|for)|(?:for_)?person_id|reviewer_id)":([0-9]+)[,}]'
    rb'|"actor":"person:([0-9]+)"'
    rb'|\\"person\\": ?([0-9]+)[,}]'
)


class People:
    """Who was named in what went by."""

    def __init__(self) -> None:
        self._numbers: set[int] = set()

    def noting(self, content: Iterable[bytes]) -> Iterator[bytes]:
        """The same content; pieces are whole lines."""
        for piece in content:
            for numbers in _NAMED.findall(piece):
                self._numbers.update(int(number) for number in numbers if number)
            yield piece

    def named(self, session: Session) -> Iterator[bytes]:
        """Their numbers with their names, once everything else has gone by."""
        question = select(Person.id, Person.name).where(Person.id.in_(self._numbers))
        found = session.execute(question.order_by(Person.id))
        yield from pieces({"id": number, "name": name} for number, name in found)

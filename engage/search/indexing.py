"""What both indexes have in common: what is kept, and the questions that are asked of either."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.orm import Session

from engage.search.rules import Kind, Sought

NEWEST: Final = 1_500
"""How many numbers of texts back `Index.newest` goes."""


@dataclass(frozen=True)
class Text:
    """A public text, in plain words with spaces between."""

    kind: Kind
    subject_id: int
    engagement_id: int
    words: str


@dataclass(frozen=True)
class Matching:
    """The index as a part of a question: `number` is the id of what was found there, `order` what
    sorts by it without gathering all first."""

    source: FromClause
    number: ColumnElement[int]
    order: ColumnElement[Any]
    condition: ColumnElement[bool]


class Index(Protocol):
    def keep(self, session: Session, texts: Sequence[Text]) -> None:
        """Adds texts; none of these may be there."""

    def forget(self, session: Session, kind: Kind, ids: Collection[int]) -> None: ...

    def repair(self, session: Session) -> None:
        """Makes an index that is not sound agree with what it says that it keeps."""

    def matching(self, wanted: Sought, kind: Kind, engagement_id: int | None) -> Matching: ...

    def newest(self, wanted: Sought, kind: Kind) -> Matching:
        """The same of the last few texts alone, read one by one and not by their words: what many
        of them say is found by reading a hundred, however many say it in all."""

    def kept(self, session: Session, kind: Kind) -> Iterator[int]:
        """The ids of all that is kept of a kind."""

    def differing(self, session: Session, texts: Sequence[Text]) -> set[int]:
        """The ids of those of these texts (of one kind) that are kept otherwise or not at all."""

    def tidy(self, session: Session, pages: int, *, begins: bool) -> bool:
        """Clears away about so many pages of what was forgotten; whether nothing is left. The
        first of several steps `begins`."""

    def is_sound(self, session: Session) -> bool:
        """Whether the index agrees with what it says that it keeps."""

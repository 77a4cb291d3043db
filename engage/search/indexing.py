"""What both indexes have in common: what is kept, and the questions that are asked of either."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from engage.search.rules import Kind, Sought


@dataclass(frozen=True)
class Text:
    """A public text, in plain words with spaces between."""

    kind: Kind
    subject_id: int
    engagement_id: int
    words: str


class Index(Protocol):
    def keep(self, session: Session, texts: Sequence[Text]) -> None:
        """Adds texts; none of these may be there."""

    def forget(self, session: Session, kind: Kind, ids: Collection[int]) -> None: ...

    def repair(self, session: Session) -> None:
        """Makes an index that is not sound agree with what it says that it keeps."""

    def by_staff(
        self, session: Session, wanted: Sought, engagement_id: int | None
    ) -> dict[Kind, list[int]]:
        """The ids of all that say it and are no comments, the newest of each kind first."""

    def comments(
        self,
        session: Session,
        wanted: Sought,
        engagement_id: int | None,
        before: int | None,
        most: int | None,
    ) -> list[int]:
        """The ids of comments that say it, the newest first: of those older than `before` at most
        so many."""

    def kept(self, session: Session, kind: Kind) -> Iterator[int]:
        """The ids of all that is kept of a kind."""

    def differing(self, session: Session, texts: Sequence[Text]) -> set[int]:
        """The ids of those of these texts (of one kind) that are kept otherwise or not at all."""

    def tidy(self, session: Session, pages: int, *, begins: bool) -> bool:
        """Clears away about so many pages of what was forgotten; whether nothing is left. The
        first of several steps `begins`."""

    def is_sound(self, session: Session) -> bool:
        """Whether the index agrees with what it says that it keeps."""

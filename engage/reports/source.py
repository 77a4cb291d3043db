"""What a report is built from, frozen: plain facts that the service reads once.

The text of a comment that is not published has no place here: the service cannot hand it over
by mistake, because a fact that carries one cannot be made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from engage.engagements.questions import QuestionKind

STATES: Final = frozenset({"waiting", "published", "not_published", "withdrawn"})


@dataclass(frozen=True)
class QuestionFacts:
    """A question with answers to choose: each value with its label, in the order of the form.

    `is_asked` is False for one that was published earlier and is not asked any more.
    """

    key: str
    kind: QuestionKind
    label: str
    values: tuple[tuple[str, str], ...]
    is_asked: bool = True


@dataclass(frozen=True)
class TopicFacts:
    """A topic; `position` is its place among the engagement's topics."""

    slug: str
    title: str
    prompt: str
    position: int
    questions: tuple[QuestionFacts, ...] = ()


@dataclass(frozen=True)
class CommentFacts:
    """One comment. `week` is any day of the local week (Monday to Sunday) it was received in;
    `letter` is the same for published comments that follow the same letter (R79); `answers` are
    pairs of a question's key and a value, of published comments alone."""

    topic: str
    state: str
    channel: str
    week: date
    reasons: tuple[str, ...] = ()
    text: str | None = None
    letter: int | None = None
    answers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"a comment cannot be in the state {self.state!r}")
        if (self.text is not None) != (self.state == "published"):
            raise ValueError("a comment brings its text exactly if it is published")
        if self.answers and self.text is None:
            raise ValueError("only a published comment brings its answers")
        if isinstance(self.week, datetime):
            raise ValueError("a comment's week is a local date, not an instant")


@dataclass(frozen=True)
class FrozenSource:
    """An engagement as it stood at `as_of` (aware); words are said in `time_zone`.

    `as_of` belongs to the data, never to the clock that the report was built by: the closing, or
    while it runs the instant of the newest published comment. So the same data give the same
    report.
    """

    title: str
    ministry: str
    slug: str
    summary: str
    contact: str
    opens_at: datetime | None
    closes_at: datetime | None
    as_of: datetime
    topics: tuple[TopicFacts, ...]
    comments: tuple[CommentFacts, ...]
    time_zone: str = "America/Vancouver"

    @property
    def is_final(self) -> bool:
        return self.closes_at is not None and self.closes_at <= self.as_of

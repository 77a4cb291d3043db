"""What a report is built from, frozen: plain facts that the service reads once.

The text of a comment that is not published has no place here: the service cannot hand it over
by mistake, because a fact that carries one cannot be made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from engage.engagements.questions import QuestionKind

STATES: Final = frozenset({"waiting", "published", "not_published", "withdrawn"})


@dataclass(frozen=True)
class QuestionFacts:
    """A question with answers to choose: each value with its label, in the order of the form.

    `is_asked` is False for one that was published earlier and is not asked any more; `former` are
    the values that are not offered any more.
    """

    key: str
    kind: QuestionKind
    label: str
    values: tuple[tuple[str, str], ...]
    is_asked: bool = True
    former: frozenset[str] = frozenset()


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
    pairs of a question's key and a value, of published comments alone; `themes` are the keys that
    readers gave it, None while nobody has read it for themes."""

    topic: str
    state: str
    channel: str
    week: date
    reasons: tuple[str, ...] = ()
    text: str | None = None
    letter: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"a comment cannot be in the state {self.state!r}")
        if (self.text is not None) != (self.state == "published"):
            raise ValueError("a comment brings its text exactly if it is published")
        if self.text is None and (self.answers or self.themes is not None):
            raise ValueError("only a published comment brings its answers and themes")
        if isinstance(self.week, datetime):
            raise ValueError("a comment's week is a local date, not an instant")


@dataclass(frozen=True)
class ThemeFacts:
    """A theme of the codebook, in both languages; `parent` is another theme's key."""

    key: str
    label_en: str
    label_fr: str
    definition: str
    parent: str | None
    position: int


@dataclass(frozen=True)
class QuotationFacts:
    """An approved quotation, with the topic and theme that it stands under."""

    topic: str
    theme: str | None
    position: int
    text: str
    language: str
    attribution: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """A letter that published comments follow: `letter` as in `CommentFacts`, and its words."""

    letter: int
    text: str


@dataclass(frozen=True)
class ReplyFacts:
    """Published official replies, the comments that they answer, and what citizens wrote back."""

    replies: int = 0
    answered: int = 0
    written_back: int = 0


@dataclass(frozen=True)
class EarlierRelease:
    """A released report of the same engagement, as far as later ones must reckon with it.

    `figures` is the canonical JSON of its tables; `threshold` the one that it was protected by.
    """

    number: int
    threshold: int
    figures: str


@dataclass(frozen=True)
class FrenchFacts:
    """What staff wrote, in French where the public reads it in French, else as it was written."""

    title: str
    ministry: str
    summary: str
    body: str
    topics: tuple[TopicFacts, ...]
    results_summary: str
    results_body: str


@dataclass(frozen=True)
class FrozenSource:
    """An engagement as it stood at `as_of` (aware); words are said in `time_zone`.

    `as_of` belongs to the data, never to the clock that the report was built by: the closing, or
    while it runs the end of a week that was chosen. So the same data give the same report.
    `comments` is gone through once, in any order.
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
    comments: Iterable[CommentFacts]
    time_zone: str = "America/Vancouver"
    body: str = ""
    results_summary: str = ""
    results_body: str = ""
    themes: tuple[ThemeFacts, ...] = ()
    quotations: tuple[QuotationFacts, ...] = ()
    letters: tuple[LetterFacts, ...] = ()
    replies: ReplyFacts = ReplyFacts()
    earlier: tuple[EarlierRelease, ...] = ()
    french: FrenchFacts | None = None

    def said_in(self, language: str) -> "FrozenSource":
        """With what staff wrote in this language, where they did."""
        if language != "fr" or self.french is None:
            return self
        return replace(self, **vars(self.french))

    @property
    def is_final(self) -> bool:
        return self.closes_at is not None and self.closes_at <= self.as_of

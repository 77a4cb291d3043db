"""A stretch of a comment's text that something noticed: the value behind a `CommentFlag`. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Who noticed it."""

    DETECTOR = "detector"
    WORDS = "words"
    LINKS = "links"


@dataclass(frozen=True)
class Flag:
    """Code points, the end exclusive. `reason` is a sentence for the moderator, without the text
    itself; `whose` says of personal information whether it is its author's or another person's."""

    start: int
    end: int
    source: Source
    kind: str
    whose: str
    reason: str

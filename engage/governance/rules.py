"""Publication gates: each looks at what is to be published and says what is missing. Pure.

All gates are asked, always, so that staff read everything that is missing at once. And for how
long an acknowledgement of the rules holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ACKNOWLEDGED_FOR: Final = timedelta(days=365)
"""R51: once a year."""
REMIND_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Missing:
    """One thing to put right: the form field, a sentence for a person, and the page of the field.

    `page` stands beneath the engagement's own address; '' is that of its draft.
    """

    field: str
    message: str
    page: str = ""


class Assessed(StrEnum):
    """Where an assessment by an officer stands, of what is planned now."""

    MISSING = "missing"
    OUTDATED = "outdated"
    UNFINISHED = "unfinished"
    CURRENT = "current"


@dataclass(frozen=True)
class Candidate:
    """What is about to become public, as far as gates look at it."""

    title: str
    summary: str
    body: str
    is_time_limited: bool
    opens_at: datetime | None
    closes_at: datetime | None
    has_notice: bool
    government_emails: int
    pia_reference: str
    topics: int
    questions: tuple[str, ...] = ()
    """What questions still lack, a sentence for each thing."""


Gate = Callable[[Candidate], Iterator[Missing]]


def words_are_there(candidate: Candidate) -> Iterator[Missing]:
    if not candidate.title.strip():
        yield Missing("title", "Give the question that is asked as the title.")
    if not candidate.summary.strip():
        yield Missing("summary", "Write a summary of one or two sentences.")
    if not candidate.body.strip():
        yield Missing("body", "Say what you want to know, why, and what happens with the answers.")
    if candidate.topics < 1:
        yield Missing("topics", "Add at least one topic to comment on.")


def notice_is_complete(candidate: Candidate) -> Iterator[Missing]:
    """FOIPPA s. 27(2), R23: no collection without purpose, authority and contact."""
    if not candidate.has_notice:
        yield Missing(
            "notice_template", "Choose a collection notice with authority, purpose and contact."
        )


def avenues_are_offered(candidate: Candidate) -> Iterator[Missing]:
    """R32: a government e-mail address at the least, for those who will not comment on a site."""
    if candidate.government_emails < 1:
        yield Missing(
            "avenue_email", "Give a government e-mail address for those who prefer to write."
        )


def privacy_impact_is_assessed(candidate: Candidate) -> Iterator[Missing]:
    """FOIPPA s. 69(5), R6: every engagement has a Privacy Impact Assessment."""
    if not candidate.pia_reference.strip():
        yield Missing("pia_reference", "Give the number of the Privacy Impact Assessment.")


def questions_are_justified(candidate: Candidate) -> Iterator[Missing]:
    """R21, R22: no question without why it is asked and what its answers are for."""
    for sentence in candidate.questions:
        yield Missing("topics", sentence)


def dates_are_set(candidate: Candidate) -> Iterator[Missing]:
    if candidate.opens_at is None:
        yield Missing("opens_at", "Say when the engagement opens.")
    if candidate.is_time_limited and candidate.closes_at is None:
        yield Missing("closes_at", "Say when the engagement closes, or make it an ongoing one.")
    if (
        candidate.opens_at is not None
        and candidate.closes_at is not None
        and candidate.closes_at <= candidate.opens_at
    ):
        yield Missing("closes_at", "The closing time must be after the opening time.")


GATES: Final[tuple[Gate, ...]] = (
    words_are_there,
    notice_is_complete,
    avenues_are_offered,
    privacy_impact_is_assessed,
    questions_are_justified,
    dates_are_set,
)


def publication_gates() -> tuple[Gate, ...]:
    """Every gate, in the order in which a person meets the fields. Later features add theirs."""
    return GATES


def missing_for_publication(candidate: Candidate) -> tuple[Missing, ...]:
    """All that is missing, of every gate; empty: it may be published."""
    return tuple(missing for gate in publication_gates() for missing in gate(candidate))


def acknowledgement_ends(acknowledged_at: datetime) -> datetime:
    return acknowledged_at + ACKNOWLEDGED_FOR


def is_acknowledged(acknowledged_at: datetime | None, now: datetime) -> bool:
    return acknowledged_at is not None and now < acknowledgement_ends(acknowledged_at)

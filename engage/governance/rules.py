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
FOUR_WEEKS: Final = timedelta(weeks=4)
"""R14: a comment period below this needs a reason."""


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
    topics: int
    open_for: timedelta | None
    """By the wall clock, so that a night of changing clocks takes no hour from four weeks."""
    short_period_reason: str
    privacy: Assessed
    security: Assessed
    questions: tuple[Missing, ...] = ()
    """What topics and their questions lack: why they are asked, what the answers are for."""
    pictures: tuple[Missing, ...] = ()
    """What has to be known of pictures that its texts show."""
    plan_gaps: tuple[Missing, ...] = ()
    """What the sections of the planning record lack."""


Gate = Callable[[Candidate], Iterator[Missing]]


def words_are_there(candidate: Candidate) -> Iterator[Missing]:
    if not candidate.title.strip():
        yield Missing("title", "Give the question that is asked as the title.")
    if not candidate.summary.strip():
        yield Missing("summary", "Write a summary of one or two sentences.")
    if not candidate.body.strip():
        yield Missing("body", "Say what you want to know, why, and what happens with the answers.")
    if candidate.topics < 1:
        yield Missing("topics", "Add at least one topic to comment on.", "/topics")


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


def questions_are_justified(candidate: Candidate) -> Iterator[Missing]:
    """R21, R22: no question without why it is asked and what its answers are for."""
    yield from candidate.questions


def pictures_are_cleared(candidate: Candidate) -> Iterator[Missing]:
    """R37 to R39: nobody sees a picture before it is known whose it is and why we may show it."""
    yield from candidate.pictures


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


def period_is_long_enough(candidate: Candidate) -> Iterator[Missing]:
    """R14: less than four weeks needs a reason; no end at all, or a fault in the dates, none."""
    too_short = candidate.open_for is not None and timedelta() < candidate.open_for < FOUR_WEEKS
    if too_short and not candidate.short_period_reason.strip():
        yield Missing(
            "short_period_reason",
            "It is open for less than four weeks: say why.",
            "/plan/need",
        )


def planning_is_complete(candidate: Candidate) -> Iterator[Missing]:
    """R5, R8, R18, R20: each section of the planning record, with every field of the form."""
    yield from candidate.plan_gaps


def privacy_impact_is_assessed(candidate: Candidate) -> Iterator[Missing]:
    """FOIPPA s. 69(5), R6, R19: a Privacy Impact Assessment of what is collected now."""
    if candidate.privacy is Assessed.MISSING:
        yield Missing(
            "number",
            "The privacy officer records the Privacy Impact Assessment (PIA).",
            "/plan/pia",
        )
    elif candidate.privacy is not Assessed.CURRENT:
        yield Missing(
            "number", "What is collected changed since the PIA: record its amendment.", "/plan/pia"
        )


def security_is_assessed(candidate: Candidate) -> Iterator[Missing]:
    """R47: the information security officer's assessment, with a decision that asks for no more."""
    page = "/plan/security-assessment"
    if candidate.security is Assessed.MISSING:
        yield Missing("number", "The security officer records the security assessment.", page)
    elif candidate.security is Assessed.OUTDATED:
        yield Missing(
            "number",
            "Site terms or settings changed since the security assessment: record another.",
            page,
        )
    elif candidate.security is Assessed.UNFINISHED:
        yield Missing(
            "decision",
            "A Security Threat and Risk Assessment is required: record it once it is done.",
            page,
        )


GATES: Final[tuple[Gate, ...]] = (
    words_are_there,
    pictures_are_cleared,
    notice_is_complete,
    avenues_are_offered,
    dates_are_set,
    period_is_long_enough,
    questions_are_justified,
    planning_is_complete,
    privacy_impact_is_assessed,
    security_is_assessed,
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

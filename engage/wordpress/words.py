"""An engagement in the words of its post; pure.

Nothing here counts days: 'closes in nine days' would be another text every morning, and a post
that nobody changed would be pushed every day.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.dates import datetime_words
from engage.engagements.rules import (
    AvenueKind,
    EngagementContent,
    Phase,
    ResultsContent,
    Timing,
)
from engage.wordpress.rules import EngagementPost, NoticeWords

LINK_WORDS: Final = {
    Phase.UPCOMING: "Read more about this engagement",
    Phase.OPEN: "Read more and take part",
    Phase.CLOSED: "Read what was asked and what happens next",
    Phase.RESULTS: "Read what we heard and what was done with it",
}
AVENUE_WORDS: Final = {
    AvenueKind.EMAIL: "E-mail",
    AvenueKind.PHONE: "Telephone",
    AvenueKind.MAIL: "Mail",
    AvenueKind.IN_PERSON: "In person",
}


@dataclass(frozen=True)
class Frame:
    """What stands around an engagement's own words."""

    key: str
    link: str
    notice: NoticeWords
    takes_comments: bool = False


def engagement_post(
    content: EngagementContent,
    results: ResultsContent,
    timing: Timing,
    now: datetime,
    tz: str,
    frame: Frame,
) -> EngagementPost:
    """What WordPress shows of a published engagement in its phase at `now`."""
    phase = timing.phase(now)
    heard = results.summary.strip() if phase is Phase.RESULTS else ""
    return EngagementPost(
        key=frame.key,
        title=content.title,
        summary="\n\n".join(part for part in (content.summary.strip(), heard) if part),
        status=_status_words(timing, phase),
        dates=_date_words(timing, phase, tz),
        link=frame.link,
        link_text=LINK_WORDS[phase],
        notice=frame.notice,
        avenues=tuple(
            f"{AVENUE_WORDS[avenue.kind]}: {' '.join(avenue.value.split())}"
            for avenue in content.avenues
            if avenue.value.strip()
        ),
        closes_at=timing.closes_at,
        takes_comments=frame.takes_comments,
    )


def _status_words(timing: Timing, phase: Phase) -> str:
    words = {Phase.UPCOMING: "Opens soon", Phase.OPEN: "Open", Phase.CLOSED: "Closed"}
    if phase is Phase.RESULTS:
        return "Results ready" if timing.closes_at else "Open, with results so far"
    return words[phase]


def _date_words(timing: Timing, phase: Phase, tz: str) -> str:
    if timing.opens_at is None:
        raise ValueError("a published engagement has an opening date")
    opens = datetime_words(timing.opens_at, tz)
    if timing.closes_at is None:
        return f"From {opens}, with no closing date"
    closes = datetime_words(timing.closes_at, tz)
    is_over = phase in (Phase.CLOSED, Phase.RESULTS)
    return f"{'Was open from' if is_over else 'From'} {opens} until {closes}"

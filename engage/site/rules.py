"""What public pages show, as frozen values, and the words in which they say it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from engage.comments.answers.rules import ShownAnswer
from engage.core.dates import closes_in_words, date_words, datetime_words, opens_in_words
from engage.engagements.inbox import HOW_MAIL_GOES, mail_href
from engage.engagements.rules import Avenue, AvenueKind, Phase, Timing
from engage.governance.wording import Line
from engage.privacy.redaction import Mark

THRESHOLD: Final = 10
NOT_SHOWN: Final = "not shown"
NEWEST_UPDATES: Final = 3
"""How many the engagement's own page shows."""
PAGE_OF_UPDATES: Final = 50
OPENING_HELD: Final = (
    "This engagement was to open during the provincial election period. It is not open yet."
)
CHANNEL_WORDS: Final = {
    "web": "",
    "email": "by e-mail",
    "wordpress": "on the ministry's website",
    "paper": "by letter",
    "phone": "by telephone",
    "in_person": "in person",
    "social": "on social media",
    "import": "collected elsewhere",
}
AVENUE_WORDS: Final = {
    AvenueKind.EMAIL: "Write an e-mail",
    AvenueKind.PHONE: "Call us",
    AvenueKind.MAIL: "Send a letter",
    AvenueKind.IN_PERSON: "Come by",
}


@dataclass(frozen=True)
class Status:
    phase: str
    words: str


@dataclass(frozen=True)
class Way:
    """One way to take part; `href` is '' for what cannot be linked, `note` what to know of it."""

    kind: str
    label: str
    detail: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Counts:
    """Public figures in words: small numbers stay unsaid (R82)."""

    received: str
    published: str
    others: str


@dataclass(frozen=True)
class EngagementFacts:
    """What every page of an engagement says of it."""

    id: int
    slug: str
    title: str
    summary: str
    ministry: str
    topic_areas: tuple[str, ...]
    region: str
    status: Status
    opens_at: datetime | None
    closes_at: datetime | None
    contact: str
    contact_email: str
    body_html: Markup
    next_words: str


@dataclass(frozen=True)
class UpdateLink:
    """An update in a list."""

    href: str
    title: str
    summary: str
    at: datetime


@dataclass(frozen=True)
class UpdateFacts:
    """An update on its own page; `changed_at`: its text was published anew since."""

    title: str
    summary: str
    body_html: Markup
    at: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True)
class TopicLink:
    href: str
    title: str
    count_words: str


@dataclass(frozen=True)
class TopicFacts:
    id: int
    slug: str
    title: str
    href: str
    body_html: Markup
    prompt: str
    necessity: str


@dataclass(frozen=True)
class TextPart:
    """A stretch of a comment's text, or a mark where words were taken out."""

    words: str
    is_mark: bool


@dataclass(frozen=True)
class ShownReply:
    """The team's reply under a comment: paragraphs of lines of pieces, safe links among them."""

    anchor: str
    team: str
    byline: str
    at: datetime
    corrected_at: datetime | None
    paragraphs: tuple[tuple[Line, ...], ...]
    is_to_earlier_text: bool


@dataclass(frozen=True)
class ShownComment:
    """One comment as the page shows it; `parts` is () where nothing was taken out of its text.

    `answers` is what its author chose beside it; with answers, the text may be ''.
    """

    public_id: str
    name: str
    channel_words: str
    at: datetime
    href: str
    text: str
    parts: tuple[TextPart, ...] = ()
    answers: tuple[ShownAnswer, ...] = ()
    reply: ShownReply | None = None


@dataclass(frozen=True)
class Discussion:
    """`held_words`: why comments are missing that were approved during an election."""

    phase: str
    comment_href: str
    state_words: str
    count_words: str
    comments: tuple[ShownComment, ...]
    older_href: str
    newer_href: str
    held_words: str = ""


@dataclass(frozen=True)
class NoticeShown:
    number: int
    title: str
    authority: str
    purpose: str
    contact: str
    body_html: Markup
    created_at: datetime


def parts_of(text: str, marks: Sequence[Mark]) -> tuple[TextPart, ...]:
    """The text in its parts, marks apart; () without any mark."""
    parts: list[TextPart] = []
    at = 0
    for mark in marks:
        parts += [
            TextPart(text[at : mark.start], False),
            TextPart(text[mark.start : mark.end], True),
        ]
        at = mark.end
    if parts:
        parts.append(TextPart(text[at:], False))
    return tuple(part for part in parts if part.words)


def status_of(timing: Timing, now: datetime, tz: str) -> Status:
    """'Open, closes in 9 days', 'Closed 14 March 2026', 'Results ready'."""
    phase = timing.phase(now)
    return Status(phase.value, _status_words(timing, phase, now, tz))


def _status_words(timing: Timing, phase: Phase, now: datetime, tz: str) -> str:
    if phase is Phase.UPCOMING and timing.is_opening_held:
        return "Not open yet"
    if phase is Phase.UPCOMING and timing.opens_at:
        words = opens_in_words(timing.opens_at, now, tz)
        return words[:1].upper() + words[1:]
    if phase is Phase.OPEN:
        closes = timing.closes_at and closes_in_words(timing.closes_at, now, tz)
        return f"Open, {closes}" if closes else "Open, with no closing date"
    if phase is Phase.CLOSED and timing.closes_at:
        return f"Closed {short_date(timing.closes_at, tz)}"
    if phase is Phase.RESULTS:
        return "Results ready" if timing.closes_at else "Open, with results so far"
    return "Not published"


def short_date(moment: datetime, tz: str) -> str:
    """'14 March 2026', without the weekday."""
    return date_words(moment, tz).partition(", ")[2]


def next_words(timing: Timing, now: datetime, tz: str) -> str:
    """What happens next, as a sentence."""
    phase = timing.phase(now)
    if phase is Phase.UPCOMING and timing.is_opening_held:
        return OPENING_HELD
    if phase is Phase.UPCOMING and timing.opens_at:
        return f"You can take part from {datetime_words(timing.opens_at, tz)}."
    if phase is Phase.OPEN and timing.closes_at:
        return (
            f"You can take part until {datetime_words(timing.closes_at, tz)}."
            " Then we report here what we heard and what was done with it."
        )
    if phase is Phase.OPEN:
        return "You can take part at any time. We report here now and then on what we heard."
    if phase is Phase.CLOSED:
        return (
            "We are reading what people said. The results will be on this site: what we heard, and"
            " what was done with it."
        )
    return "The results are on this site: what we heard, and what was done with it."


def number_words(count: int) -> str:
    """A public count: exact from the threshold on, 'none', or 'fewer than 10'."""
    if count <= 0:
        return "none"
    return f"{count:,}" if count >= THRESHOLD else f"fewer than {THRESHOLD}"


def counts_in_words(*, received: int, published: int) -> Counts:
    """The public figures, such that no number from one to nine can be worked out of them (R82).

    Everybody can count the published comments on the page, so 'received' gives away how many are
    not there. Those are one figure, as in the report: a split into waiting, declined and taken
    back would give a small part away, here or beside the report.
    """
    others = received - published
    received_words = NOT_SHOWN if published and _is_small(others) else number_words(received)
    return Counts(received_words, number_words(published), number_words(others))


def _is_small(count: int) -> bool:
    return 0 < count < THRESHOLD


def comments_words(count: int) -> str:
    if count <= 0:
        return "No comments yet"
    return f"{number_words(count).capitalize()} comments"


def ways_to_take_part(
    avenues: tuple[Avenue, ...], comment_href: str, *, inbox: str = "", subject: str = ""
) -> tuple[Way, ...]:
    """The comment form first (if any), then every other avenue with the same weight (R32).

    `inbox` is the engagement's own e-mail address ('': none); a mail to it begins with `subject`.
    """
    ways = [_way(avenue, inbox, subject) for avenue in avenues if avenue.value.strip()]
    if comment_href:
        ways.insert(0, Way("comment", "Comment here", "Write a comment", comment_href))
    return tuple(ways)


def _way(avenue: Avenue, inbox: str, subject: str) -> Way:
    is_inbox = avenue.kind is AvenueKind.EMAIL and bool(inbox) and avenue.value == inbox
    hrefs = {
        AvenueKind.EMAIL: mail_href(avenue.value, subject if is_inbox else ""),
        AvenueKind.PHONE: "tel:" + "".join(c for c in avenue.value if c.isdigit() or c == "+"),
    }
    return Way(
        avenue.kind.value,
        AVENUE_WORDS[avenue.kind],
        avenue.value,
        hrefs.get(avenue.kind, ""),
        HOW_MAIL_GOES if is_inbox else "",
    )

"""What public pages show, as frozen values, and the words in which they say it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from engage.core.dates import closes_in_words, datetime_words, opens_in_words, short_date_words
from engage.core.language import WordsIn, marked, number
from engage.core.language import gettext as _
from engage.engagements.inbox import HOW_MAIL_GOES, mail_href
from engage.engagements.rules import Avenue, AvenueKind, Phase, Timing
from engage.multilingual.tags import ORIGINAL, LanguageLink
from engage.site.phones import phone_href

THRESHOLD: Final = 10
NOT_SHOWN: Final = marked("not shown")
NEWEST_UPDATES: Final = 3
"""How many the engagement's own page shows."""
PAGE_OF_UPDATES: Final = 50
OPENING_HELD: Final = marked(
    "This engagement was to open during the provincial election period. It is not open yet."
)
CHANNEL_WORDS: Final = {
    "web": "",
    "email": marked("by e-mail"),
    "wordpress": marked("on the ministry's website"),
    "paper": marked("by letter"),
    "phone": marked("by telephone"),
    "in_person": marked("in person"),
    "social": marked("on social media"),
    "import": marked("collected elsewhere"),
}
AVENUE_WORDS: Final = {
    AvenueKind.EMAIL: marked("Write an e-mail"),
    AvenueKind.PHONE: marked("Call us"),
    AvenueKind.MAIL: marked("Send a letter"),
    AvenueKind.IN_PERSON: marked("Come by"),
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
    """What every page of an engagement says of it. `tag`: the language of its words; `base`: where
    its pages lie in that language; `is_outdated`: they translate an earlier wording."""

    id: int
    slug: str
    title: str
    summary: str
    ministry: WordsIn
    topic_areas: tuple[str, ...]
    region: str
    status: Status
    opens_at: datetime | None
    closes_at: datetime | None
    contact: str
    contact_email: str
    body_html: Markup
    next_words: str
    base: str
    tag: str = ORIGINAL
    is_outdated: bool = False
    languages: tuple[LanguageLink, ...] = ()


@dataclass(frozen=True)
class UpdateLink:
    """An update in a list."""

    href: str
    title: str
    summary: str
    at: datetime
    tag: str = ORIGINAL


@dataclass(frozen=True)
class UpdateFacts:
    """An update on its own page; `changed_at`: its text was published anew since."""

    title: str
    summary: str
    body_html: Markup
    at: datetime | None
    changed_at: datetime | None
    tag: str = ORIGINAL
    is_outdated: bool = False


@dataclass(frozen=True)
class TopicLink:
    href: str
    title: str
    count_words: str
    tag: str = ORIGINAL


@dataclass(frozen=True)
class TopicFacts:
    id: int
    slug: str
    title: str
    href: str
    body_html: Markup
    prompt: str
    necessity: str
    tag: str = ORIGINAL
    is_outdated: bool = False


@dataclass(frozen=True)
class NoticeShown:
    number: int
    title: str
    authority: str
    purpose: str
    contact: str
    body_html: Markup
    created_at: datetime
    tag: str


def status_of(timing: Timing, now: datetime, tz: str) -> Status:
    """'Open, closes in 9 days', 'Closed 14 March 2026', 'Results ready'."""
    phase = timing.phase(now)
    return Status(phase.value, _status_words(timing, phase, now, tz))


def _status_words(timing: Timing, phase: Phase, now: datetime, tz: str) -> str:
    if phase is Phase.UPCOMING and timing.is_opening_held:
        return _("Not open yet")
    if phase is Phase.UPCOMING and timing.opens_at:
        words = opens_in_words(timing.opens_at, now, tz)
        return words[:1].upper() + words[1:]
    if phase is Phase.OPEN:
        closes = timing.closes_at and closes_in_words(timing.closes_at, now, tz)
        return _("Open, %(closes)s", closes=closes) if closes else _("Open, with no closing date")
    if phase is Phase.CLOSED and timing.closes_at:
        return _("Closed %(date)s", date=short_date_words(timing.closes_at, tz))
    if phase is Phase.RESULTS:
        return _("Results ready") if timing.closes_at else _("Open, with results so far")
    return _("Not published")


def next_words(timing: Timing, now: datetime, tz: str) -> str:
    """What happens next, as a sentence."""
    phase = timing.phase(now)
    if phase is Phase.UPCOMING and timing.is_opening_held:
        return _(OPENING_HELD)
    if phase is Phase.UPCOMING and timing.opens_at:
        return _("You can take part from %(time)s.", time=datetime_words(timing.opens_at, tz))
    if phase is Phase.OPEN and timing.closes_at:
        return _(
            "You can take part until %(time)s. Then we report here what we heard and what was done"
            " with it.",
            time=datetime_words(timing.closes_at, tz),
        )
    if phase is Phase.OPEN:
        return _("You can take part at any time. We report here now and then on what we heard.")
    if phase is Phase.CLOSED:
        return _(
            "We are reading what people said. The results will be on this site: what we heard, and"
            " what was done with it."
        )
    return _("The results are on this site: what we heard, and what was done with it.")


def number_words(count: int) -> str:
    """A public count: exact from the threshold on, 'none', or 'fewer than 10'."""
    if count <= 0:
        return _("none")
    return number(count) if count >= THRESHOLD else _("fewer than %(count)s", count=THRESHOLD)


def counts_in_words(*, received: int, published: int) -> Counts:
    """The public figures, such that no number from one to nine can be worked out of them (R82).

    Everybody can count the published comments on the page, so 'received' gives away how many are
    not there. Those are one figure, as in the report: a split into waiting, declined and taken
    back would give a small part away, here or beside the report.
    """
    others = received - published
    received_words = _(NOT_SHOWN) if published and _is_small(others) else number_words(received)
    return Counts(received_words, number_words(published), number_words(others))


def counts_while_held(others: int) -> Counts:
    """The figures while an election holds comments back: beside those that the page shows, any
    number of published ones would tell how many are held."""
    return Counts(_(NOT_SHOWN), _(NOT_SHOWN), number_words(others))


def _is_small(count: int) -> bool:
    return 0 < count < THRESHOLD


def comments_words(count: int) -> str:
    if count <= 0:
        return _("No comments yet")
    if count < THRESHOLD:
        return _("Fewer than %(count)s comments", count=THRESHOLD)
    return _("%(count)s comments", count=number(count))


def ways_to_take_part(
    avenues: tuple[Avenue, ...], comment_href: str, *, inbox: str = "", subject: str = ""
) -> tuple[Way, ...]:
    """The comment form first (if any), then every other avenue with the same weight (R32).

    `inbox` is the engagement's own e-mail address ('': none); a mail to it begins with `subject`.
    """
    ways = [_way(avenue, inbox, subject) for avenue in avenues if avenue.value.strip()]
    if comment_href:
        ways.insert(0, Way("comment", _("Comment here"), _("Write a comment"), comment_href))
    return tuple(ways)


def _way(avenue: Avenue, inbox: str, subject: str) -> Way:
    is_inbox = avenue.kind is AvenueKind.EMAIL and bool(inbox) and avenue.value == inbox
    hrefs = {
        AvenueKind.EMAIL: mail_href(avenue.value, subject if is_inbox else ""),
        AvenueKind.PHONE: phone_href(avenue.value),
    }
    return Way(
        avenue.kind.value,
        _(AVENUE_WORDS[avenue.kind]),
        avenue.value,
        hrefs.get(avenue.kind, ""),
        _(HOW_MAIL_GOES) if is_inbox else "",
    )

"""What a page shows of a discussion, as values, and the words in which it says it. Pure.

A page has two hundred of these and is made anew with each change, so comments are tuples, which
are made in a third of the time of other frozen values, and what can be worked out once for all
comments of a page is no part of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup

from engage.comments.answers.rules import ShownAnswer
from engage.comments.threads.rules import Order
from engage.core.dates import date_words, datetime_words, iso
from engage.core.language import current, marked, ngettext, number
from engage.core.language import gettext as _
from engage.governance.wording import Line
from engage.privacy.redaction import Label, Mark

REMEMBERED: Final = 4_096
ORDER_WORDS: Final = {
    Order.NEWEST: marked("Newest first"),
    Order.OLDEST: marked("Oldest first"),
    Order.MOST_REPLIED: marked("Most replies first"),
}
MORE_WORDS: Final = {
    Order.NEWEST: marked("Older comments"),
    Order.OLDEST: marked("Newer comments"),
    Order.MOST_REPLIED: marked("More comments"),
}
FIRST_WORDS: Final = {
    Order.NEWEST: marked("Back to the newest comments"),
    Order.OLDEST: marked("Back to the oldest comments"),
    Order.MOST_REPLIED: marked("Back to the comments with most replies"),
}
WHY_WORDS: Final = {
    Label.NAME: marked("The name of another person stood here. We do not publish it."),
    Label.CONTACT: marked(
        "A phone number, an e-mail address or the like stood here. We do not publish these, so"
        " that nobody can misuse them."
    ),
    Label.ADDRESS: marked("An address stood here. We do not publish where people live."),
    Label.HEALTH: marked("Something about a person's health stood here. We do not publish that."),
    Label.DESCRIPTION: marked(
        "Words stood here by which a person could be known. We do not publish these."
    ),
    Label.NUMBER: marked("A personal number stood here. We do not publish these."),
    Label.OTHER: marked("Words stood here that our moderation policy does not allow."),
}
"""What a mark says when asked why."""


class TextPart(NamedTuple):
    """A stretch of a comment's text, or a mark where words were taken out, and why it is there."""

    words: str
    why: str = ""


@dataclass(frozen=True)
class ShownReply:
    """The team's reply under a comment: paragraphs of lines of pieces, safe links among them.
    `speaker` is '' or, who wishes it, a first name and role."""

    anchor: str
    team: str
    speaker: str
    at: datetime
    corrected_at: datetime | None
    paragraphs: tuple[tuple[Line, ...], ...]
    is_to_earlier_text: bool


class ShownComment(NamedTuple):
    """One comment as the page shows it; `parts` is () where nothing was taken out of its text.

    `answers` is what its author chose beside it; with answers, the text may be ''. `language` is ''
    unless it is known to be another one than the page's. `is_gone`: it is not public any more, and
    only its `replies` are. `more_href` leads to all of these, where not all stand here.
    """

    public_id: str
    name: str
    channel_words: str
    when: Markup
    text: str
    language: str = ""
    parts: tuple[TextPart, ...] = ()
    answers: tuple[ShownAnswer, ...] = ()
    reply: ShownReply | None = None
    replies: "tuple[ShownComment, ...]" = ()
    more_href: str = ""
    more_words: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class OrderLink:
    words: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Discussion:
    """`held_words`: why comments are missing that were approved during an election. `reply_href`
    is where a reply is written, but for the comment's public id; '' when none are taken."""

    phase: str
    comment_href: str
    reply_href: str
    state_words: str
    count_words: str
    comments: tuple[ShownComment, ...]
    orders: tuple[OrderLink, ...]
    more_href: str
    more_words: str
    first_href: str
    first_words: str
    held_words: str = ""


def parts_of(text: str, marks: Sequence[Mark]) -> tuple[TextPart, ...]:
    """The text in its parts, marks apart; () without any mark."""
    parts: list[TextPart] = []
    at = 0
    for mark in marks:
        why = WHY_WORDS.get(Label(mark.label)) if mark.label in set(Label) else None
        parts += [
            TextPart(text[at : mark.start]),
            TextPart(text[mark.start : mark.end], _(why or WHY_WORDS[Label.OTHER])),
        ]
        at = mark.end
    if parts:
        parts.append(TextPart(text[at:]))
    return tuple(part for part in parts if part.words)


def when(moment: datetime, tz: str) -> Markup:
    """The day in words, as an element that tells the exact time on demand."""
    return _when(moment, tz, current())


@lru_cache(maxsize=REMEMBERED)
def _when(moment: datetime, tz: str, _language: str) -> Markup:
    element = Markup('<time datetime="{}" title="{}">{}</time>')
    return element.format(iso(moment), datetime_words(moment, tz), date_words(moment, tz))


def all_replies_words(count: int) -> str:
    """'Show all 12 replies'"""
    return ngettext("Show the reply", "Show all %(count)s replies", count, count=number(count))


def other_language(language: str | None) -> str:
    """The language of a comment, where it is known and not that of the page."""
    if language is None or language.partition("-")[0] == current():
        return ""
    return language

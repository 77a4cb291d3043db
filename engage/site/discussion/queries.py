"""Puts a page of a discussion together: a handful of questions, whatever it lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import CompoundSelect, String, literal_column, select, union_all
from sqlalchemy.orm import Session

from engage.comments.answers.models import CommentAnswer
from engage.comments.answers.queries import answers_of
from engage.comments.models import CommentRedaction
from engage.comments.queries import PublicComment, with_marks
from engage.comments.rules import State
from engage.comments.threads.models import CommentThread
from engage.comments.threads.queries import (
    Head,
    Question,
    first_replies,
    head_of_thread,
    heads,
    replies_to,
)
from engage.comments.threads.rules import Cursor, Order
from engage.core.language import current
from engage.core.language import gettext as _
from engage.core.ledgers import counts
from engage.core.lists import is_listed, one_text
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.governance.elections.notice import held_words
from engage.governance.elections.queries import hidden_comments
from engage.governance.elections.rules import Window
from engage.governance.wording import linked
from engage.multilingual.spoken import IN_ENGLISH, Spoken
from engage.replies.models import Reply
from engage.replies.queries.public import PublicReply, public_replies
from engage.site.discussion.rules import (
    FIRST_WORDS,
    MORE_WORDS,
    ORDER_WORDS,
    Discussion,
    OrderLink,
    ShownComment,
    ShownReply,
    all_replies_words,
    other_language,
    parts_of,
    when,
)
from engage.site.rules import CHANNEL_WORDS, comments_words, next_words

PAGE_OF_COMMENTS = 200
MARKS, ANSWERS, REPLY = "marks", "answers", "reply"
FIRST_COMMENTS = 30
"""How many the engagement's own page shows, which is a page of much else."""


@dataclass(frozen=True)
class Wanted:
    """Which stretch of a discussion: in which order, from where, how much (0: a whole page).
    `page_href` is the topic's page, `spoken` the language of what staff wrote there."""

    page_href: str
    order: Order = Order.NEWEST
    after: Cursor | None = None
    most: int = 0
    spoken: Spoken = IN_ENGLISH

    @property
    def length(self) -> int:
        return self.most or PAGE_OF_COMMENTS


def discussion(unit: Unit, engagement: Engagement, topic: Topic, wanted: Wanted) -> Discussion:
    """A page of published comments; one row more tells whether others follow."""
    hidden = hidden_comments(unit.session, engagement.id, unit.now)
    order = Order.NEWEST if hidden and wanted.order is Order.MOST_REPLIED else wanted.order
    asked = Question(topic.id, order, wanted.length + 1, wanted.after, hidden)
    found = heads(unit.session, unit.keyring, asked)
    shown, more = found[: wanted.length], len(found) > wanted.length
    last = shown[-1] if more else None
    page = _page_in_order(wanted.page_href, order)
    return Discussion(
        **_state_of(unit, engagement, topic, hidden, wanted.page_href),
        comments=_shown_heads(unit, shown, topic, wanted, hidden),
        orders=_orders(wanted.page_href, order, hidden),
        more_href=f"{page}after={_cursor(last).in_address(order)}" if last else "",
        more_words=_(MORE_WORDS[order]),
        first_href=page.rstrip("?&") if wanted.after else "",
        first_words=_(FIRST_WORDS[order]),
    )


def thread(
    unit: Unit, engagement: Engagement, topic: Topic, found: CommentThread, wanted: Wanted
) -> Discussion:
    """One comment with its replies, oldest first."""
    hidden = hidden_comments(unit.session, engagement.id, unit.now)
    head = head_of_thread(unit.session, unit.keyring, found)
    replies = replies_to(
        unit.session,
        unit.keyring,
        found.comment_id,
        limit=wanted.length + 1,
        after=wanted.after,
        hidden=hidden,
    )
    shown, more = replies[: wanted.length], len(replies) > wanted.length
    cursor = Cursor(shown[-1].received_at, shown[-1].public_id) if more else None
    page = f"{wanted.page_href}/replies/{found.public_id}"
    alone = _Shower(unit, [head.comment] if head.comment else [], topic, wanted.spoken)
    comments = _Shower(unit, shown, topic, wanted.spoken)
    top = alone.head(head)._replace(replies=comments.all(shown))
    return Discussion(
        **_state_of(unit, engagement, topic, hidden, wanted.page_href),
        comments=(top,),
        orders=(),
        more_href=f"{page}?after={cursor.in_address(Order.OLDEST)}" if cursor else "",
        more_words=_("More replies"),
        first_href=page if wanted.after else "",
        first_words=_("Back to the first replies"),
    )


def _state_of(
    unit: Unit, engagement: Engagement, topic: Topic, hidden: Sequence[Window], page_href: str
) -> dict[str, str]:
    timing = engagement.timing
    open_now = timing.accepts_comments(unit.now)
    published = counts(unit.session, topic.scope).get(State.PUBLISHED, 0)
    form = f"{page_href}/comment"
    return {
        "phase": Phase.OPEN if open_now else timing.phase(unit.now),
        "comment_href": form if open_now else "",
        "reply_href": f"{form}?to=" if open_now else "",
        "state_words": next_words(timing, unit.now, unit.settings.time_zone),
        "count_words": "" if hidden else comments_words(published),
        "held_words": held_words(hidden, current()),
    }


def _page_in_order(page_href: str, order: Order) -> str:
    return f"{page_href}?" if order is Order.NEWEST else f"{page_href}?sort={order}&"


def _orders(page_href: str, chosen: Order, hidden: Sequence[Window]) -> tuple[OrderLink, ...]:
    """Links to the orders. While an election holds comments back, none by the number of replies:
    it would tell of those that are held."""
    return tuple(
        OrderLink(_(words), _page_in_order(page_href, order).rstrip("?&"), order is chosen)
        for order, words in ORDER_WORDS.items()
        if not (hidden and order is Order.MOST_REPLIED)
    )


def _cursor(head: Head) -> Cursor:
    return Cursor(head.received_at, head.public_id, head.replies)


def _shown_heads(
    unit: Unit, shown: Sequence[Head], topic: Topic, wanted: Wanted, hidden: Sequence[Window]
) -> tuple[ShownComment, ...]:
    answered = [head.id for head in shown if head.replies]
    replies = first_replies(unit.session, unit.keyring, answered, hidden)
    comments = [head.comment for head in shown if head.comment is not None]
    for few in replies.values():
        comments += few
    shower = _Shower(unit, comments, topic, wanted.spoken)
    return tuple(
        shower.answered(head, replies.get(head.id, ()), wanted.page_href)
        if head.replies
        else shower.head(head)
        for head in shown
    )


class _Shower:
    """Comments as their page shows them, with what stands in other tables read for all at once."""

    def __init__(
        self, unit: Unit, comments: Sequence[PublicComment], topic: Topic, spoken: Spoken
    ) -> None:
        having = _having(unit.session, [comment.id for comment in comments])
        marked = [comment for comment in comments if comment.id in having[MARKS]]
        self._unit = unit
        self._tz = unit.settings.time_zone
        self._channels = {key: _(words) if words else "" for key, words in CHANNEL_WORDS.items()}
        self._replies = public_replies(unit.session, having[REPLY]) if having[REPLY] else {}
        self._answers = (
            answers_of(unit.session, having[ANSWERS], spoken, topic.id) if having[ANSWERS] else {}
        )
        self._marks = (
            {comment.id: comment.marks for comment in with_marks(unit.session, marked)}
            if marked
            else {}
        )

    def all(self, comments: Iterable[PublicComment]) -> tuple[ShownComment, ...]:
        return tuple(self._one(comment) for comment in comments)

    def head(self, head: Head) -> ShownComment:
        if head.comment is not None:
            return self._one(head.comment)
        return ShownComment(
            head.public_id, "", "", when(head.received_at, self._tz), "", is_gone=True
        )

    def answered(
        self, head: Head, replies: Sequence[PublicComment], page_href: str
    ) -> ShownComment:
        more = head.replies > len(replies)
        return self.head(head)._replace(
            replies=self.all(replies),
            more_href=f"{page_href}/replies/{head.public_id}" if more else "",
            more_words=all_replies_words(head.replies) if more else "",
        )

    def _one(self, row: PublicComment) -> ShownComment:
        marks, reply = self._marks.get(row.id), self._replies.get(row.id)
        return ShownComment(
            row.public_id,
            row.name,
            self._channels.get(row.channel, ""),
            when(row.received_at, self._tz),
            row.text,
            other_language(row.language) if row.language else "",
            parts_of(row.text, marks) if marks else (),
            self._answers.get(row.id, ()),
            self._official(row, reply) if reply is not None else None,
        )

    def _official(self, row: PublicComment, reply: PublicReply) -> ShownReply:
        return ShownReply(
            anchor=f"r-{row.public_id}",
            team=reply.team,
            speaker=reply.speaker,
            at=reply.published_at,
            corrected_at=reply.corrected_at,
            paragraphs=linked(reply.text, self._unit.settings.staff_domains),
            is_to_earlier_text=reply.is_to_earlier_text,
        )


def _having(session: Session, comments: Sequence[int]) -> dict[str, set[int]]:
    """Which of these comments have marks, answers or a reply of the team: mostly none has any, and
    three questions need not be asked."""
    found: dict[str, set[int]] = {MARKS: set(), ANSWERS: set(), REPLY: set()}
    question = _what_they_have(session.get_bind().dialect.name)
    for what, comment_id in session.execute(question, {"comments": one_text(comments)}):
        found[what].add(comment_id)
    return found


@lru_cache
def _what_they_have(dialect: str) -> CompoundSelect[str, int]:
    """Put together once."""
    tables = ((MARKS, CommentRedaction), (ANSWERS, CommentAnswer), (REPLY, Reply))
    return union_all(
        *(
            select(literal_column(f"'{what}'", String), model.comment_id).where(
                is_listed(dialect, model.comment_id.expression, "comments")
            )
            for what, model in tables
        )
    )

"""An engagement's comments as plain facts, read side by side in the order of their numbers.

Every question gives its rows by rising comment number, and they are laid beside each other as they
come: a million comments are read without any of them being held.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, aliased

from engage.comments.answers.models import CommentAnswer
from engage.comments.answers.rules import IN_WORDS
from engage.comments.campaigns.letter import template_of
from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.core.dates import local_week
from engage.moderation.models import CampaignMember
from engage.moderation.queries.decisions import standing_reasons
from engage.replies.models import Reply
from engage.reports.signatures import without_name
from engage.reports.source import CommentFacts, LetterFacts, ReplyFacts

_STREAMED: Final = {"yield_per": 1_000}
_SAMPLE: Final = 40
"""So many texts of a letter are enough to find what they share."""
T = TypeVar("T")


@dataclass(frozen=True)
class Reach:
    """Which comments a report is about: those of an engagement's public topics that were received
    before `until` (None: all). `topics` gives the slug of each such topic's number."""

    engagement_id: int
    topics: Mapping[int, str]
    until: datetime | None
    time_zone: str

    @property
    def holds(self) -> ColumnElement[bool]:
        early = true() if self.until is None else Comment.received_at < self.until
        in_topics = Comment.topic_id.in_(list(self.topics))
        return (Comment.engagement_id == self.engagement_id) & in_topics & early


def is_shown() -> ColumnElement[bool]:
    """Joins a comment with the version of its words that readers see."""
    return (CommentText.comment_id == Comment.id) & (
        CommentText.version == Comment.published_version
    )


def comments_of(
    session: Session,
    reach: Reach,
    themes: Iterator[tuple[int, tuple[str, ...]]],
    signed: Iterator[tuple[int, str]],
) -> Iterator[CommentFacts]:
    """Every comment. `themes` are those of comments that were read for them, and `signed` the names
    of those that hold their author's, both by rising number."""
    reasons = _Beside(standing_reasons(session, reach.engagement_id))
    answers = _Beside(_answers(session, reach))
    letters = _Beside(_letters(session, reach))
    coded, named = _Beside(themes), _Beside(signed)
    for number, topic_id, state, channel, received_at, text in _rows(session, reach):
        shown = text is not None
        name = next(iter(named.of(number)), "")
        of_it = coded.of(number)
        yield CommentFacts(
            topic=reach.topics[topic_id],
            state=_state(state, shown),
            channel=channel,
            week=local_week(received_at, reach.time_zone),
            reasons=next(iter(reasons.of(number)), ()),
            text=without_name(text, name) if text and name else text,
            letter=next(iter(letters.of(number)), None) if shown else None,
            answers=tuple(sorted(answers.of(number))) if shown else (),
            themes=of_it[0] if shown and of_it else None,
        )


def _state(state: str, has_public_text: bool) -> str:
    """A published comment whose words were erased counts as one that is not shown."""
    if has_public_text:
        return State.PUBLISHED.value
    return State.NOT_PUBLISHED.value if state == State.PUBLISHED else state


def _rows(
    session: Session, reach: Reach
) -> Iterator[tuple[int, int, str, str, datetime, str | None]]:
    question = (
        select(
            Comment.id,
            Comment.topic_id,
            Comment.state,
            Comment.channel,
            Comment.received_at,
            CommentText.body,
        )
        .outerjoin(CommentText, is_shown())
        .where(reach.holds)
        .order_by(Comment.id)
    )
    for row in session.execute(question, execution_options=_STREAMED):
        yield row[0], row[1], row[2], row[3], row[4], row[5]


def _answers(session: Session, reach: Reach) -> Iterator[tuple[int, tuple[str, str]]]:
    question = (
        select(CommentAnswer.comment_id, CommentAnswer.question_key, CommentAnswer.value)
        .join(Comment, Comment.id == CommentAnswer.comment_id)
        .where(reach.holds, CommentAnswer.value != IN_WORDS)
        .order_by(CommentAnswer.comment_id)
    )
    for number, key, value in session.execute(question, execution_options=_STREAMED):
        yield number, (key, value)


def _letters(session: Session, reach: Reach) -> Iterator[tuple[int, int]]:
    question = (
        select(CampaignMember.comment_id, CampaignMember.campaign_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(reach.holds, Comment.published_version.is_not(None))
        .order_by(CampaignMember.comment_id)
    )
    for row in session.execute(question, execution_options=_STREAMED):
        yield row[0], row[1]


class _Beside(Generic[T]):
    """Looks up a stream of pairs by their number, as long as nobody asks for an earlier one."""

    def __init__(self, pairs: Iterator[tuple[int, T]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def of(self, number: int) -> list[T]:
        found: list[T] = []
        while self._next is not None and self._next[0] <= number:
            if self._next[0] == number:
                found.append(self._next[1])
            self._next = next(self._pairs, None)
        return found


def count_of(session: Session, engagement_id: int) -> int:
    """All comments of an engagement, to measure progress by."""
    question = select(func.count()).select_from(Comment)
    return session.scalar(question.where(Comment.engagement_id == engagement_id)) or 0


def answers_asked(session: Session, reach: Reach) -> list[tuple[int, str, str, int]]:
    """Each different answer of shown comments: topic, question, value, revision of the topic."""
    question = (
        select(
            Comment.topic_id,
            CommentAnswer.question_key,
            CommentAnswer.value,
            CommentAnswer.topic_revision_id,
        )
        .join(Comment, Comment.id == CommentAnswer.comment_id)
        .join(CommentText, is_shown())
        .where(reach.holds, CommentAnswer.value != IN_WORDS)
        .distinct()
    )
    rows = session.execute(question)
    return sorted((topic, key, value, revision) for topic, key, value, revision in rows)


def letters_told(session: Session, reach: Reach, at_least: int) -> tuple[LetterFacts, ...]:
    """What the senders of each letter share that so many published comments follow (R79).

    Worked out from some of their texts, chosen by the texts themselves: the same data give the same
    words, whatever numbers the comments have.
    """
    sizes = (
        select(CampaignMember.campaign_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .join(CommentText, is_shown())
        .where(reach.holds)
        .group_by(CampaignMember.campaign_id)
        .having(func.count() >= at_least)
    )
    some = {campaign: _Shortest() for campaign in session.scalars(sizes)}
    if some:
        # For all letters at once: for each of them every comment would be gone through.
        question = (
            select(CampaignMember.campaign_id, CommentText.body)
            .join(Comment, Comment.id == CampaignMember.comment_id)
            .join(CommentText, is_shown())
            .where(reach.holds)
        )
        for campaign, text in session.execute(question, execution_options=_STREAMED):
            if campaign in some:
                some[campaign].put(text)
    return tuple(
        LetterFacts(campaign, template_of(texts.found())) for campaign, texts in some.items()
    )


class _Shortest:
    """Some of a letter's texts: the shortest say it with the fewest words of their own."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def put(self, text: str) -> None:
        self._held.append(text)
        if len(self._held) >= 10 * _SAMPLE:
            self._held = self.found()

    def found(self) -> list[str]:
        return heapq.nsmallest(_SAMPLE, self._held, key=_by_length)


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text


def replies_told(session: Session, reach: Reach) -> ReplyFacts:
    """Public official replies, and what was published in answer to comments that have one."""
    answered = aliased(Comment, name="answered")
    standing = (
        Reply.published_version.is_not(None)
        & Reply.withdrawn_at.is_(None)
        & (Reply.published_at.is_not(None))
    )
    if reach.until is not None:
        standing &= Reply.published_at < reach.until
    replies = session.scalar(
        select(func.count())
        .select_from(Reply)
        .join(Comment, Comment.id == Reply.comment_id)
        .where(reach.holds, Comment.published_version.is_not(None), standing)
    )
    back = session.scalar(
        select(func.count(Comment.id.distinct()))
        .select_from(Comment)
        .join(answered, answered.id == Comment.parent_id)
        .join(Reply, Reply.comment_id == answered.id)
        .where(
            reach.holds,
            Comment.published_version.is_not(None),
            answered.published_version.is_not(None),
            standing,
            Comment.received_at >= Reply.published_at,
        )
    )
    return ReplyFacts(replies=replies or 0, answered=replies or 0, written_back=back or 0)

"""What waits for a decision: one page of it, whatever the filters, at the price of one page.

First the numbers of the page are read from an index that has them in order, then what the page
shows of those. Every filter has such an index (migration 0005); of two filters together one is the
index and the other is looked at along the way. Nothing here counts comments: see `tallies`.

A moderator of some ministries gets one walk through the index for each engagement of theirs in
which something waits, joined in order, so that a ministry with little to do costs little. Whoever
a conflict of interest keeps off something (R51) walks so too, around it: what they may not decide
costs them nothing, however much of it waits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.queries import Cursor
from engage.comments.rules import Hold
from engage.core.db import UtcDateTime
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.rules import NO_CONFLICTS, Conflicts
from engage.moderation import search
from engage.moderation.queries.comments import Row, Within, row_of, rows
from engage.moderation.queries.tallies import MANY, engagements_with_waiting
from engage.moderation.search import Wanted

Keys = Select[*tuple[Any, ...]]
# SQLite joins at most 500 questions; long before that one walk and a sort would be as quick.
WALKS: Final = 200


@dataclass(frozen=True)
class Filters:
    """Which of the waiting comments. `part` None: every part; `since` and `until` are inclusive
    bounds of when they began to wait; `without` is what the reader keeps off."""

    part: Hold | None = Hold.ORDINARY
    engagement_id: int | None = None
    topic_id: int | None = None
    channel: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    sought: Wanted | None = None
    without: Conflicts = NO_CONFLICTS


ALL: Final = Filters(part=None)


def waiting_for_review(
    session: Session,
    *,
    within: Within,
    limit: int,
    after: Cursor | None = None,
    filters: Filters = ALL,
) -> list[Row]:
    """What waits, oldest first (the found by number); one row more than a page tells of a next."""
    numbers = waiting_numbers(session, within=within, limit=limit, after=after, filters=filters)
    return rows_by_number(session, numbers)


def waiting_numbers(
    session: Session,
    *,
    within: Within,
    limit: int,
    after: Cursor | None = None,
    filters: Filters = ALL,
) -> list[int]:
    """The numbers alone, in the order of the list."""
    if filters.sought:
        return _found(session, filters.sought, within, limit, after, filters)
    heads: list[tuple[datetime, int]] = []
    for some in _alike(_given(walk, after) for walk in _walks(session, within, filters)):
        values = {f"{name}_{n}": value for n, walk in enumerate(some) for name, value in walk}
        names = tuple(name for name, _value in some[0])
        found = session.execute(_joined(names, len(some)), values | {"limit": limit})
        heads += [(row[0], row[1]) for row in found]
    return [number for _at, number in sorted(heads)[:limit]]


def rows_by_number(session: Session, numbers: Sequence[int]) -> list[Row]:
    """What a list shows of these comments, in this order."""
    if not numbers:
        return []
    found = {row.id: row for row in map(row_of, session.execute(_LISTED, {"ids": numbers}))}
    return [found[number] for number in numbers if number in found]


def count_overdue(
    session: Session,
    *,
    within: Within,
    until: datetime,
    engagement_id: int | None = None,
    without: Conflicts = NO_CONFLICTS,
) -> int:
    """How many have waited since `until` or longer; counted to a little beyond `MANY` only."""
    filters = replace(ALL, engagement_id=engagement_id, until=until, without=without)
    return len(waiting_numbers(session, within=within, limit=MANY + 1, filters=filters))


def _walks(session: Session, within: Within, filters: Filters) -> list[Filters]:
    """The same question cut so that an index answers each piece in the order of the list."""
    wanted, without = filters.engagement_id, filters.without
    if within is None and not without:
        engagements: Sequence[int | None] = (wanted,)
    else:
        theirs = engagements_with_waiting(session, within=within, hold=filters.part)
        engagements = [
            one
            for one in theirs
            if (wanted is None or one == wanted) and one not in without.engagements
        ]
    pieces = [replace(filters, engagement_id=one) for one in engagements]
    if without.topics:
        pieces = [each for piece in pieces for each in _around_topics(session, piece)]
    if filters.part is None and pieces != [ALL]:
        pieces = [replace(piece, part=hold) for piece in pieces for hold in Hold]
    return pieces


def _around_topics(session: Session, piece: Filters) -> list[Filters]:
    """One walk for each topic of the engagement but those that its reader keeps off."""
    barred = piece.without.topics_in(piece.engagement_id or 0)
    if not barred:
        return [piece]
    question = select(Topic.id).where(
        Topic.engagement_id == piece.engagement_id, Topic.id.not_in(barred)
    )
    if piece.topic_id is not None:
        question = question.where(Topic.id == piece.topic_id)
    # A topic is of one engagement: without that one the index of topics is the only choice.
    topics = session.scalars(question)
    return [replace(piece, engagement_id=None, topic_id=topic) for topic in topics]


def _alike(walks: Iterable[list[tuple[str, Any]]]) -> Iterator[list[list[tuple[str, Any]]]]:
    """Walks that are limited by the same things, some at a time: one question asks for all."""
    forms: dict[tuple[str, ...], list[list[tuple[str, Any]]]] = {}
    for walk in walks:
        forms.setdefault(tuple(name for name, _value in walk), []).append(walk)
    for those in forms.values():
        for start in range(0, len(those), WALKS):
            yield those[start : start + WALKS]


def _given(filters: Filters, after: Cursor | None) -> list[tuple[str, Any]]:
    """The names and values of what a walk is limited by, in one order for all walks."""
    values = {
        "hold": filters.part,
        "engagement": filters.engagement_id,
        "topic": filters.topic_id,
        "channel": filters.channel,
        "language": filters.language,
        "since": filters.since,
        "until": filters.until,
        "after_at": after.at if after else None,
        "after_id": after.id if after else None,
    }
    return [(name, value) for name, value in values.items() if value is not None]


# Putting a question together costs more than asking it, so each form of it is kept.
@lru_cache(maxsize=256)
def _joined(names: tuple[str, ...], count: int) -> Keys | CompoundSelect[*tuple[Any, ...]]:
    walks = [_in_order(_narrowed(names, n), bindparam("limit")) for n in range(count)]
    if count == 1:
        return walks[0]
    # SQLite takes a limited question in a union only in brackets of its own.
    return union_all(*(select(*walk.subquery().c) for walk in walks))


def _narrowed(names: tuple[str, ...], n: int = 0) -> Keys:
    limits: dict[str, ColumnElement[bool]] = {
        "hold": Comment.hold == _value("hold", n),
        "engagement": Comment.engagement_id == _value("engagement", n, Integer()),
        "topic": Comment.topic_id == _value("topic", n, Integer()),
        "channel": Comment.channel == _value("channel", n),
        "language": Comment.language == _value("language", n),
        "since": Comment.waiting_since >= _value("since", n, UtcDateTime()),
        "until": Comment.waiting_since <= _value("until", n, UtcDateTime()),
        "after_id": tuple_(Comment.waiting_since, Comment.id)
        > tuple_(_value("after_at", n, UtcDateTime()), _value("after_id", n, Integer())),
    }
    question: Keys = select(Comment.waiting_since, Comment.id)
    question = question.where(Comment.waiting_since.is_not(None))
    return question.where(*(limits[name] for name in names if name in limits))


def _value(name: str, n: int, kind: Any = None) -> BindParameter[Any]:
    return bindparam(f"{name}_{n}", type_=kind or String())


def _in_order(question: Keys, limit: Any) -> Keys:
    return question.order_by(Comment.waiting_since, Comment.id).limit(limit)


def _found(
    session: Session,
    sought: Wanted,
    within: Within,
    limit: int,
    after: Cursor | None,
    filters: Filters,
) -> list[int]:
    """Found ones come by number: that is the order in which the index of words has them."""
    given = _given(filters, None)
    question = search.matching(session, _narrowed(tuple(name for name, _ in given)), sought)
    if within is not None:
        theirs = select(Engagement.id).where(Engagement.ministry_id.in_(within))
        question = question.where(Comment.engagement_id.in_(theirs))
    if filters.without.engagements:
        question = question.where(Comment.engagement_id.not_in(filters.without.engagements))
    if filters.without.topics:
        question = question.where(Comment.topic_id.not_in(filters.without.topic_ids))
    question = search.in_order(session, question, after.id if after else None).limit(limit)
    values = {f"{name}_0": value for name, value in given}
    return [row[1] for row in session.execute(question, values)]


_LISTED: Final = rows().where(Comment.id.in_(bindparam("ids", expanding=True)))

"""What is public of each kind, for the index, and what a search finds of it.

The index holds what is published of itself. Whether its engagement is public at this instant, and
which comments an election keeps from view, is asked at each search: the clock changes that, and no
row does. What a result shows comes from the live rows, never from the index.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    func,
    not_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.accounts.models import Ministry
from engage.comments.models import Comment, CommentText
from engage.core.lists import is_in
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    engagement_from_json,
    results_from_json,
    topic_from_json,
    update_from_json,
)
from engage.search.hidden import kept_from_view
from engage.search.indexing import Index, Text
from engage.search.postgresql import PostgresqlIndex
from engage.search.rules import Kind, Sought, plain_words, without_markup
from engage.search.sqlite import SqliteIndex
from engage.updates.models import EngagementUpdate

MOST_COUNTED: Final = 1_000
AT_ONCE: Final = 500
Question = Select[*tuple[Any, ...]]


def index_of(session: Session) -> Index:
    return SqliteIndex() if session.get_bind().dialect.name == "sqlite" else PostgresqlIndex()


def public_texts(session: Session, kind: Kind, ids: Collection[int]) -> list[Text]:
    """What the index should hold of these; what is not public, or has no word, is left out."""
    words = _SOURCES[kind][2]
    rows: Iterable[Any] = session.execute(_OF_IDS[kind], {"ids": list(ids)})
    found = (
        Text(kind, number, engagement_id, " ".join(plain_words(words(*rest))))
        for number, engagement_id, *rest in rows
    )
    return [one for one in found if one.words]


def all_public_texts(session: Session, kind: Kind) -> Iterator[list[Text]]:
    """All of a kind, in parts, by rising id."""
    column, question, _words = _SOURCES[kind]
    numbers = question.with_only_columns(column).order_by(column).limit(AT_ONCE)
    after = 0
    while ids := session.scalars(numbers.where(column > after)).all():
        yield public_texts(session, kind, ids)
        after = ids[-1]


def _comment_words(body: str) -> str:
    return body


def _engagement_words(content: str, ministry: str) -> str:
    written = engagement_from_json(content)
    parts = (written.title, written.summary, ministry, written.region, *written.topic_areas)
    return " \n".join((*parts, without_markup(written.body)))


def _topic_words(content: str) -> str:
    written = topic_from_json(content)
    return " \n".join((written.title, written.prompt, without_markup(written.body)))


def _update_words(content: str) -> str:
    written = update_from_json(content)
    return " \n".join((written.title, written.summary, without_markup(written.body)))


def _results_words(content: str) -> str:
    written = results_from_json(content)
    return " \n".join((written.summary, without_markup(written.body)))


_COMMENTS: Final = (
    select(Comment.id, Comment.engagement_id, CommentText.body)
    .join(
        CommentText,
        and_(
            CommentText.comment_id == Comment.id, CommentText.version == Comment.published_version
        ),
    )
    .where(Comment.published_version.is_not(None))
)
_ENGAGEMENTS: Final = (
    select(Engagement.id, Engagement.id, Revision.content, Ministry.name)
    .join(Revision, Revision.id == Engagement.published_revision_id)
    .join(Ministry, Ministry.id == Engagement.ministry_id)
    .where(Engagement.published_at.is_not(None))
)
_TOPICS: Final = select(Topic.id, Topic.engagement_id, Revision.content).join(
    Revision, Revision.id == Topic.published_revision_id
)
_UPDATES: Final = (
    select(EngagementUpdate.id, EngagementUpdate.engagement_id, Revision.content)
    .join(Revision, Revision.id == EngagementUpdate.published_revision_id)
    .where(EngagementUpdate.withdrawn_at.is_(None))
)
_RESULTS: Final = (
    select(Engagement.id, Engagement.id, Revision.content)
    .join(Revision, Revision.id == Engagement.results_revision_id)
    .where(Engagement.published_at.is_not(None))
)
_SOURCES: Final[Mapping[Kind, tuple[InstrumentedAttribute[int], Question, Callable[..., str]]]] = {
    Kind.COMMENT: (Comment.id, _COMMENTS, _comment_words),
    Kind.ENGAGEMENT: (Engagement.id, _ENGAGEMENTS, _engagement_words),
    Kind.TOPIC: (Topic.id, _TOPICS, _topic_words),
    Kind.UPDATE: (EngagementUpdate.id, _UPDATES, _update_words),
    Kind.RESULTS: (Engagement.id, _RESULTS, _results_words),
}

# Asked at each publication: put together once.
_OF_IDS: Final = {
    kind: question.where(column.in_(bindparam("ids", expanding=True)))
    for kind, (column, question, _words) in _SOURCES.items()
}


@dataclass(frozen=True)
class Reach:
    """Where to look: in engagements that are public at `now` (`with_results`: those of them that
    show results now); `only`: in one of these alone."""

    now: datetime
    visible: frozenset[int]
    with_results: frozenset[int]
    only: int | None = None

    def engagements(self, kind: Kind) -> Collection[int]:
        shown = self.with_results if kind is Kind.RESULTS else self.visible
        return shown if self.only is None else shown & {self.only}


@dataclass(frozen=True)
class Found:
    """A row that was found. `place` and `heading` are of what it stands in: a comment's topic;
    `content` is the text of a comment, else the JSON of a revision."""

    id: int
    engagement_id: int
    place: str
    heading: str
    content: str
    at: datetime | None
    language: str | None = None


def found_engagements(session: Session, wanted: Sought, reach: Reach) -> list[int]:
    """All of them; their order is the caller's affair."""
    index = index_of(session).matching(wanted, Kind.ENGAGEMENT, reach.only)
    asked = select(index.number).select_from(index.source).where(index.condition)
    allowed = set(reach.engagements(Kind.ENGAGEMENT))
    return [number for number in session.scalars(asked) if number in allowed]


def engagement_contents(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What is published of these, by id."""
    asked = select(Engagement.id, Revision.content).join(
        Revision, Revision.id == Engagement.published_revision_id
    )
    rows = session.execute(asked.where(is_in(session, Engagement.id, ids)))
    return {number: content for number, content in rows}


def count_found(session: Session, wanted: Sought, kind: Kind, reach: Reach) -> int:
    """How many there are; beyond MOST_COUNTED nobody counts."""
    asked = _numbers(session, wanted, kind, reach).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def found(
    session: Session, wanted: Sought, kind: Kind, reach: Reach, *, skip: int, limit: int
) -> list[Found]:
    """A page of one kind, the newest first."""
    order = index_of(session).matching(wanted, kind, reach.only).order
    numbers = _numbers(session, wanted, kind, reach).order_by(order.desc())
    ids: Sequence[int] = session.scalars(numbers.offset(skip).limit(limit)).all()
    number, engagement, shown, _limits = _SHOWN[kind]
    asked = _with_texts(select(number, engagement, *shown).select_from(number.class_), kind)
    rows: Iterable[Any] = session.execute(
        asked.where(is_in(session, number, ids)).order_by(number.desc())
    )
    return [Found(*row) for row in rows]


def _numbers(session: Session, wanted: Sought, kind: Kind, reach: Reach) -> Question:
    """The ids of what is found and may be shown.

    Each row of the index is looked at by itself, not joined: so a page of a common word ends the
    search, whatever the database thinks of how many there are.
    """
    index = index_of(session).matching(wanted, kind, reach.only)
    number, engagement, _shown, limits = _SHOWN[kind]
    if kind is Kind.COMMENT:
        limits = (*limits, *(not_(one) for one in kept_from_view(session, reach.now)))
    may_be_shown = (
        select(true())
        .select_from(number.class_)
        .where(number == index.number, *limits, _one_of(session, engagement, reach, kind))
        .correlate(index.source)
        .scalar_subquery()
    )
    return select(index.number).select_from(index.source).where(index.condition, may_be_shown)


def _one_of(
    session: Session, engagement: InstrumentedAttribute[int], reach: Reach, kind: Kind
) -> ColumnElement[bool]:
    ids = list(reach.engagements(kind))
    if session.get_bind().dialect.name == "postgresql":
        return engagement == any_(bindparam("engagements", ids, ARRAY(Integer)))
    return is_in(session, engagement, ids)


def _with_texts(question: Question, kind: Kind) -> Question:
    match kind:
        case Kind.COMMENT:
            is_public = CommentText.version == Comment.published_version
            return question.join(
                CommentText, and_(CommentText.comment_id == Comment.id, is_public)
            ).join(Topic, Topic.id == Comment.topic_id)
        case Kind.TOPIC:
            return question.join(Revision, Revision.id == Topic.published_revision_id)
        case Kind.UPDATE:
            return question.join(Revision, Revision.id == EngagementUpdate.published_revision_id)
    return question.join(Revision, Revision.id == Engagement.results_revision_id)


_SHOWN: Final[
    Mapping[
        Kind,
        tuple[
            InstrumentedAttribute[int],
            InstrumentedAttribute[int],
            tuple[Any, ...],
            tuple[ColumnElement[bool], ...],
        ],
    ]
] = {
    Kind.COMMENT: (
        Comment.id,
        Comment.engagement_id,
        (
            Comment.public_id,
            Topic.title,
            CommentText.body,
            Comment.received_at,
            Comment.language,
        ),
        (Comment.published_version.is_not(None),),
    ),
    Kind.TOPIC: (
        Topic.id,
        Topic.engagement_id,
        (Topic.slug, Topic.title, Revision.content, Revision.created_at),
        (),
    ),
    Kind.UPDATE: (
        EngagementUpdate.id,
        EngagementUpdate.engagement_id,
        (
            EngagementUpdate.slug,
            EngagementUpdate.title,
            Revision.content,
            EngagementUpdate.published_at,
        ),
        (EngagementUpdate.withdrawn_at.is_(None),),
    ),
    Kind.RESULTS: (
        Engagement.id,
        Engagement.id,
        (Engagement.slug, Engagement.title, Revision.content, Engagement.results_at),
        (),
    ),
}

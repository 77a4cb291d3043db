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
    ColumnElement,
    Select,
    and_,
    bindparam,
    not_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.accounts.models import Ministry
from engage.comments.models import Comment, CommentText
from engage.core.lists import is_in
from engage.engagements.listing import known_at, reported_at
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    engagement_from_json,
    results_from_json,
    topic_from_json,
    update_from_json,
)
from engage.multilingual.models import TextInLanguage
from engage.search import translated
from engage.search.hidden import kept_from_view
from engage.search.indexing import Index, Matching, Text
from engage.search.postgresql import PostgresqlIndex
from engage.search.rules import Kind, Sought, plain_words, without_markup
from engage.search.sqlite import SqliteIndex
from engage.updates.models import EngagementUpdate

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


def _engagement_words(content: str, ministry: str, in_french: str | None) -> str:
    written = engagement_from_json(content)
    names = (ministry, in_french or "")
    parts = (written.title, written.summary, *names, written.region, *written.topic_areas)
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
    select(Engagement.id, Engagement.id, Revision.content, Ministry.name, Ministry.name_fr)
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
    Kind.TRANSLATION: (TextInLanguage.id, translated.SOURCE, translated.whole_words),
}

# Asked at each publication: put together once.
_OF_IDS: Final = {
    kind: question.where(column.in_(bindparam("ids", expanding=True)))
    for kind, (column, question, _words) in _SOURCES.items()
}


@dataclass(frozen=True)
class Reach:
    """Where to look: in engagements that are public at `now`; `only`: in one of these alone."""

    now: datetime
    only: int | None = None


@dataclass(frozen=True)
class Found:
    """A row that was found. `place` and `heading` are of what it stands in: a comment's topic;
    `content` is the text of a comment, else the JSON of a revision. Of a translation see
    `translated.SHOWN`."""

    id: int
    engagement_id: int
    place: str
    heading: str
    content: str
    at: datetime | None
    language: str | None = None


def found_ids(
    session: Session, wanted: Sought, kind: Kind, reach: Reach, most: int | None = None
) -> list[int]:
    """What is found and may be shown, the newest first.

    Of comments, of which there are very many, the newest are read first without the index: where
    `most` of them say it nothing else need be asked, and where not it is no common word.
    """
    index = index_of(session)
    if kind is Kind.COMMENT and most is not None and reach.only is None:
        newest = _ids(session, index.newest(wanted, kind), kind, reach, most)
        if len(newest) == most:
            return newest
    return _ids(session, index.matching(wanted, kind, reach.only), kind, reach, most)


def _ids(
    session: Session, index: Matching, kind: Kind, reach: Reach, most: int | None
) -> list[int]:
    """What the index says is sorted first, and only as much of it looked at as is wanted: OFFSET 0
    keeps the database from trying everything, whatever it thinks of how many there are."""
    said = (
        select(index.number.label("number"))
        .select_from(index.source)
        .where(index.condition)
        .order_by(index.order.desc())
        .offset(0)
        .subquery()
    )
    may_be_shown = _may_be_shown(session, kind, reach, said.c.number).correlate(said)
    asked = select(said.c.number).where(may_be_shown.scalar_subquery()).limit(most)
    return list(session.connection().scalars(asked))


def engagement_contents(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What is published of these, by id."""
    asked = select(Engagement.id, Revision.content).join(
        Revision, Revision.id == Engagement.published_revision_id
    )
    rows = session.execute(asked.where(is_in(session, Engagement.id, ids)))
    return {number: content for number, content in rows}


def rows_of(session: Session, kind: Kind, ids: Sequence[int]) -> list[Found]:
    """What these say, in their order; not of engagements themselves."""
    if not ids:
        return []
    number, engagement, shown, _limits = _SHOWN[kind]
    asked = _with_texts(select(number, engagement, *shown).select_from(number.class_), kind)
    rows: Iterable[Any] = session.execute(asked.where(is_in(session, number, ids)))
    by_id = {row[0]: Found(*row) for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def _may_be_shown(
    session: Session, kind: Kind, reach: Reach, number: ColumnElement[int]
) -> Question:
    """Whether one text that the index holds is public at this instant."""
    own, engagement, _shown, limits = _SHOWN[kind]
    if kind is Kind.COMMENT:
        limits = (*limits, *(not_(one) for one in kept_from_view(session, reach.now)))
    if reach.only is not None:
        limits = (*limits, engagement == reach.only)
    asked = select(true()).select_from(own.class_).where(own == number, *limits)
    if own.class_ is not Engagement:
        asked = asked.join(Engagement, Engagement.id == engagement)
    if kind is Kind.TRANSLATION:
        asked = asked.where(translated.shown_by_now(reach.now))
    is_public = reported_at if kind is Kind.RESULTS else known_at
    return asked.where(is_public(reach.now))


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
        case Kind.TRANSLATION:
            return translated.with_texts(question)
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
    Kind.ENGAGEMENT: (Engagement.id, Engagement.id, (), ()),
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
    Kind.TRANSLATION: (
        TextInLanguage.id,
        TextInLanguage.engagement_id,
        translated.SHOWN,
        (translated.IS_PUBLIC,),
    ),
    Kind.RESULTS: (
        Engagement.id,
        Engagement.id,
        (Engagement.slug, Engagement.title, Revision.content, Engagement.results_at),
        (),
    ),
}

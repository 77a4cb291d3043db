"""What is public of each kind, in plain words: what the index should hold."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.accounts.models import Ministry
from engage.comments.models import Comment, CommentText
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    engagement_from_json,
    results_from_json,
    topic_from_json,
    update_from_json,
)
from engage.multilingual.models import TextInLanguage
from engage.search import beside, translated
from engage.search.indexing import Index, Text
from engage.search.postgresql import PostgresqlIndex
from engage.search.rules import Kind, plain_words, without_markup
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


def words_beside(session: Session, kind: Kind, ids: Collection[int]) -> dict[int, str]:
    """What the index has of these beside the text of their pages, for people to read: questions
    of topics, titles of documents. What has none of it is left out."""
    words = _BESIDE.get(kind)
    if words is None or not ids:
        return {}
    rows: Iterable[Any] = session.execute(_OF_IDS[kind], {"ids": list(ids)})
    found = ((number, words(*rest)) for number, _engagement_id, *rest in rows)
    return {number: said for number, said in found if said}


def _comment_words(body: str) -> str:
    return body


def _engagement_words(
    content: str, ministry: str, in_french: str | None, documents: str | None
) -> str:
    written = engagement_from_json(content)
    names = (ministry, in_french or "")
    parts = (written.title, written.summary, *names, written.region, *written.topic_areas)
    listed = beside.documents(written, documents)
    return " \n".join((*parts, without_markup(written.body), listed))


def _documents_of_engagement(
    content: str, _ministry: str, _in_french: str | None, documents: str | None
) -> str:
    return beside.documents(engagement_from_json(content), documents)


def _topic_words(content: str) -> str:
    written = topic_from_json(content)
    asked = beside.questions(written)
    return " \n".join((written.title, written.prompt, without_markup(written.body), asked))


def _questions_of_topic(content: str) -> str:
    return beside.questions(topic_from_json(content))


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
    select(
        Engagement.id,
        Engagement.id,
        Revision.content,
        Ministry.name,
        Ministry.name_fr,
        beside.THERE,
    )
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
_BESIDE: Final[Mapping[Kind, Callable[..., str]]] = {
    Kind.ENGAGEMENT: _documents_of_engagement,
    Kind.TOPIC: _questions_of_topic,
    Kind.TRANSLATION: translated.words_beside,
}

# Asked at each publication: put together once.
_OF_IDS: Final = {
    kind: question.where(column.in_(bindparam("ids", expanding=True)))
    for kind, (column, question, _words) in _SOURCES.items()
}

"""What a search finds, and what is shown of it.

The index holds what is published of itself. Whether its engagement is public at this instant, and
which comments an election keeps from view, is asked at each search: the clock changes that, and no
row does. What a result shows comes from the live rows, never from the index.

Texts of staff are thousands, and the index gives all of them at once that say what is sought.
Comments are very many: of these it gives a portion, the newest first, and what may not be shown of
a portion is made up for by the next.

A page in another language shows what staff translated into it in place of the original. There a
translation that says what is sought is its original that was found; those into other languages
stay apart.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.comments.models import Comment, CommentText
from engage.core.db import UtcDateTime
from engage.core.lists import is_listed, one_text
from engage.engagements.listing import known_at, reported_at
from engage.engagements.models import Engagement, Revision, Topic
from engage.multilingual.models import TextInLanguage
from engage.multilingual.tags import ORIGINAL
from engage.search import translated
from engage.search.hidden import kept_from_view
from engage.search.in_language import InLanguage, in_language
from engage.search.limits import limited
from engage.search.rules import Kind, Sought
from engage.search.texts import Question, index_of
from engage.updates.models import EngagementUpdate

PORTION: Final = 500
"""Of how many texts of staff at once is asked whether they may be shown."""
Told = Mapping[Kind, Mapping[int, int]]
"""Of each kind ids, each with the id of the translation that says of it what is sought."""


@dataclass(frozen=True)
class Reach:
    """Where to look: in engagements that are public at `now`; `only`: in one of these alone.

    `known`: all of these, where somebody has read them already. `language`: that of the page which
    shows what is found.
    """

    now: datetime
    only: int | None = None
    known: Container[int] | None = None
    language: str = ORIGINAL


@dataclass(frozen=True)
class FoundIds:
    """What was found of each kind, the newest first; `told`: what says it in the language of the
    page, `known` all that can be read in it, where that was asked."""

    of: Mapping[Kind, list[int]]
    told: Told = field(default_factory=dict)
    known: InLanguage | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Found:
    """A row that was found. `place` and `heading` are of what it stands in: a comment's topic (its
    id is `topic_id`); `content` is the text of a comment, else the JSON of a revision. Of a
    translation see `translated.SHOWN`."""

    id: int
    engagement_id: int
    place: str
    heading: str
    content: str
    at: datetime | None
    language: str | None = None
    topic_id: int = 0


def found_ids(
    session: Session, wanted: Sought, kind: Kind, reach: Reach, most: int | None = None
) -> list[int]:
    """What is found of a kind and may be shown, the newest first; Refused where looking for it
    takes too long."""
    return found_of_each(session, wanted, reach, {kind: most}).of[kind]


def found_of_each(
    session: Session, wanted: Sought, reach: Reach, most: Mapping[Kind, int | None]
) -> FoundIds:
    """The same of several kinds, of each at most so many."""
    found: dict[Kind, list[int]] = {}
    told: Told = {}
    known: InLanguage | None = None
    with limited(session):
        if staff_kinds := [kind for kind in most if kind is not Kind.COMMENT]:
            by_staff = index_of(session).by_staff(session, wanted, reach.only)
            if reach.language != ORIGINAL and Kind.TRANSLATION in by_staff:
                known = in_language(session, reach.language)
                told = _told_in(known, by_staff[Kind.TRANSLATION])
                by_staff = _among_originals(by_staff, told)
            for kind in staff_kinds:
                found[kind] = _first_shown(session, kind, reach, by_staff.get(kind, ()), most[kind])
        if Kind.COMMENT in most:
            found[Kind.COMMENT] = _comments(session, wanted, reach, most[Kind.COMMENT])
    return FoundIds(found, told, known)


def _told_in(known: InLanguage, text_ids: Sequence[int]) -> Told:
    """What these translations translate, of those into the language."""
    found = set(text_ids)
    said = {kind: found & texts.keys() for kind, texts in known.originals.items()}
    return {
        kind: {known.originals[kind][number]: number for number in numbers}
        for kind, numbers in said.items()
        if numbers
    }


def _among_originals(by_staff: Mapping[Kind, list[int]], told: Told) -> dict[Kind, list[int]]:
    """What was found, with those translations as what they translate."""
    merged = dict(by_staff)
    numbers = {number for of_kind in told.values() for number in of_kind.values()}
    merged[Kind.TRANSLATION] = [one for one in merged[Kind.TRANSLATION] if one not in numbers]
    for kind, of_kind in told.items():
        merged[kind] = sorted({*merged.get(kind, ()), *of_kind}, reverse=True)
    return merged


def _first_shown(
    session: Session, kind: Kind, reach: Reach, ids: Sequence[int], most: int | None
) -> list[int]:
    if kind is Kind.ENGAGEMENT and reach.known is not None:
        known = reach.known
        return [one for one in ids if one in known and reach.only in (None, one)][:most]
    # Nearly all that is found may be shown: so at first no more are looked at than are counted.
    found, end = _shown(session, kind, reach, ids[:most][:PORTION]), min(most or PORTION, PORTION)
    while end < len(ids) and (most is None or len(found) < most):
        found += _shown(session, kind, reach, ids[end : end + PORTION])
        end += PORTION
    return found[:most]


def _comments(session: Session, wanted: Sought, reach: Reach, most: int | None) -> list[int]:
    index = index_of(session)
    found: list[int] = []
    before, portion = None, most
    while True:
        ids = index.comments(session, wanted, reach.only, before, portion)
        found += _shown(session, Kind.COMMENT, reach, ids)
        if portion is None or most is None or len(ids) < portion or len(found) >= most:
            return found[:most]
        before, portion = ids[-1], portion * 2


def _shown(session: Session, kind: Kind, reach: Reach, ids: Sequence[int]) -> list[int]:
    """Those of these texts that are public at this instant, in their order."""
    if not ids:
        return []
    asked = _may_be_shown(session.get_bind().dialect.name, kind)
    if kind is Kind.COMMENT:
        hidden = [not_(one) for one in kept_from_view(session, reach.now)]
        asked = asked.where(*hidden) if hidden else asked
    given = {"ids": one_text(ids), "now": reach.now, "only": reach.only or 0}
    shown: set[int] = set(session.connection().scalars(asked, given))
    return [one for one in ids if one in shown]


@lru_cache
def _may_be_shown(dialect: str, kind: Kind) -> Question:
    """Put together once: that takes longer than asking."""
    number, engagement, _shown, limits = _SHOWN[kind]
    only = bindparam("only", type_=Integer)
    asked = select(number).where(is_listed(dialect, number.expression, "ids"), *limits)
    if number.class_ is not Engagement:
        asked = asked.join(Engagement, Engagement.id == engagement)
    is_public = reported_at if kind is Kind.RESULTS else known_at
    now = bindparam("now", type_=UtcDateTime())
    if kind is Kind.TRANSLATION:
        asked = asked.where(translated.shown_by_now(now))
    return asked.where(is_public(now), or_(only == 0, engagement == only))


def rows_of(session: Session, kind: Kind, ids: Sequence[int]) -> list[Found]:
    """What these say, in their order."""
    if not ids:
        return []
    asked = _what_they_say(session.get_bind().dialect.name, kind)
    rows: Iterable[Any] = session.connection().execute(asked, {"ids": one_text(ids)})
    by_id = {row[0]: Found(*row) for row in rows}
    return [by_id[one] for one in ids if one in by_id]


@lru_cache
def _what_they_say(dialect: str, kind: Kind) -> Question:
    number, engagement, shown, _limits = _SHOWN[kind]
    asked = _with_texts(select(number, engagement, *shown).select_from(number.class_), kind)
    return asked.where(is_listed(dialect, number.expression, "ids"))


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
        case Kind.ENGAGEMENT:
            return question.join(Revision, Revision.id == Engagement.published_revision_id)
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
            Topic.id,
        ),
        (Comment.published_version.is_not(None),),
    ),
    Kind.ENGAGEMENT: (
        Engagement.id,
        Engagement.id,
        (Engagement.slug, Engagement.title, Revision.content, null()),
        (),
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

"""Many comments at once that people left elsewhere, such as under a post on another platform.

`receive` for each would cost most of its time in statements of one row. Here each table is written
by one statement, the counts are moved once, one entry of the audit says how many came and between
which numbers they lie, and one event sends them to the intake. What came before is known by its
`source_key` and passed over, so a repeat adds nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final, cast

from sqlalchemy import Table
from sqlalchemy.sql.dml import ReturningInsert

from engage.comments.defences.rules import Signal, written
from engage.comments.models import CommentPerson, CommentText
from engage.comments.rules import Accepted, Channel, Hold, NoticeGiven, NotOpen, State
from engage.comments.service.placing import count_waiting
from engage.comments.service.sending import (
    COMMENT,
    STANDING_STILL,
    new_public_id,
    person_values,
)
from engage.core.events import CommentsImported
from engage.core.lists import Cell, insert_rows, inserting, listed
from engage.core.unit import Unit
from engage.engagements.models import Engagement

Same = Mapping[str, Cell]
LONGEST_AT_ONCE: Final = 1_000
"""One statement takes so many rows, which are one text for the database."""
TEXT: Final = cast(Table, CommentText.__table__)
PERSON: Final = cast(Table, CommentPerson.__table__)
_VARYING: Final = ("public_id", "signals", "source_key", "received_at")
_OF_PERSONS: Final = ("comment_id", "name_cipher", "email_cipher", "email_index", "purposes")
_PERSON_OF: Final = itemgetter(*_OF_PERSONS)


@dataclass(frozen=True)
class Came:
    """One of many: cleaned, when it was received, and by what it is known again."""

    source_key: str
    accepted: Accepted = field(repr=False)
    received_at: datetime
    signals: frozenset[Signal] = frozenset()


@dataclass(frozen=True)
class Way:
    """How they all came: under which topic they stand, which notice their authors were shown."""

    topic_id: int
    channel: Channel
    notice_given: NoticeGiven
    notice_version_id: int
    notice_hash: str


def receive_many(unit: Unit, engagement_id: int, way: Way, came: Sequence[Came]) -> dict[str, int]:
    """Stores those that are not here yet to wait for a moderator; their ids by `source_key`.

    Raises NotOpen if one was received when the engagement took no comments (R87): whoever calls
    has sorted those out. Ids of those that were here already are not given.
    """
    engagement = unit.session.scalars(STANDING_STILL, {"engagement_id": engagement_id}).one()
    timing = engagement.timing
    if any(one.received_at > unit.now for one in came) or not all(
        timing.accepts_comments(one.received_at) for one in came
    ):
        raise NotOpen("", "This engagement did not take comments then.")
    each = list({one.source_key: one for one in came}.values())
    new: dict[str, int] = {}
    for start in range(0, len(each), LONGEST_AT_ONCE):
        new |= _stored(unit, engagement, way, each[start : start + LONGEST_AT_ONCE])
    if new:
        _note(unit, engagement, way, new)
    return new


def _stored(unit: Unit, engagement: Engagement, way: Way, came: Sequence[Came]) -> dict[str, int]:
    session, shared = unit.session, _shared(unit, engagement, way)
    statement = _inserting(session.get_bind().dialect.name, tuple(shared))
    stored = session.execute(statement, listed([_varying(one) for one in came], shared))
    new: dict[str, int] = {key: number for key, number in stored}
    placed = [(new[one.source_key], one.accepted) for one in came if one.source_key in new]
    if placed:
        texts = [(number, accepted.text) for number, accepted in placed]
        same: Same = {"version": 1, "recorded_at": unit.now}
        insert_rows(session, TEXT, ("comment_id", "body"), texts, same)
    persons = [
        _PERSON_OF(person_values(unit, number, accepted))
        for number, accepted in placed
        if accepted.display_name or accepted.email
    ]
    if persons:
        insert_rows(session, PERSON, _OF_PERSONS, persons)
    return new


def _shared(unit: Unit, engagement: Engagement, way: Way) -> Same:
    return {
        "engagement_id": engagement.id,
        "topic_id": way.topic_id,
        "channel": way.channel,
        "state": State.WAITING,
        "hold": Hold.INTAKE,
        "notice_version_id": way.notice_version_id,
        "notice_hash": way.notice_hash,
        "notice_given": way.notice_given,
        "recorded_at": unit.now,
        "waiting_since": unit.now,
        "version": 1,
    }


def _varying(one: Came) -> tuple[str, str, str, datetime]:
    signals = written(one.signals) if one.signals else ""
    return new_public_id(), signals, one.source_key, one.received_at


def _note(unit: Unit, engagement: Engagement, way: Way, new: dict[str, int]) -> None:
    unit.count(engagement.scope, State.WAITING, len(new))
    count_waiting(unit, engagement, Hold.INTAKE, len(new))
    unit.audit(
        "comments.received",
        engagement.scope,
        channel=way.channel,
        notice=way.notice_version_id,
        number=len(new),
        first=min(new.values()),
        last=max(new.values()),
    )
    unit.emit(CommentsImported(engagement.id))


@lru_cache
def _inserting(dialect: str, shared: tuple[str, ...]) -> ReturningInsert[str, int]:
    statement = inserting(dialect, COMMENT, _VARYING, shared)
    known = statement.on_conflict_do_nothing(index_elements=["engagement_id", "source_key"])
    return known.returning(COMMENT.c.source_key, COMMENT.c.id)

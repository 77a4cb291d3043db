"""Bringing in comments that another body collected, with its decisions; or that came to us on paper
and by telephone and were typed into a table.

The whole file is one transaction: a failure imports nothing, and while it runs an embedded database
lets nobody else write (well under a second for a thousand rows). Rows are written in bulk and in
their final state, so `place` has no part in it; every count that `place` would keep is kept here.

Closing times do not apply to what another body collected: these comments reached it under its own
notice, at the time that each row gives. Rows that say how we gave our notice came to us: they are
judged by the instant of their receipt like every other (R87), and the notice's version is stored
with them.

What still waits, waits from the import on, so that no moderator is late before they could begin. A
row is known again by a keyed hash of its id or of its content, because an id may be a person's
address and a plain hash of a text can be guessed.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select

from engage.comments.import_rules import ImportRow, LineFault, Sheet
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.rules import Hold, NoticeGiven, State
from engage.comments.service import count_waiting, new_public_id
from engage.core.db import Base
from engage.core.errors import Refused
from engage.core.events import CommentsImported
from engage.core.permissions import Actor
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.engagements.service import touch
from engage.governance.elections.service import hold_new_comments
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.rules import IMPORTING_ROLES, Outcome, Reason
from engage.moderation.service import count_reason
from engage.notices.service import current_version

CHUNK: Final = 1_000
VERSION: Final = 1
OUTCOMES: Final = {State.PUBLISHED: Outcome.PUBLISH, State.NOT_PUBLISHED: Outcome.NOT_PUBLISH}

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Imported:
    """How a file's rows came out; `states` counts the new ones."""

    new: int
    already: int
    states: Counter[State]


class FaultyFile(Refused):
    """The file is not imported; each fault names its line."""

    def __init__(self, faults: Sequence[LineFault], count: int) -> None:
        words = f"{count:,} fault{'' if count == 1 else 's'}"
        super().__init__("file", f"Nothing was imported: the file has {words}.")
        self.faults = tuple(faults)
        self.count = count


def import_comments(
    units: Units,
    actor: Actor,
    engagement_slug: str,
    topic_slug: str,
    sheet: Sheet,
    progress: Progress = lambda _done: None,
) -> Imported:
    """Imports a file in one transaction. Run again, it finds its rows there and writes nothing.

    `progress` is told how many rows more are done. Raises NotFound, NotAllowed or FaultyFile.
    """
    with units.writing(actor) as unit:
        engagement = engagement_by_slug(unit.session, engagement_slug)
        topic = topic_by_slug(unit.session, engagement.id, topic_slug)
        return import_sheet(unit, engagement, topic, sheet, progress)


def import_sheet(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    sheet: Sheet,
    progress: Progress = lambda _done: None,
) -> Imported:
    """The same within a transaction of the caller's."""
    unit.actor.require(*IMPORTING_ROLES, ministry_id=engagement.ministry_id)
    if sheet.fault_count:
        raise FaultyFile(sheet.faults, sheet.fault_count)
    # One import at a time in an engagement: the second then finds the rows of the first.
    unit.session.execute(
        select(Engagement.id).where(Engagement.id == engagement.id).with_for_update(key_share=True)
    )
    _refuse_untimely(engagement, sheet)
    new = _new_rows(unit, engagement, sheet)
    progress(len(sheet.rows) - len(new))
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        _write(unit, engagement, topic, chunk)
        progress(len(chunk))
    states = Counter(row.state for _key, row in new)
    if new:
        _note(unit, engagement, topic, sheet, states)
    return Imported(len(new), len(sheet.rows) - len(new), states)


def _refuse_untimely(engagement: Engagement, sheet: Sheet) -> None:
    """What came to us, and not to another body, counts only if it came in time."""
    late = [
        LineFault(
            row.line, "the engagement took no comments at the time it was received", sheet.kind
        )
        for row in sheet.rows
        if row.notice_given is not NoticeGiven.BY_THE_COLLECTING_BODY
        and not engagement.timing.accepts_comments(row.received_at)
    ]
    if late:
        raise FaultyFile(late, len(late))


def _new_rows(unit: Unit, engagement: Engagement, sheet: Sheet) -> list[tuple[str, ImportRow]]:
    """The rows that are not there yet, with their keys.

    An id that is there with another time belongs to another file: silently passing its rows over
    would lose them.
    """
    there = dict(
        unit.session.execute(
            select(Comment.source_key, Comment.received_at).where(
                Comment.engagement_id == engagement.id, Comment.source_key.is_not(None)
            )
        ).all()
    )
    keyed = [(_key(unit, row), row) for row in sheet.rows]
    clashes = [
        LineFault(
            row.line,
            "a comment with this source id and another time is there already: the file belongs to"
            " another consultation, or was changed; without source_id its rows get keys of their"
            " own",
            sheet.kind,
        )
        for key, row in keyed
        if key in there and there[key] != row.received_at
    ]
    if clashes:
        raise FaultyFile(clashes, len(clashes))
    return [(key, row) for key, row in keyed if key not in there]


def _key(unit: Unit, row: ImportRow) -> str:
    digest = hashlib.sha256(row.source.encode()).hexdigest()
    return unit.keyring.blind_index(digest, "import-source")


def _write(
    unit: Unit, engagement: Engagement, topic: Topic, chunk: Sequence[tuple[str, ImportRow]]
) -> None:
    """Some rows with their texts, names and decisions, each table by one statement."""
    notice = current_version(unit, engagement.id)
    comments = [_comment(unit, engagement, topic, key, row) for key, row in chunk]
    for values, (_key, row) in zip(comments, chunk, strict=True):
        is_ours = notice is not None and row.notice_given != NoticeGiven.BY_THE_COLLECTING_BODY
        values["notice_version_id"] = notice.id if notice and is_ours else None
        values["notice_hash"] = notice.content_hash if notice and is_ours else None
    numbers = _inserted(unit, Comment, comments, "source_key")
    placed = [(numbers[key], row) for key, row in chunk]
    _insert(
        unit,
        CommentText,
        [
            {
                "comment_id": number,
                "version": VERSION,
                "body": row.text,
                "recorded_at": unit.now,
            }
            for number, row in placed
        ],
    )
    _insert(
        unit,
        CommentPerson,
        [
            {
                "comment_id": number,
                "name_cipher": unit.keyring.encrypt(
                    row.display_name, f"comment_person:{number}.name"
                ),
                "purposes": "",
            }
            for number, row in placed
            if row.display_name
        ],
    )
    _write_decisions(unit, placed)


def _write_decisions(unit: Unit, placed: Sequence[tuple[int, ImportRow]]) -> None:
    """What the collecting body decided, entered by the acting person."""
    decisions = [
        {
            "comment_id": number,
            "version": VERSION,
            "from_state": State.WAITING,
            "to_state": row.state,
            "outcome": OUTCOMES[row.state],
            "decided_at": unit.now,
            "decided_by": unit.actor.person_id,
        }
        for number, row in placed
        if row.state in OUTCOMES
    ]
    numbers = _inserted(unit, Decision, decisions, "comment_id")
    reasons = [
        {"decision_id": numbers[number], "reason": Reason.IMPORTED}
        for number, row in placed
        if row.state is State.NOT_PUBLISHED
    ]
    _insert(unit, DecisionReason, reasons)


def _comment(
    unit: Unit, engagement: Engagement, topic: Topic, key: str, row: ImportRow
) -> dict[str, Any]:
    waits = row.state is State.WAITING
    return {
        "public_id": new_public_id(),
        "engagement_id": engagement.id,
        "topic_id": topic.id,
        "channel": row.channel,
        "state": row.state,
        "hold": Hold.INTAKE,
        "language": row.language,
        "notice_given": row.notice_given,
        "source_key": key,
        "received_at": row.received_at,
        "recorded_at": unit.now,
        "waiting_since": unit.now if waits else None,
        "version": VERSION,
        "decided_version": None if waits else VERSION,
        "published_version": VERSION if row.state is State.PUBLISHED else None,
        "published_at": unit.now if row.state is State.PUBLISHED else None,
    }


def _inserted(
    unit: Unit, model: type[Base], rows: list[dict[str, Any]], known_by: str
) -> dict[Any, int]:
    """Inserts rows in their order; the new ids by a column whose values tell them apart.

    Through the table, not the mapped class: that would split the rows by which values are NULL and
    end in one statement a row.
    """
    if not rows:
        return {}
    table = model.metadata.tables[model.__tablename__]
    found = unit.session.execute(insert(table).returning(table.c[known_by], table.c.id), rows)
    return dict(found.all())


def _insert(unit: Unit, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        unit.session.execute(insert(model.metadata.tables[model.__tablename__]), rows)


def _note(
    unit: Unit, engagement: Engagement, topic: Topic, sheet: Sheet, states: Counter[State]
) -> None:
    """Counts, cached pages, audit and event: what decisions one by one would have noted."""
    for state, number in states.items():
        unit.count(engagement.scope, state, number)
    count_waiting(unit, engagement, Hold.INTAKE, states[State.WAITING])
    unit.count(topic.scope, State.PUBLISHED, states[State.PUBLISHED])
    count_reason(unit, engagement, Reason.IMPORTED, states[State.NOT_PUBLISHED])
    if states[State.PUBLISHED]:
        hold_new_comments(unit, engagement.id)
        touch(unit, engagement)
    unit.audit(
        "comments.imported",
        engagement.scope,
        topic=topic.id,
        sha256=sheet.digest,
        **{state.value: states[state] for state in OUTCOMES | {State.WAITING: None}},
    )
    unit.emit(CommentsImported(engagement.id))

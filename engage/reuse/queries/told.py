"""What reports are told: approved quotations that still hold, and what was taken out of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engage.comments.queries import EPOCH
from engage.reuse.kinds import CUT, TELLING, Kind
from engage.reuse.queries.standing import StandingQuotation, quotations_of
from engage.reuse.rules import State
from engage.reuse.sources import attribution


@dataclass(frozen=True)
class ToldQuotation:
    """An approved quotation as a report prints it. `number` stays the same for its whole life.

    `attribution` is '' for a comment, else where it is from ('from an interview'), never who.
    """

    number: int
    comment_id: int | None
    version: int | None
    topic_slug: str
    theme_key: str | None
    position: int
    language: str
    text: str
    is_from_elsewhere: bool
    attribution: str


@dataclass(frozen=True)
class KnownRemoved:
    """Words that were generalised in a quotation. `is_telling`: they point at somebody wherever
    they stand, so no other quotation of the report may hold them."""

    number: int
    kind: Kind
    text: str
    is_telling: bool


@dataclass(frozen=True)
class KnownKept:
    """Words that were noticed and kept as written, for a reason that a second person read (R34)."""

    number: int
    kind: Kind
    text: str


def told_quotations(
    session: Session, engagement_id: int, now: datetime
) -> tuple[ToldQuotation, ...]:
    """Approved by a second person, of words that are public and of consents that hold now, in
    order."""
    approved = [
        one for one in quotations_of(session, engagement_id, now) if one.state is State.APPROVED
    ]
    return tuple(_told(one, place) for place, one in enumerate(approved, 1))


def known_removed(session: Session, engagement_id: int) -> Iterator[KnownRemoved]:
    """What was generalised in any quotation of the engagement that was not removed, worked out from
    text and edits, stored nowhere. Texts that are not public any more give nothing."""
    for one in quotations_of(session, engagement_id, EPOCH):
        if one.state is not State.REMOVED and one.body:
            yield from _removed_from(one)


def known_kept(session: Session, engagement_id: int, now: datetime) -> Iterator[KnownKept]:
    """Identifiers that stand in approved quotations on purpose, for whoever looks for such."""
    for one in quotations_of(session, engagement_id, now):
        if one.state is State.APPROVED:
            for edit in one.edits:
                if not edit.changes:
                    yield KnownKept(one.row.id, edit.kind, one.body[edit.start : edit.end])


def _removed_from(one: StandingQuotation) -> Iterator[KnownRemoved]:
    for edit in one.edits:
        if edit.changes and edit.words != CUT:
            text = one.body[edit.start : edit.end]
            yield KnownRemoved(one.row.id, edit.kind, text, edit.kind in TELLING)


def _told(one: StandingQuotation, place: int) -> ToldQuotation:
    row = one.row
    return ToldQuotation(
        number=row.id,
        comment_id=row.comment_id,
        version=row.comment_version,
        topic_slug=one.topic_slug,
        theme_key=row.theme_key,
        position=place,
        language=row.language,
        text=one.text,
        is_from_elsewhere=one.is_from_elsewhere,
        attribution=attribution(one.source_kind, row.language),
    )

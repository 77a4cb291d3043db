"""Keeping the index of public texts in step with what is public.

Triggers take a text out of the index with the very statement that changes it, whoever writes that
statement, and leave a row of what is due. Before a transaction that touched public content commits,
`follow` puts back what is public now: so a published comment is found at once, and a withdrawn one
never again. Where many became public at once (an import), the job does it after them, part by part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Table, bindparam, delete, select, text
from sqlalchemy.orm import Session

from engage.core.lists import insert_rows
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.search.models import SearchDue
from engage.search.rules import Kind
from engage.search.texts import AT_ONCE, all_public_texts, index_of, public_texts

FEW: Final = 50
"""What one transaction does itself."""
TRACES: Final = "traces"
_DUE_TABLE: Final = cast(Table, SearchDue.__table__)
# Put together once: each publication asks these, and putting together takes longer than asking.
_NEXT_DUE: Final = (
    select(SearchDue.kind, SearchDue.subject_id)
    .where(SearchDue.kind != TRACES)
    .order_by(SearchDue.kind.desc(), SearchDue.subject_id.desc())
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DONE: Final = text("DELETE FROM search_due WHERE kind = :kind AND subject_id = :id")


@dataclass(frozen=True)
class Compared:
    """How the index stands: how much it holds, and the ids that are wrong, by kind."""

    kept: int
    missing: dict[Kind, list[int]]
    left_over: dict[Kind, list[int]]
    is_sound: bool

    @property
    def is_right(self) -> bool:
        return self.is_sound and not any((*self.missing.values(), *self.left_over.values()))


def follow(unit: Unit) -> None:
    """Puts back what this transaction made public; many are left to the job."""
    unit.session.flush()
    due = _due(unit.session, FEW + 1)
    if len(due) <= FEW:
        _follow(unit.session, due)


def follow_part(unit: Unit) -> bool:
    """What is due, the newest first and at most a part; whether more may follow."""
    due = _due(unit.session, AT_ONCE)
    _follow(unit.session, due)
    return len(due) == AT_ONCE


def traces(session: Session) -> int | None:
    """How often words were taken out that the index's file may still hold; None: it holds none."""
    return session.scalar(select(SearchDue.times).where(SearchDue.kind == TRACES))


def clear_traces(unit: Unit, pages: int, *, begins: bool) -> bool:
    """One step of clearing away; whether nothing is left."""
    return index_of(unit.session).tidy(unit.session, pages, begins=begins)


def forget_traces(unit: Unit, seen: int) -> None:
    """They were cleared away, unless words were taken out since they were counted."""
    unit.session.execute(delete(SearchDue).where(SearchDue.kind == TRACES, SearchDue.times == seen))


def begin_rebuild(unit: Unit) -> int:
    """Everything that is public or kept is due, and `follow_part` does it part by part, so that
    nobody is kept from writing for long; how many there are.

    Until it is done the index goes on answering: a text is taken out and put back in one step.
    """
    unit.actor.require(Role.ADMINISTRATOR)
    session = unit.session
    index = index_of(session)
    index.repair(session)
    due = 0
    for kind in Kind:
        ids = {one.subject_id for texts in all_public_texts(session, kind) for one in texts}
        ids.update(index.kept(session, kind))
        ids.difference_update(_due_of(session, kind))
        insert_rows(
            session, _DUE_TABLE, ("subject_id",), [(number,) for number in ids], {"kind": kind}
        )
        due += len(ids)
    unit.audit("search.rebuilt", "search:index", texts=due)
    return due


def compared(unit: Unit) -> Compared:
    """The index beside what is public; what is due already counts as right."""
    session = unit.session
    index, kept = index_of(session), 0
    missing: dict[Kind, list[int]] = {}
    left_over: dict[Kind, list[int]] = {}
    for kind in Kind:
        due = _due_of(session, kind)
        public: set[int] = set()
        wrong: set[int] = set()
        for texts in all_public_texts(session, kind):
            public.update(one.subject_id for one in texts)
            wrong |= index.differing(session, texts)
        there = set(index.kept(session, kind))
        kept += len(there)
        missing[kind] = sorted(wrong - due)
        left_over[kind] = sorted(there - public - due)
    return Compared(kept, missing, left_over, index.is_sound(session))


Due = Sequence[tuple[Kind, int]]


def _due_of(session: Session, kind: Kind) -> set[int]:
    return set(session.scalars(select(SearchDue.subject_id).where(SearchDue.kind == kind)))


def _due(session: Session, limit: int) -> Due:
    """What is due and nobody else is about to do, in the order of the key from its end."""
    rows = session.execute(_NEXT_DUE, {"most": limit})
    return [(Kind(kind), number) for kind, number in rows]


def _follow(session: Session, due: Due) -> None:
    index = index_of(session)
    for kind in dict.fromkeys(kind for kind, _number in due):
        ids = [number for one, number in due if one is kind]
        index.forget(session, kind, ids)
        index.keep(session, public_texts(session, kind, ids))
        session.execute(_DONE, [{"kind": kind, "id": number} for number in ids])

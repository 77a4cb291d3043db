"""The unit of work: one actor, one instant, one transaction.

A use case receives a `Unit` and never commits. What it wants besides its rows (audit entries,
events, counts, content versions) it notes here; `commit` writes the notes in one fixed order,
hot rows last, and then commits everything or nothing. The session opens on first use, so a page
served from elsewhere costs no transaction.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from engage.core.clock import Clock
from engage.core.crypto import Keyring
from engage.core.db import Database
from engage.core.events import Event
from engage.core.ledgers import Late, apply_counts, apply_late, bump_versions
from engage.core.permissions import Actor
from engage.core.settings import Settings


@dataclass(frozen=True)
class AuditNote:
    """One thing to be chained into the audit: ids and outcomes, never text of a person."""

    action: str
    subject: str
    detail: dict[str, str | int | bool | None]


class Unit:
    """Session, actor, now, settings, keys; plus the notes that commit turns into rows."""

    def __init__(
        self, units: "Units", actor: Actor, now: datetime, *, writes: bool, lasts: bool = True
    ) -> None:
        self._units = units
        self._session: Session | None = None
        self._writes = writes
        self._lasts = lasts
        self.actor = actor
        self.now = now
        self.settings = units.settings
        self.keyring = units.keyring
        self.events: list[Event] = []
        self.audit_notes: list[AuditNote] = []
        self.job_ids: list[int] = []
        self._deltas: Counter[tuple[str, str]] = Counter()
        self._touched: set[str] = set()
        self._late: list[Late] = []
        self._left_behind: list[Callable[[Unit], None]] = []

    @property
    def writes(self) -> bool:
        """Whether this unit may change anything."""
        return self._writes

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = self._units.database.session(writes=self._writes, lasts=self._lasts)
        return self._session

    def emit(self, event: Event) -> None:
        """Tells higher features; becomes one job per subscriber in this transaction."""
        self.events.append(event)

    def audit(self, action: str, subject: str, **detail: str | int | bool | None) -> None:
        """Notes who did what to which thing (`comment:12`) for the hash chain (R76)."""
        self.audit_notes.append(AuditNote(action, subject, detail))

    def count(self, scope: str, name: str, delta: int) -> None:
        """Moves a shared counter when this transaction commits."""
        self._deltas[scope, name] += delta

    def touch(self, scope: str) -> None:
        """Public content of this scope changes: cached pages of it end at commit."""
        self._touched.add(scope)

    def late(self, late: Late) -> None:
        """Changes a row that many change, such as a tally, when this transaction commits."""
        self._late.append(late)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A savepoint with its notes: what is refused inside leaves neither row nor note."""
        kept = (len(self.events), len(self.audit_notes), Counter(self._deltas), set(self._touched))
        late = len(self._late)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self.events[kept[0] :], self.audit_notes[kept[1] :], self._late[late:]
            self._deltas, self._touched = kept[2], kept[3]
            raise

    def commit(self) -> None:
        """Writes the notes (jobs, late rows, counters, versions, audit head last) and commits."""
        if self._session is None and not (self.events or self.audit_notes or self._deltas):
            return
        session = self.session
        session.flush()
        if self._touched:
            for follow in self._units.hooks.touched:
                follow(self)
        self._units.hooks.insert_jobs(self)
        apply_late(session, self._late)
        apply_counts(session, self._deltas)
        bump_versions(session, self._touched)
        self._units.hooks.append_audit(self)
        session.commit()
        for told in self._units.hooks.committed:
            told(self)

    def leave_behind(self, write: "Callable[[Unit], None]") -> None:
        """What stays written although the use case is refused and undone, such as that it was held:
        `write` runs when this unit has ended, in a unit of its own. It must bear a repeat."""
        self._left_behind.append(write)

    def close(self) -> None:
        """Ends the session; what was not committed is rolled back."""
        if self._session is not None:
            self._session.close()
            self._session = None
        left, self._left_behind = self._left_behind, []
        if left:
            with self._units.writing(self.actor, self.now) as unit:
                for write in left:
                    write(unit)


class NoteWriter(Protocol):
    """Turns a unit's notes into rows inside its transaction."""

    def __call__(self, unit: Unit, /) -> None: ...


@dataclass
class UnitHooks:
    """What `engage.wiring` joins to every unit; core itself knows neither jobs nor audit.

    `touched` are called before a unit commits that changed public content."""

    insert_jobs: NoteWriter
    append_audit: NoteWriter
    touched: list[Callable[[Unit], None]] = field(default_factory=list)
    committed: list[Callable[[Unit], None]] = field(default_factory=list)


class Units:
    """Makes units; the edge (web, worker, command) holds one of these."""

    def __init__(
        self, database: Database, settings: Settings, clock: Clock, hooks: UnitHooks
    ) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.hooks = hooks
        self.keyring = Keyring(settings.data_keys)

    def open(self, actor: Actor, *, writes: bool, now: datetime | None = None) -> Unit:
        """A unit that the caller commits and closes."""
        return Unit(self, actor, now or self.clock.now(), writes=writes)

    @contextmanager
    def writing(self, actor: Actor, now: datetime | None = None) -> Iterator[Unit]:
        """Leaving the block commits; raising rolls back."""
        unit = self.open(actor, writes=True, now=now)
        try:
            yield unit
            unit.commit()
        finally:
            unit.close()

    @contextmanager
    def passing(self, actor: Actor, now: datetime | None = None) -> Iterator[Unit]:
        """As `writing`, for what may be lost with the power: it does not wait for the disk."""
        unit = Unit(self, actor, now or self.clock.now(), writes=True, lasts=False)
        try:
            yield unit
            unit.commit()
        finally:
            unit.close()

    @contextmanager
    def reading(self, actor: Actor, *, snapshot: bool = False) -> Iterator[Unit]:
        """A read; nothing is committed. `snapshot`: every question in it sees one state.

        SQLite reads so always; PostgreSQL must be told at the start.
        """
        unit = self.open(actor, writes=False)
        try:
            if snapshot and not self.database.is_sqlite:
                unit.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield unit
        finally:
            unit.close()

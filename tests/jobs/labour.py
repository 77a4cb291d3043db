"""Work for the tests: handlers whose effects are rows, and the worker process that gets killed."""

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from engage.audit.models import AuditEntry, AuditHead
from engage.audit.rules import GENESIS
from engage.audit.service import append_notes
from engage.core.clock import Clock, SystemClock
from engage.core.db import Base, Database
from engage.core.ledgers import ContentVersion, Counter
from engage.core.permissions import SYSTEM
from engage.core.settings import load_settings
from engage.core.unit import Unit, UnitHooks, Units
from engage.jobs.dispatcher import run_celery_worker
from engage.jobs.handlers import Handlers, JobContext, networked, transactional
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import Payload, Subscriptions, enqueue, insert_jobs
from engage.jobs.worker import run_worker, stop_on_signals

# No constraint keeps an effect from happening twice: the tests must be able to see it.
EFFECTS = MetaData()
effect = Table("effect", EFFECTS, Column("id", Integer, primary_key=True), Column("what", String))


@dataclass(frozen=True)
class Orders:
    """What a worker process is to do. `stall`: get stuck in the middle of each job."""

    database_url: str
    folder: str
    redis_url: str = ""
    lanes: int = 2
    ahead: float = 0.0
    stall: bool = False
    pause: float = 0.0


@dataclass
class ShiftedClock:
    """The machine's clock, some seconds ahead: leases of the dead run out without waiting."""

    ahead: float = field(default=0.0)

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=self.ahead)


def make_units(
    database: Database,
    clock: Clock,
    folder: Path,
    subscriptions: Subscriptions | None = None,
    committed: list[Callable[[Unit], None]] | None = None,
) -> Units:
    settings = load_settings(
        {
            "ENGAGE_DATABASE_URL": database.url,
            "ENGAGE_VAR_DIR": str(folder),
            "ENGAGE_NOTICES_DIR": str(folder),
        }
    )
    hooks = UnitHooks(
        insert_jobs=partial(insert_jobs, subscriptions=subscriptions or {}),
        append_audit=append_notes,
        committed=committed or [],
    )
    return Units(database, settings, clock, hooks)


def make_tables(database: Database) -> None:
    """Those that a unit with jobs touches; the migrations' own tests compare the whole schema."""
    models: list[type[Base]] = [Job, AuditEntry, AuditHead, Counter, ContentVersion]
    tables = [Base.metadata.tables[model.__tablename__] for model in models]
    with database.session(writes=True) as session:
        Base.metadata.create_all(session.connection(), tables)
        EFFECTS.create_all(session.connection())
        session.add(AuditHead(id=1, seq=0, seal=GENESIS, key_id="", head_seal=""))
        session.commit()


def note(unit: Unit, payload: Payload) -> None:
    unit.session.execute(insert(effect).values(what=str(payload["what"])))


def send(context: JobContext) -> None:
    with context.recording() as unit:
        note(unit, context.payload)


HANDLERS: Handlers = {"note": transactional(note), "send": networked(send)}


def stalling_handlers(stall: Callable[[Payload], None]) -> Handlers:
    """The same work, stopped where a kill hurts most: effect written, nothing committed."""

    def stalled_note(unit: Unit, payload: Payload) -> None:
        note(unit, payload)
        stall(payload)

    def stalled_send(context: JobContext) -> None:
        stall(context.payload)
        send(context)

    return {"note": transactional(stalled_note), "send": networked(stalled_send)}


def enqueue_many(units: Units, kind: str, count: int) -> list[str]:
    names = [f"{kind}-{number:03}" for number in range(count)]
    with units.writing(SYSTEM) as unit:
        for name in names:
            enqueue(unit, kind, {"what": name})
    return names


def effects(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return sorted(unit.session.scalars(select(effect.c.what)))


def states(units: Units) -> set[str]:
    with units.reading(SYSTEM) as unit:
        return set(unit.session.scalars(select(Job.state)))


def are_all_done(units: Units) -> bool:
    return states(units) <= {JobState.DONE}


def until(claim: Callable[[], bool], patience: float = 45.0) -> None:
    deadline = time.monotonic() + patience
    while not claim():
        assert time.monotonic() < deadline, "what the test waits for did not come"
        time.sleep(0.02)


def labour(orders: Orders) -> None:
    """The whole life of a worker process; its output goes to a file in its folder."""
    folder = Path(orders.folder)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")

    def stall(payload: Mapping[str, int | str]) -> None:
        (folder / f"reached-{payload['what']}").touch()
        time.sleep(3600 if orders.stall else orders.pause)

    with tempfile.TemporaryDirectory() as var:
        units = make_units(Database(orders.database_url), ShiftedClock(orders.ahead), Path(var))
        handlers = stalling_handlers(stall)
        if orders.redis_url:
            run_celery_worker(units, handlers, (), orders.redis_url)
        else:
            stop = threading.Event()
            stop_on_signals(stop)
            run_worker(units, handlers, (), stop, poll=0.05, lanes=orders.lanes)

"""How it stands with WordPress, gathered for the staff page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engage.core.unit import Unit
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress import queries
from engage.wordpress.models import WordPressContact
from engage.wordpress.plans import LinkState, RunKind, Thing
from engage.wordpress.queries.differences import count_waiting
from engage.wordpress.queries.links import PostRow
from engage.wordpress.queries.outgoing import cannot_create_since
from engage.wordpress.queries.runs import Run, RunState, last_runs
from engage.wordpress.queries.standing import (
    LeftOutRow,
    Pace,
    Queue,
    alarm,
    count_left_out,
    last_good_pull,
    left_out,
    oldest_unsent,
    pace,
    queues,
)
from engage.wordpress.rules import Capability
from engage.wordpress.service.kinds import KINDS, PUSHES
from engage.wordpress.wording import (
    RUN_WORDS,
    WEAKER,
    estimate_words,
    run_trouble_words,
)

FIRST_SYNC: Final = 50
"""So many comments missing there are worth a bar."""


@dataclass(frozen=True)
class Connection:
    """What the last check found. `faults` None: nobody has checked yet."""

    under_way: bool
    at: datetime | None
    faults: tuple[str, ...] | None
    weaker: tuple[str, ...]
    has_plugin: bool | None


@dataclass(frozen=True)
class RunRow:
    name: str
    run: Run | None
    words: str


@dataclass(frozen=True)
class Bar:
    """How far a long run is. `most` None: nobody knows yet."""

    name: str
    done: int
    most: int | None
    words: str


@dataclass(frozen=True)
class Standing:
    connection: Connection
    contact: WordPressContact | None
    queue: Sequence[Queue]
    unsent_since: datetime | None
    cannot_create_since: datetime | None
    pulled_at: datetime | None
    pace: Pace
    bars: Sequence[Bar]
    runs: Sequence[RunRow]
    alarm_id: int | None
    alarm_at: datetime | None
    failed: Sequence[Job]
    differences: int
    left_out: Sequence[LeftOutRow]
    left_out_in_all: int
    posts: Sequence[PostRow]
    comments: Mapping[LinkState, int]

    @property
    def is_moving(self) -> bool:
        """Whether it looks otherwise in a few seconds."""
        return bool(self.bars) or self.connection.under_way


def standing(unit: Unit) -> Standing:
    session, now = unit.session, unit.now
    runs = last_runs(session, now)
    alarming = alarm(session)
    going = pace(session, now)
    return Standing(
        connection=_connection(runs[RunKind.CHECK]),
        contact=queries.contact(session),
        queue=queues(session, KINDS),
        unsent_since=oldest_unsent(session, PUSHES),
        cannot_create_since=cannot_create_since(session),
        pulled_at=last_good_pull(session),
        pace=going,
        bars=_bars(runs, going),
        runs=[RunRow(RUN_WORDS[kind], runs[kind], _run_words(runs[kind])) for kind in RunKind],
        alarm_id=alarming.id if alarming is not None else None,
        alarm_at=alarming.finished_at if alarming is not None else None,
        failed=queries.jobs_by_state(session, KINDS, JobState.FAILED),
        differences=count_waiting(session, None, None)[0],
        left_out=left_out(session),
        left_out_in_all=count_left_out(session)[0],
        posts=queries.posts(session),
        comments=queries.counts_by_state(session, Thing.COMMENT),
    )


def _connection(run: Run | None) -> Connection:
    if run is None or run.finished_at is None:
        return Connection(run is not None and run.is_under_way, None, None, (), None)
    found: Mapping[str, Any] = run.found
    faults = tuple(map(str, found.get("faults", ())))
    if run.trouble:
        faults = (f"{run_trouble_words(run.trouble)}.",)
    can = {Capability(one) for one in found.get("capabilities", ()) if one in set(Capability)}
    weaker = tuple(words for one, words in WEAKER.items() if one not in can)
    is_known = "capabilities" in found
    return Connection(
        False,
        run.finished_at,
        faults,
        weaker if is_known else (),
        Capability.PLUGIN in can if is_known else None,
    )


def _bars(runs: Mapping[RunKind, Run | None], going: Pace) -> list[Bar]:
    bars = []
    if going.missing >= FIRST_SYNC:
        words = estimate_words(going.missing, going.in_last_minute)
        most = going.there + going.missing
        bars.append(Bar("Comments on their way to WordPress", going.there, most, words))
    for kind in (RunKind.PULL, RunKind.DRIFT, RunKind.REPAIR):
        run = runs[kind]
        if run is not None and run.state is RunState.RUNNING:
            bars.append(Bar(RUN_WORDS[kind], run.done, run.total, ""))
    return bars


def _run_words(run: Run | None) -> str:
    if run is None:
        return "Never yet"
    if run.state is RunState.RUNNING:
        return "Under way"
    if run.state is RunState.PUT_OFF:
        return "Waits, and begins by itself"
    if run.state is RunState.BROKEN_OFF:
        return "Broke off"
    return run_trouble_words(run.trouble) or "Done"

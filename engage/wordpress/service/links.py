"""Taking charge of a link: one job at a time may push a thing.

Two simultaneous pushes of one comment would both look, both find nothing and both create. So a
job writes its number into the link before it sends, and while it runs (its own lease says how
long that is) every other waits. A job that died is no longer running: the next one takes over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.jobs.handlers import Later
from engage.jobs.service import enqueue
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Outcome, Thing
from engage.wordpress.queries import is_running, running_jobs

BUSY: Final = 2.0
HELD: Final = 300.0
"""Seconds until a push that found another at work, or the outbound guard closed, asks again."""


def take_charge(unit: Unit, thing: Thing, local_id: int, key: str, job_id: int) -> WordPressLink:
    """The link, made if there was none, with this job in charge; Later while another one runs."""
    link = locked_link(unit, thing, local_id, key)
    if (
        link.job_id is not None
        and link.job_id != job_id
        and is_running(unit.session, link.job_id, unit.now)
    ):
        raise Later(BUSY)
    link.job_id = job_id
    return link


@dataclass(frozen=True)
class Charge:
    """Links in one job's charge, by thing and number. `busy`: comments of which another running
    job has something in hand, so that none of their links is here."""

    links: Mapping[tuple[str, int], WordPressLink]
    busy: frozenset[int]


def take_charge_of(
    unit: Unit, things: Mapping[int, Mapping[tuple[Thing, int], str]], job_id: int
) -> Charge:
    """The links of some comments and their replies, those without one made where a key is given.

    `things` is by comment. Who takes several takes them in the order of their numbers, so that two
    who take the same never wait for each other in a circle.
    """
    keyed = sorted(pair for of_one in things.values() for pair in of_one.items())
    rows = [
        {"thing": thing, "local_id": number, "key": key} for (thing, number), key in keyed if key
    ]
    links = _locked(unit, [pair for pair, _key in keyed])
    missing = [row for row in rows if (row["thing"], row["local_id"]) not in links]
    if missing:
        statement = upsert(unit.session.get_bind().dialect, WordPressLink)
        fresh = statement.on_conflict_do_nothing(index_elements=["thing", "local_id"])
        unit.session.execute(fresh, missing)
        links = _locked(unit, [pair for pair, _key in keyed])
    others = {link.job_id for link in links.values() if link.job_id not in (None, job_id)}
    running = running_jobs(unit.session, [one for one in others if one], unit.now)
    busy = frozenset(
        number
        for number, of_one in things.items()
        if any(pair in links and links[pair].job_id in running for pair in of_one)
    )
    taken: dict[tuple[str, int], WordPressLink] = {
        pair: links[pair]
        for number, of_one in things.items()
        for pair in of_one
        if number not in busy and pair in links
    }
    for link in taken.values():
        link.job_id = job_id
    return Charge(taken, busy)


def _locked(unit: Unit, pairs: Sequence[tuple[Thing, int]]) -> dict[tuple[str, int], WordPressLink]:
    found: dict[tuple[str, int], WordPressLink] = {}
    for thing in (Thing.COMMENT, Thing.REPLY):
        numbers = [number for of_thing, number in pairs if of_thing is thing]
        if not numbers:
            continue
        rows = unit.session.scalars(
            select(WordPressLink)
            .where(WordPressLink.thing == thing, WordPressLink.local_id.in_(numbers))
            .order_by(WordPressLink.local_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {(thing, link.local_id): link for link in rows}
    return found


def enqueue_push(
    unit: Unit,
    kind: str,
    thing: Thing,
    local_id: int,
    key: str,
    run_at: datetime | None = None,
    *,
    of: int | None = None,
) -> None:
    """A job that is in charge from the start, so that nobody enqueues a second one. `of`: the
    comment that an official reply is pushed with.

    That is what keeps repeats away rather than a key of the job: a key would also keep away the
    push of a text that comes back to what it was last week.
    """
    link = locked_link(unit, thing, local_id, key)
    payload = {f"{thing}_id": local_id} if of is None else {"comment_id": of}
    link.job_id = enqueue(unit, kind, payload, run_at=run_at)


def locked_link(unit: Unit, thing: Thing, local_id: int, key: str) -> WordPressLink:
    statement = upsert(unit.session.get_bind().dialect, WordPressLink)
    unit.session.execute(
        statement.values(thing=thing, local_id=local_id, key=key).on_conflict_do_nothing(
            index_elements=["thing", "local_id"]
        )
    )
    return unit.session.scalars(
        select(WordPressLink)
        .where(WordPressLink.thing == thing, WordPressLink.local_id == local_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def record_outcome(
    unit: Unit, link: WordPressLink, outcome: Outcome, sent_hash: str, now: datetime
) -> None:
    """What is there now. A conflict keeps the attempts: they tell our text when it is back."""
    link.state = outcome.state
    link.remote_id = outcome.remote_id
    link.remote_status = outcome.remote_status
    link.trouble = outcome.trouble
    if outcome.state is LinkState.CONFLICT:
        return
    link.modified_gmt = outcome.modified
    link.fields_hash = sent_hash if outcome.state is LinkState.SHOWN else ""
    link.attempted = ""
    link.pushed_at = now

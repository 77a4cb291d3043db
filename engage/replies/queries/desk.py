"""What of replies waits for a person, for the desk: questions to answer, replies to release."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.replies.queries.questions import load_of
from engage.replies.queries.staff import Shelf, counts_by_shelf, held_since
from engage.replies.words import held_words, questions_words


@dataclass(frozen=True)
class ReplyWaiting:
    """One thing that waits: since when, what it is, what to do, and where."""

    since: datetime
    kind: str
    title: str
    href: str


def waiting_for_person(unit: Unit) -> Iterator[ReplyWaiting]:
    """For the signed-in person; nothing for the system."""
    if unit.actor.person_id is None:
        return
    load = load_of(unit.session, unit.actor.person_id, unit.now)
    if load.since is not None:
        words = questions_words(load.open, load.overdue)
        yield ReplyWaiting(load.since, "Questions", words, "/staff/questions?show=mine")
    within = unit.actor.ministries((Role.PRIVACY_OFFICER,))
    since = held_since(unit.session, within=within) if within != frozenset() else None
    if since is not None:
        held = counts_by_shelf(unit.session, within=within)[Shelf.HELD]
        yield ReplyWaiting(since, "Privacy officer", held_words(held), "/staff/replies?show=held")

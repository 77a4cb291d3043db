"""What of replies waits for a person, for the desk: questions to answer, replies to release,
standing approvals to countersign or to give anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.dates import date_words
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.conduct.queries import ending_before, waiting_for_countersignature
from engage.governance.conduct.rules import SIGNING_ROLES
from engage.governance.conduct.service import may_countersign
from engage.governance.rules import REMIND_BEFORE
from engage.replies.queries.questions import load_of
from engage.replies.queries.staff import Shelf, counts_by_shelf, held_since
from engage.replies.queries.standing import MOMENT
from engage.replies.words import TO_COUNTERSIGN, ending_words, held_words, questions_words

STANDING: Final = "/staff/standing-approvals"


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
    yield from _standing_approvals(unit)


def _standing_approvals(unit: Unit) -> Iterator[ReplyWaiting]:
    """R9, R11: those that this person may countersign, and theirs that end within a month."""
    for row in waiting_for_countersignature(unit.session, unit.now):
        if may_countersign(unit, row):
            yield ReplyWaiting(row.given_at, "Approvals", TO_COUNTERSIGN, STANDING)
    within = unit.actor.ministries(SIGNING_ROLES)
    if within == frozenset():
        return
    soon = unit.now + REMIND_BEFORE
    for row in ending_before(unit.session, within=within, now=unit.now, before=soon):
        words = ending_words(date_words(row.ends_at - MOMENT, unit.settings.time_zone))
        yield ReplyWaiting(row.ends_at - REMIND_BEFORE, "Approvals", words, STANDING)

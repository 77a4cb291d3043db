"""Every way out in every phase, with and without an exception: one table, written by hand (R54).

A cell says what the guard answers: `goes`, `held`, or `excepted` (held, but for an exception).
The columns: before any call, between call and voting, until the cabinet is sworn in, afterwards
where this very thing was held, and afterwards where it was not.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.governance.elections.models import ElectionException, HeldItem
from engage.governance.elections.rules import HELD_KINDS, Outcome, item_key, item_kind
from engage.governance.outbound import NEVER_HELD, Action, Outbound
from engage.governance.service import outbound_guard, place_hold
from tests.app_fixtures import NOON, build_engagement
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    IN_TRANSITION,
    director,
    executive,
    set_election,
)

DOCUMENTED = Path(__file__).parents[3] / "docs" / "elections.md"
GOES, HELD, EXCEPTED = "goes", "held", "excepted"


class Row(NamedTuple):
    before: str
    interregnum: str
    transition: str
    over_and_was_held: str
    over: str


TABLE = {
    Outbound.PUBLISH_ENGAGEMENT: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.OPEN_ENGAGEMENT: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.PUBLISH_CHANGES: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.PUBLISH_RESULTS: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.PUBLISH_SCHEDULED: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.LIST_IN_FEED: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.PUSH_POST: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.PUSH_COMMENT: Row(GOES, HELD, HELD, HELD, GOES),
    Outbound.SHOW_COMMENT: Row(GOES, HELD, HELD, HELD, GOES),
    Outbound.PUBLISH_REPLY: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.ANSWER_ABOUT_SERVICE: Row(GOES, GOES, GOES, GOES, GOES),
    Outbound.RELEASE_REPORT: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.HAND_OUT_REPORT: Row(GOES, GOES, GOES, GOES, GOES),
    Outbound.PROMOTE: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.SEND_MAIL: Row(GOES, EXCEPTED, EXCEPTED, HELD, GOES),
    Outbound.NOTIFY_STAFF: Row(GOES, GOES, GOES, GOES, GOES),
    Outbound.ANSWER_PERSON: Row(GOES, GOES, GOES, GOES, GOES),
    Outbound.SHOW_CLOSED: Row(GOES, GOES, GOES, GOES, GOES),
    Outbound.TAKE_DOWN: Row(GOES, GOES, GOES, GOES, GOES),
}
SITUATIONS = {
    "before": NOON,
    "interregnum": IN_INTERREGNUM,
    "transition": IN_TRANSITION,
    "over_and_was_held": AFTER,
    "over": AFTER,
}


def test_every_way_out_stands_in_the_table() -> None:
    assert set(TABLE) == set(Outbound)


def test_a_kind_is_held_or_it_is_not() -> None:
    assert not HELD_KINDS & NEVER_HELD
    assert set(Outbound) - HELD_KINDS - NEVER_HELD == {Outbound.ANSWER_ABOUT_SERVICE}


def test_the_documentation_says_the_same() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|(.+)\|$", DOCUMENTED.read_text("utf-8"), re.MULTILINE)
    told = {
        Outbound(kind): Row(*(cell.strip() for cell in cells.split("|"))) for kind, cells in rows
    }
    assert told == TABLE


@pytest.mark.parametrize("is_excepted", [False, True])
@pytest.mark.parametrize("column", SITUATIONS)
def test_the_guard_says_what_the_table_says(
    both_units: Units, clock: FixedClock, column: str, is_excepted: bool
) -> None:
    engagement = build_engagement(both_units).id
    period = set_election(both_units)
    if is_excepted:
        _grant_all(both_units, period, engagement)
    if column == "over_and_was_held":
        _write_all_down(both_units, period, engagement)
    clock.instant = SITUATIONS[column]
    with both_units.writing(SYSTEM) as unit:
        answered = {
            kind: outbound_guard(unit, Action(kind, engagement, 0)).allowed for kind in Outbound
        }
    expected = {kind: _goes(getattr(row, column), is_excepted) for kind, row in TABLE.items()}
    assert answered == expected


@pytest.mark.parametrize("now", [NOON, IN_INTERREGNUM, AFTER])
def test_an_administrators_stop_holds_beside_elections(
    units: Units, clock: FixedClock, now: datetime
) -> None:
    set_election(units)
    clock.instant = now
    with units.writing(SYSTEM) as unit:
        place_hold(unit, "A flood")
        allowed = {one for one in Outbound if outbound_guard(unit, Action(one)).allowed}
    assert allowed == NEVER_HELD


@pytest.mark.parametrize(
    ("instant", "is_held"),
    [(CALL.replace(hour=17, minute=59), False), (CALL, True)],
)
def test_the_clock_alone_begins_a_period(
    units: Units, clock: FixedClock, instant: datetime, is_held: bool
) -> None:
    set_election(units)
    clock.instant = instant
    with units.writing(SYSTEM) as unit:
        assert outbound_guard(unit, Action(Outbound.PROMOTE)).by_election is is_held


def _goes(cell: str, is_excepted: bool) -> bool:
    return cell == GOES or (cell == EXCEPTED and is_excepted)


def _grant_all(units: Units, period_id: int, engagement_id: int) -> None:
    """In force for every kind, also for those for which nobody could ask."""
    first, second = director(units).person_id, executive(units).person_id
    with units.writing(SYSTEM) as unit:
        unit.session.add_all(
            ElectionException(
                period_id=period_id,
                kind=kind,
                engagement_id=engagement_id,
                ground="safety",
                asked_at=NOON,
                communications_by=first,
                communications_at=NOON,
                executive_by=second,
                executive_at=NOON,
            )
            for kind in Outbound
        )


def _write_all_down(units: Units, period_id: int, engagement_id: int) -> None:
    """As if every kind had been tried in the period; of two that are one item, one."""
    with units.writing(SYSTEM) as unit:
        unit.session.add_all(
            HeldItem(
                period_id=period_id,
                key=item_key(kind, engagement_id, 0),
                kind=kind,
                engagement_id=engagement_id,
                subject_id=0,
                held_at=IN_INTERREGNUM,
                outcome=Outcome.WAITING,
            )
            for kind in sorted({item_kind(kind) for kind in Outbound})
        )

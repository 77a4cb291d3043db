"""An election on a real WordPress: nothing new arrives, what must leave leaves, and it says
'Closed'; afterwards the comments come with their approval."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engage.governance.elections.service import approve_again
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    director,
    held_items,
    kinds_held,
    set_election,
)
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        yield made


def test_an_election_from_the_call_to_the_last_approval(ours: Synced) -> None:
    closes = IN_INTERREGNUM + timedelta(days=1)
    ours.publish(closes_at=closes)
    ours.published("Before the call", "Robin")
    _, receipt = ours.published("Taken back meanwhile")
    ours.work()
    set_election(ours.units)

    ours.clock.instant = IN_INTERREGNUM
    for number in range(3):
        ours.published(f"Meanwhile {number}")
    ours.withdraw(receipt)
    ours.work()
    assert ours.comments() == [("Robin", "Before the call")]
    assert "Closed" not in ours.says()

    ours.clock.instant = closes
    ours.work()
    ours.reconcile()
    ours.work()
    assert "Closed" in ours.says()
    assert ours.comments() == [("Robin", "Before the call")]
    assert kinds_held(ours.units) == ["show_comment"]

    ours.clock.instant = AFTER
    ours.reconcile()
    ours.work()
    assert ours.comments() == [("Robin", "Before the call")]
    with ours.units.writing(director(ours.units)) as unit:
        approve_again(unit, held_items(ours.units)[0].id)
    ours.attempt()
    assert len(ours.comments()) == 2  # the first; the others follow, apart
    ours.work()
    assert [text for _, text in ours.comments()] == [
        "Before the call",
        "Meanwhile 0",
        "Meanwhile 1",
        "Meanwhile 2",
    ]
    assert ours.clock.instant > AFTER > CALL

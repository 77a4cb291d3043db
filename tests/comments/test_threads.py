"""Threads under many hands: tallies of replies stay right, nobody waits in a circle."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.service import place
from engage.comments.threads.models import CommentThread
from engage.comments.threads.service import open_thread
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.moderation.senders import send


def shown(unit: Unit, number: int, *, public: bool = True) -> None:
    comment = unit.session.get_one(Comment, number)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    place(
        unit,
        engagement,
        comment,
        "published" if public else "not_published",
        published_version=1 if public else None,
        waiting_since=None,
    )


def two_threads(units: Units) -> tuple[list[int], list[int]]:
    """Two public comments, and four replies that wait: of the first, the second, and so on."""
    above = [send(units, f"Comment {n}.")[0] for n in range(2)]
    replies = [send(units, f"Reply {n}.")[0] for n in range(4)]
    with units.writing(SYSTEM) as unit:
        for number in above:
            shown(unit, number)
            open_thread(unit.session, unit.session.get_one(Comment, number))
        for n, number in enumerate(replies):
            unit.session.get_one(Comment, number).parent_id = above[n % 2]
    return above, replies


def tallies(units: Units) -> dict[int, int]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(select(CommentThread.comment_id, CommentThread.replies))
        return {row[0]: row[1] for row in rows}


@pytest.mark.services
def test_decisions_over_the_same_threads_in_opposite_order_both_succeed(
    postgresql_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    on_postgresql = make_units(settings_for(postgresql_url, tmp_path), clock)
    build_engagement(on_postgresql)
    above, replies = two_threads(on_postgresql)
    halfway = threading.Barrier(2, timeout=20)

    def decide(numbers: Sequence[int]) -> None:
        with on_postgresql.writing(SYSTEM) as unit:
            shown(unit, numbers[0])
            halfway.wait()
            shown(unit, numbers[1])

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(decide, (replies[0], replies[1]))]
        both.append(pool.submit(decide, (replies[3], replies[2])))
        for one in both:
            one.result()
    assert tallies(on_postgresql) == dict.fromkeys(above, 2)
    on_postgresql.database.dispose()


def test_what_one_transaction_does_to_a_thread_adds_up(both_units: Units) -> None:
    build_engagement(both_units)
    above, replies = two_threads(both_units)
    with both_units.writing(SYSTEM) as unit:
        for number in replies:
            shown(unit, number)
        shown(unit, replies[0], public=False)
        shown(unit, above[0], public=False)
        shown(unit, above[0])
        shown(unit, above[1], public=False)
    assert tallies(both_units) == {above[0]: 1, above[1]: 2}
    with both_units.reading(SYSTEM) as unit:
        versions = [unit.session.get_one(CommentThread, one).published_version for one in above]
    assert versions == [1, None]


def test_what_is_refused_and_undone_leaves_the_tally_as_it_was(both_units: Units) -> None:
    build_engagement(both_units)
    above, replies = two_threads(both_units)
    with both_units.writing(SYSTEM) as unit:
        shown(unit, replies[0])
        with pytest.raises(ValueError, match="refused"), unit.attempt():
            shown(unit, replies[2])
            raise ValueError("refused")
    assert tallies(both_units) == {above[0]: 1, above[1]: 0}

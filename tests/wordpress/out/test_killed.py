"""kill -9 between sending and recording, again and again: nothing is lost and nothing there twice.

Read back from WordPress, in every status, not from our own records.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from engage.core.permissions import SYSTEM
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.wordpress.service import PUSH_COMMENT, PUSH_COMMENTS
from tests.services.wordpress import WordPressSite
from tests.wordpress.out.killing import die_after_sending
from tests.wordpress.synced import Synced, synced_with

CYCLES = 20
"""On each way: every place to die at, twice for one decision and twice for a batch."""
MANY = 1_000
WAYS = (
    pytest.param("rest", "wordpress", id="rest"),
    pytest.param("rest", "wordpress_with_plugin", id="rest-plugin"),
    pytest.param("xmlrpc", "wordpress_with_plugin", id="xmlrpc-plugin"),
)


@pytest.fixture
def ours(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    transport, name = request.param
    site: WordPressSite = request.getfixturevalue(name)
    with synced_with(site, sqlite_url, tmp_path, ENGAGE_WORDPRESS_TRANSPORT=transport) as made:
        made.publish()
        made.work()
        yield made


PAIRS = [pytest.param(tuple(way.values), id=way.id) for way in WAYS]


@pytest.mark.parametrize("ours", PAIRS, indirect=True)
def test_killed_workers_leave_each_comment_once(ours: Synced, tmp_path: Path) -> None:
    _kill(ours, tmp_path, CYCLES)


@pytest.mark.soak
@pytest.mark.parametrize("ours", PAIRS, indirect=True)
def test_a_thousand_killed_workers_leave_each_comment_once(ours: Synced, tmp_path: Path) -> None:
    _kill(ours, tmp_path, MANY)


def _kill(ours: Synced, folder: Path, cycles: int) -> None:
    texts = []
    for cycle in range(cycles):
        # By turns one decision, and a batch of several.
        texts += [f"{ours.slug} {cycle} {number}" for number in range(1 + cycle % 2 * 2)]
        for text in texts[-1 - cycle % 2 * 2 :]:
            ours.published(text, "Robin")
        if cycle % 2:
            _as_a_batch(ours)
        die_after_sending(ours, folder, exchanges=cycle % 5)
        if cycle % 8 == 7:
            ours.work()  # a job that took twelve workers down waits for a person
    ours.work()
    ours.reconcile()
    ours.work()
    everywhere = [
        row["content"]["raw"]
        for status in ("approve", "hold", "spam", "trash")
        for row in _whole_site(ours, status)
    ]
    assert sorted(text for text in everywhere if text in set(texts)) == sorted(texts)
    assert sorted(text for _name, text in _all_of(ours)) == sorted(texts)


def _as_a_batch(ours: Synced) -> None:
    """As after an import: one job for all."""
    with ours.units.writing(SYSTEM) as unit:
        unit.session.execute(
            update(Job)
            .where(Job.kind == PUSH_COMMENT, Job.state == JobState.WAITING)
            .values(state=JobState.DONE)
        )
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": ours.engagement().id})


def _all_of(ours: Synced) -> list[tuple[str, str]]:
    return [
        (row["author_name"], row["content"]["raw"])
        for row in _pages(ours, "approve", post=ours.post()["id"])
    ]


def _whole_site(ours: Synced, status: str) -> list[dict[str, dict[str, str]]]:
    return _pages(ours, status)


def _pages(ours: Synced, status: str, **more: int) -> list:  # type: ignore[type-arg]
    rows: list[dict[str, dict[str, str]]] = []
    for page in range(1, 100):
        query = {"status": status, "context": "edit", "per_page": 100, "orderby": "id", **more}
        found = ours.there.get("comments", params={**query, "page": page}).json()
        rows += found
        if len(found) < 100:
            break
    return rows

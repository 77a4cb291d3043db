"""WordPress down, locked or set later, workers killed or doubled: nothing lost or twice."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.wiring import HANDLERS, make_units
from engage.wordpress import queries
from engage.wordpress.gateway import Transport
from engage.wordpress.plans import CommentPlan, Outcome, PostPlan, Thing
from engage.wordpress.service import KINDS, PUSH_COMMENT, PUSH_ENGAGEMENT
from engage.wordpress.tasks import pushing as tasks
from tests.app_fixtures import settings_for
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with, with_settings, wordpress_settings

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.wordpress.test_sync_faults"])
ROUNDS = 5


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        yield made


def test_wordpress_being_down_delays_everything_and_loses_nothing(
    ours: Synced, wordpress: WordPressSite
) -> None:
    wordpress.stop()
    try:
        ours.publish()
        ours.published("Before", "Robin")
        for _ in range(15):
            ours.attempt()
            ours.clock.advance(minutes=10)
        assert _jobs(ours, JobState.FAILED) == 0
        assert _jobs(ours, JobState.WAITING) > 0
        with ours.units.reading(SYSTEM) as unit:
            site = queries.contact(unit.session)
            assert site is not None
            assert site.troubles == 15
    finally:
        wordpress.start()
    ours.work()
    assert ours.post()["status"] == "publish"
    assert ours.comments() == [("Robin", "Before")]
    with ours.units.reading(SYSTEM) as unit:
        site = queries.contact(unit.session)
        assert site is not None
        assert site.troubles == 0


def test_one_push_asks_a_silent_wordpress_for_all_that_wait(
    ours: Synced, wordpress: WordPressSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.publish()
    ours.work()
    asked: list[CommentPlan] = []
    send = tasks.send_comment

    def counted(site: Transport, plan: CommentPlan) -> Outcome:
        asked.append(plan)
        return send(site, plan)

    handler = tasks._pusher(
        "comment_id", tasks.service.plan_comment, counted, tasks.service.record_comment
    )
    for number in range(5):
        ours.published(f"Comment {number}")
    wordpress.stop()
    try:
        run_due(ours.units, dict(HANDLERS) | {PUSH_COMMENT: handler})
    finally:
        wordpress.start()
    assert len(asked) == 1
    ours.work()
    assert len(ours.comments()) == 5


def test_a_wrong_password_waits_for_a_person_and_counts_against_nothing(
    ours: Synced, wordpress: WordPressSite, tmp_path: Path
) -> None:
    wrong = wordpress_settings(wordpress) | {"ENGAGE_WORDPRESS_PASSWORD": "wrong"}
    before = with_settings(ours, tmp_path, **wrong)
    before.publish()
    before.published("Later", "Kim")
    for _ in range(15):
        before.attempt()
        before.clock.advance(minutes=20)
    assert _jobs(before, JobState.FAILED) == 0
    assert ours.posts() == []
    ours.work()
    assert ours.comments() == [("Kim", "Later")]


def test_what_happened_before_wordpress_was_set_follows(ours: Synced, tmp_path: Path) -> None:
    before = with_settings(ours, tmp_path)
    before.publish()
    for number in range(5):
        before.published(f"Comment {number}")
    before.work()
    assert _jobs(before, JobState.DONE) <= 1  # the recurring look, which finds nothing to do
    assert before.reconcile() == 0
    with ours.units.writing(SYSTEM) as unit:
        assert tasks.service.reconcile(unit, batch=2) == 1
    ours.work()
    assert ours.reconcile() == 0
    assert len(ours.comments()) == 5


def test_a_full_batch_is_followed_by_the_next(ours: Synced) -> None:
    ours.publish()
    ours.work()
    for number in range(5):
        ours.published(f"Comment {number}")
    with ours.units.writing(SYSTEM) as unit:
        assert tasks.service.follow_comments(unit, ours.engagement().id, batch=2) == 2
    with ours.units.writing(SYSTEM) as unit:
        assert tasks.service.follow_comments(unit, ours.engagement().id, batch=2) == 2
    with ours.units.writing(SYSTEM) as unit:
        assert tasks.service.follow_comments(unit, ours.engagement().id, batch=2) == 1
        assert tasks.service.follow_comments(unit, ours.engagement().id, batch=2) == 0
    ours.work()
    assert len(ours.comments()) == 5


def test_two_workers_at_once_make_one_of_each(ours: Synced) -> None:
    ours.publish()
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(4):
            enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": ours.engagement().id})
    _with_two_workers(ours)
    number, _ = ours.published("Only once")
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(4):
            enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    _with_two_workers(ours)
    assert len(ours.posts()) == 1
    assert ours.comments() == [("Anonymous", "Only once")]


def test_a_worker_killed_between_sending_and_recording_makes_nothing_twice(
    ours: Synced, tmp_path: Path, wordpress: WordPressSite
) -> None:
    ours.publish()
    for number in range(ROUNDS):
        if number:
            ours.published(f"Comment {number}", "Robin")
        _die_after_sending(ours, tmp_path, wordpress)
        assert _jobs(ours, JobState.RUNNING) == 1
        ours.clock.advance(minutes=2)
        ours.work()
    assert len(ours.posts()) == 1
    assert ours.comments() == [("Robin", f"Comment {number}") for number in range(1, ROUNDS)]
    assert ours.rows("hold") == []


def test_what_changed_here_after_a_kill_is_not_taken_for_an_edit_made_there(
    ours: Synced, tmp_path: Path, wordpress: WordPressSite
) -> None:
    ours.publish(closes_at=ours.clock.now() + timedelta(days=2))
    _die_after_sending(ours, tmp_path, wordpress)
    ours.clock.advance(days=3)
    ours.work()
    assert "<strong>Closed</strong>" in ours.says()
    ours.publish_results("Until two.")
    _die_after_sending(ours, tmp_path, wordpress)
    ours.unpublish()
    ours.clock.advance(minutes=2)
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.publish_again()
    ours.work()
    assert ours.post()["status"] == "publish"
    assert "Results ready" in ours.says()


def test_a_comment_withdrawn_after_a_kill_does_not_stay_there(
    ours: Synced, tmp_path: Path, wordpress: WordPressSite
) -> None:
    ours.publish()
    ours.work()
    number, receipt = ours.published("Sent and withdrawn")
    _die_after_sending(ours, tmp_path, wordpress)
    assert ours.comments() == [("Anonymous", "Sent and withdrawn")]
    ours.withdraw(receipt)
    ours.clock.advance(minutes=2)
    ours.work()
    assert ours.comments() == []
    assert ours.link(Thing.COMMENT, number).remote_id is None


def _jobs(ours: Synced, state: JobState) -> int:
    with ours.units.reading(SYSTEM) as unit:
        return queries.count_of_jobs(unit.session, KINDS, state)


def _with_two_workers(ours: Synced) -> None:
    workers = [threading.Thread(target=ours.work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ours.work()


def _die_after_sending(ours: Synced, folder: Path, site: WordPressSite) -> None:
    url = ours.units.settings.database_url
    orders = (url, str(folder), wordpress_settings(site), ours.clock.now())
    process = FORKING.Process(target=push_and_die, args=orders)
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL


def push_and_die(url: str, folder: str, wordpress: dict[str, str], now: Any) -> None:
    """A worker's life until it has sent something: killed before it writes down what came of it."""
    units = make_units(settings_for(url, Path(folder), **wordpress), FixedClock(now))

    def dying(kind: str, plan: Any, send: Any, record: Any) -> Any:
        def send_and_die(site: Transport, planned: PostPlan | CommentPlan) -> Outcome:
            send(site, planned)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        return tasks._pusher(kind, plan, send_and_die, record)

    service = tasks.service
    handlers = dict(HANDLERS) | {
        PUSH_ENGAGEMENT: dying(
            "engagement_id", service.plan_post, tasks.send_post, service.record_post
        ),
        PUSH_COMMENT: dying(
            "comment_id", service.plan_comment, tasks.send_comment, service.record_comment
        ),
    }
    run_due(units, handlers)

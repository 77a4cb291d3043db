"""WordPress down, locked or set later, workers killed or doubled: nothing lost or twice."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from engage.core.permissions import SYSTEM
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.wordpress import queries
from engage.wordpress.deliveries import Delivery
from engage.wordpress.gateway import Transport
from engage.wordpress.plans import CommentPlan, Thing
from engage.wordpress.service import KINDS, PUSH_COMMENT, PUSH_COMMENTS, PUSH_ENGAGEMENT, reconcile
from engage.wordpress.tasks import pushing
from tests.services.wordpress import WordPressSite
from tests.wordpress.out.killing import die_after_sending
from tests.wordpress.synced import Synced, synced_with, with_settings, wordpress_settings

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
    asked: list[int] = []
    send = pushing.send_comments

    def counted(transport: Transport, plans: Sequence[CommentPlan], key: bytes) -> Delivery:
        asked.append(len(plans))
        return send(transport, plans, key)

    monkeypatch.setattr(pushing, "send_comments", counted)
    for number in range(5):
        ours.published(f"Comment {number}")
    wordpress.stop()
    try:
        ours.attempt()
    finally:
        wordpress.start()
    assert asked == [1]
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
        assert reconcile(unit) == 1
    ours.work()
    assert ours.reconcile() == 0
    assert len(ours.comments()) == 5


def test_a_batch_is_followed_by_the_next_over_the_same_connection(
    ours: Synced, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.publish()
    ours.work()
    before = with_settings(ours, tmp_path)
    for number in range(5):
        before.published(f"Comment {number}")
    opened = []
    open_transport = pushing.open_transport

    def of_two(settings: WordPressSettings) -> Transport:
        transport = open_transport(settings)
        transport.batch = 2
        opened.append(transport)
        return transport

    monkeypatch.setattr(pushing, "open_transport", of_two)
    assert ours.reconcile() == 1
    ours.work()
    assert len(opened) == 1
    assert len(ours.comments()) == 5
    assert ours.reconcile() == 0


def test_two_workers_at_once_make_one_of_each(ours: Synced) -> None:
    ours.publish()
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(4):
            enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": ours.engagement().id})
    ours.work_with_two()
    number, _ = ours.published("Only once")
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(4):
            enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    ours.work_with_two()
    assert len(ours.posts()) == 1
    assert ours.comments() == [("Anonymous", "Only once")]


def test_batches_of_one_engagement_side_by_side_take_nothing_of_each_other(
    ours: Synced, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.publish()
    ours.work()
    before = with_settings(ours, tmp_path)
    texts = [f"Comment {number}" for number in range(16)]
    for text in texts:
        before.published(text)
    open_transport = pushing.open_transport

    def of_three(settings: WordPressSettings) -> Transport:
        transport = open_transport(settings)
        transport.batch = 3
        return transport

    monkeypatch.setattr(pushing, "open_transport", of_three)
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(3):
            enqueue(unit, PUSH_COMMENTS, {"engagement_id": ours.engagement().id})
    ours.work_with_two()
    assert sorted(text for _name, text in ours.comments()) == sorted(texts)
    assert ours.rows("hold") == ours.rows("trash") == []


def test_a_worker_killed_between_sending_and_recording_makes_nothing_twice(
    ours: Synced, tmp_path: Path
) -> None:
    ours.publish()
    for number in range(ROUNDS):
        if number:
            ours.published(f"Comment {number}", "Robin")
        die_after_sending(ours, tmp_path)
        assert _jobs(ours, JobState.RUNNING) == 1
        ours.work()
    assert len(ours.posts()) == 1
    assert ours.comments() == [("Robin", f"Comment {number}") for number in range(1, ROUNDS)]
    assert ours.rows("hold") == []


def test_what_changed_here_after_a_kill_is_not_taken_for_an_edit_made_there(
    ours: Synced, tmp_path: Path
) -> None:
    ours.publish(closes_at=ours.clock.now() + timedelta(days=2))
    die_after_sending(ours, tmp_path)
    ours.clock.advance(days=3)
    ours.work()
    assert "<strong>Closed</strong>" in ours.says()
    ours.publish_results("Until two.")
    die_after_sending(ours, tmp_path)
    ours.unpublish()
    ours.clock.advance(minutes=2)
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.publish_again()
    ours.work()
    assert ours.post()["status"] == "publish"
    assert "Results ready" in ours.says()


def test_a_comment_withdrawn_after_a_kill_does_not_stay_there(ours: Synced, tmp_path: Path) -> None:
    ours.publish()
    ours.work()
    number, receipt = ours.published("Sent and withdrawn")
    die_after_sending(ours, tmp_path)
    assert ours.comments() == [("Anonymous", "Sent and withdrawn")]
    ours.withdraw(receipt)
    ours.clock.advance(minutes=2)
    ours.work()
    assert ours.comments() == []
    assert ours.link(Thing.COMMENT, number).remote_id is None


def _jobs(ours: Synced, state: JobState) -> int:
    with ours.units.reading(SYSTEM) as unit:
        return queries.count_of_jobs(unit.session, KINDS, state)

"""The table's moves on both databases, with a clock that the test moves."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound
from engage.core.events import CommentDecided, CommentReceived
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import queries, service
from engage.jobs.models import Job
from engage.jobs.rules import KEEP_DONE, LEASE, MAX_TRIES, TELL_AGAIN, JobState
from engage.jobs.service import Claim
from tests.jobs.labour import make_units

KINDS = ["note"]


def add(units: Units, kind: str = "note", **options: object) -> int:
    with units.writing(SYSTEM) as unit:
        job_id = service.enqueue(unit, kind, {"what": "x"}, **options)  # type: ignore[arg-type]
    assert job_id is not None
    return job_id


def claim(units: Units, limit: int = 1, kinds: list[str] = KINDS) -> list[Claim]:
    with units.writing(SYSTEM) as unit:
        return service.claim(unit, kinds, limit)


def job(units: Units, job_id: int) -> Job:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Job).where(Job.id == job_id)).one()


def fail_to_the_end(units: Units, clock: FixedClock) -> None:
    for _ in range(MAX_TRIES):
        clock.advance(hours=2)
        with units.writing(SYSTEM) as unit:
            service.fail(unit, service.claim(unit, KINDS)[0], "ValueError")


def test_an_event_becomes_one_job_for_each_subscriber(units: Units) -> None:
    joined = make_units(
        units.database, units.clock, units.settings.var_dir, {CommentDecided: ("mail", "push")}
    )
    with joined.writing(SYSTEM) as unit:
        unit.emit(CommentDecided(comment_id=4, decision_id=9))
        unit.emit(CommentReceived(comment_id=5))
    assert len(unit.job_ids) == 2
    claims = claim(joined, limit=9, kinds=["mail", "push"])
    assert sorted(each.kind for each in claims) == ["mail", "push"]
    assert all(each.payload == {"comment_id": 4, "decision_id": 9} for each in claims)


def test_a_transaction_that_fails_leaves_no_job(units: Units) -> None:
    with pytest.raises(ZeroDivisionError), units.writing(SYSTEM) as unit:
        service.enqueue(unit, "note", {})
        raise ZeroDivisionError
    assert claim(units) == []


def test_the_same_key_is_the_same_job(units: Units) -> None:
    add(units, key="digest@monday")
    with units.writing(SYSTEM) as unit:
        assert service.enqueue(unit, "note", {"what": "again"}, key="digest@monday") is None
        assert unit.job_ids == []
    assert len(claim(units, limit=9)) == 1


def test_a_job_waits_for_its_time(units: Units, clock: FixedClock) -> None:
    job_id = add(units, run_at=clock.now() + timedelta(minutes=5))
    assert claim(units) == []
    clock.advance(minutes=5)
    assert [each.job_id for each in claim(units)] == [job_id]


def test_only_jobs_that_are_due_are_told_of_at_commit(units: Units, clock: FixedClock) -> None:
    with units.writing(SYSTEM) as unit:
        due = service.enqueue(unit, "note", {})
        service.enqueue(unit, "note", {}, run_at=clock.now() + timedelta(hours=1))
    assert unit.job_ids == [due]


def test_the_longest_due_comes_first(units: Units, clock: FixedClock) -> None:
    second = add(units, run_at=clock.now() - timedelta(minutes=1))
    first = add(units, run_at=clock.now() - timedelta(minutes=2))
    third = add(units)
    assert [each.job_id for each in claim(units, limit=2)] == [first, second]
    assert [each.job_id for each in claim(units, limit=2)] == [third]


def test_a_kind_without_handler_is_left_for_a_worker_that_has_one(units: Units) -> None:
    job_id = add(units, kind="newer")
    assert claim(units) == []
    with units.writing(SYSTEM) as unit:
        assert service.claim_one(unit, job_id, KINDS) is None
    assert [each.job_id for each in claim(units, kinds=["newer"])] == [job_id]


def test_a_job_in_a_workers_hand_is_not_claimed_again(units: Units) -> None:
    job_id = add(units)
    claim(units)
    assert claim(units) == []
    with units.writing(SYSTEM) as unit:
        assert service.claim_one(unit, job_id, KINDS) is None


def test_the_silent_workers_job_is_anothers_and_no_longer_its_own(
    units: Units, clock: FixedClock
) -> None:
    add(units)
    silent = claim(units)[0]
    clock.advance(seconds=LEASE.total_seconds() + 1)
    other = claim(units)[0]
    assert other.job_id == silent.job_id
    with units.writing(SYSTEM) as unit:
        assert not service.renew(unit, silent)
        assert not service.finish(unit, silent)
        assert service.fail(unit, silent, "ValueError") is None
        assert not service.postpone(unit, silent, 5)
        assert service.finish(unit, other)


def test_a_renewed_lease_keeps_the_job(units: Units, clock: FixedClock) -> None:
    add(units)
    mine = claim(units)[0]
    clock.advance(seconds=LEASE.total_seconds() - 5)
    with units.writing(SYSTEM) as unit:
        assert service.renew(unit, mine)
    clock.advance(seconds=10)
    assert claim(units) == []


def test_a_finished_job_is_never_claimed_again(units: Units, clock: FixedClock) -> None:
    add(units)
    mine = claim(units)[0]
    with units.writing(SYSTEM) as unit:
        assert service.finish(unit, mine)
        assert not service.finish(unit, mine)
    clock.advance(days=1)
    assert claim(units) == []


def test_a_job_that_fails_for_ever_is_kept_and_can_be_retried(
    units: Units, clock: FixedClock
) -> None:
    job_id = add(units)
    fail_to_the_end(units, clock)
    clock.advance(days=30)
    assert claim(units) == []
    with units.writing(SYSTEM) as unit:
        assert service.prune(unit) == 0
        assert [each.id for each in queries.given_up(unit.session)] == [job_id]
        assert queries.counts_by_state(unit.session)[JobState.FAILED] == 1
        service.retry(unit, job_id)
        assert unit.job_ids == [job_id]
    fresh = claim(units)[0]
    assert fresh.tries == 1


def test_only_a_failed_job_is_retried(units: Units) -> None:
    job_id = add(units)
    with units.writing(SYSTEM) as unit:
        with pytest.raises(Conflict):
            service.retry(unit, job_id)
        with pytest.raises(NotFound):
            service.retry(unit, job_id + 1)


def test_what_was_done_two_weeks_ago_is_pruned_and_nothing_else(
    units: Units, clock: FixedClock
) -> None:
    old = add(units)
    with units.writing(SYSTEM) as unit:
        service.finish(unit, service.claim(unit, KINDS)[0])
    clock.advance(days=1)
    waiting = add(units, run_at=clock.now() + timedelta(days=90))
    recent = add(units)
    with units.writing(SYSTEM) as unit:
        service.finish(unit, service.claim(unit, KINDS)[0])
    clock.advance(seconds=KEEP_DONE.total_seconds() - 86400)
    with units.writing(SYSTEM) as unit:
        assert service.prune(unit) == 1
        kept = set(unit.session.scalars(select(Job.id)))
    assert kept == {waiting, recent} and old not in kept


def test_workers_that_claim_at_once_share_the_jobs(units: Units) -> None:
    for _ in range(40):
        add(units)
    begin = threading.Barrier(4)
    taken: list[int] = []

    def take() -> None:
        begin.wait()
        while claims := claim(units, limit=3):
            taken.extend(each.job_id for each in claims)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40


def test_an_idle_worker_learns_by_reading_alone_whether_there_is_work(
    units: Units, clock: FixedClock
) -> None:
    add(units, run_at=clock.now() + timedelta(seconds=1))
    with units.reading(SYSTEM) as unit:
        assert not queries.any_due(unit.session, KINDS, clock.now())
        assert queries.any_due(unit.session, KINDS, clock.now() + timedelta(seconds=1))


def test_celery_is_told_again_only_of_what_nobody_took(units: Units, clock: FixedClock) -> None:
    taken, lost = add(units), add(units)
    put_off = add(units, run_at=clock.now() + timedelta(seconds=10))
    with units.writing(SYSTEM) as unit:
        mine = service.claim_one(unit, taken, KINDS)
        assert service.take_untold(unit, 10) == []
    clock.advance(seconds=10)
    with units.writing(SYSTEM) as unit:
        assert service.take_untold(unit, 10) == [put_off]
    clock.advance(seconds=TELL_AGAIN.total_seconds() - 10)
    with units.writing(SYSTEM) as unit:
        assert service.take_untold(unit, 10) == [lost]
        assert service.take_untold(unit, 10) == []
    assert mine is not None
    assert job(units, taken).state == JobState.RUNNING

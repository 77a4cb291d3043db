"""Runs are kept, watched while they go on, and known to be broken off when nobody is at them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import claim, enqueue
from engage.wordpress.models import WordPressRun
from engage.wordpress.plans import RunKind, RunTrouble
from engage.wordpress.queries.runs import Run, RunState, last_run, last_runs
from engage.wordpress.service import runs
from engage.wordpress.service.kinds import COMPARE
from engage.wordpress.service.runs import Progress, advance, finish_run, listed, start_run

KIND = RunKind.COMPARE


def begun(units: Units) -> tuple[int, int]:
    """A run of a job that a worker has in hand."""
    with units.writing(SYSTEM) as unit:
        job_id = enqueue(unit, COMPARE, {})
        assert job_id is not None
        claim(unit, [COMPARE])
        return start_run(unit, KIND, job_id), job_id


def last(units: Units) -> Run:
    with units.reading(SYSTEM) as unit:
        found = last_run(unit.session, KIND, unit.now)
    assert found is not None
    return found


def set_job(units: Units, job_id: int, **values: object) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.execute(update(Job).where(Job.id == job_id).values(values))


def test_a_run_that_goes_on_says_how_far_it_is(both_units: Units) -> None:
    run_id, _ = begun(both_units)
    advance(both_units, run_id, 300, total=1_000, requests=4)
    run = last(both_units)
    assert (run.state, run.done, run.total, run.requests) == (RunState.RUNNING, 300, 1_000, 4)
    assert run.is_under_way


def test_progress_is_written_seldom(both_units: Units) -> None:
    run_id, _ = begun(both_units)
    progress = Progress(both_units, run_id, total=1_000)
    progress.add(runs.STEP - 1)
    assert last(both_units).done == 0
    progress.add(1)
    assert (last(both_units).done, last(both_units).total) == (runs.STEP, 1_000)


def test_a_finished_run_keeps_counts_ids_and_its_trouble(both_units: Units) -> None:
    run_id, _ = begun(both_units)
    with both_units.writing(SYSTEM) as unit:
        found = {"gone": listed(range(500, 0, -1))}
        finish_run(unit, run_id, found=found, trouble=RunTrouble.MASS_CHANGE, done=7, requests=3)
    run = last(both_units)
    assert (run.state, run.trouble, run.done, run.total) == (
        RunState.FINISHED,
        "mass_change",
        7,
        7,
    )
    assert run.found["gone"]["count"] == 500
    assert run.found["gone"]["ids"] == list(range(1, runs.LISTED + 1))
    advance(both_units, run_id, 9)  # a late word changes nothing
    assert last(both_units).done == 7


def test_a_run_whose_job_waits_again_was_put_off(both_units: Units) -> None:
    _, job_id = begun(both_units)
    set_job(both_units, job_id, state=JobState.WAITING, lease_until=None)
    assert last(both_units).state is RunState.PUT_OFF


def test_a_run_whose_worker_died_is_put_off_until_another_takes_it(both_units: Units) -> None:
    _, job_id = begun(both_units)
    with both_units.reading(SYSTEM) as unit:
        before = unit.now - timedelta(seconds=1)
    set_job(both_units, job_id, lease_until=before)
    assert last(both_units).state is RunState.PUT_OFF


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.DONE])
def test_a_run_whose_job_runs_no_more_is_broken_off(both_units: Units, state: JobState) -> None:
    _, job_id = begun(both_units)
    set_job(both_units, job_id, state=state)
    run = last(both_units)
    assert run.state is RunState.BROKEN_OFF
    assert not run.is_under_way


def test_a_job_that_begins_again_goes_on_in_its_row(both_units: Units) -> None:
    run_id, job_id = begun(both_units)
    advance(both_units, run_id, 300)
    with both_units.writing(SYSTEM) as unit:
        assert start_run(unit, KIND, job_id) == run_id
    assert last(both_units).done == 0
    with both_units.writing(SYSTEM) as unit:
        finish_run(unit, run_id)
        assert start_run(unit, KIND, job_id) != run_id


def test_the_last_run_without_trouble_is_found_behind_later_ones(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        for trouble in ("", "Transient"):
            finish_run(unit, start_run(unit, KIND, None), trouble=trouble)
        start_run(unit, KIND, None)
    with both_units.reading(SYSTEM) as unit:
        good = last_run(unit.session, KIND, unit.now, trouble="")
        ended = last_run(unit.session, KIND, unit.now, finished=True)
        assert good is not None and good.trouble == ""
        assert ended is not None and ended.trouble == "Transient"
        assert last_runs(unit.session, unit.now)[RunKind.DRIFT] is None


def test_old_runs_go_and_those_with_trouble_stay_longer(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT", 2)
    with both_units.writing(SYSTEM) as unit:
        for number in range(8):
            trouble = "Transient" if number == 0 else ""
            finish_run(unit, start_run(unit, KIND, None), trouble=trouble)
    with both_units.reading(SYSTEM) as unit:
        left = unit.session.scalars(select(WordPressRun).order_by(WordPressRun.id)).all()
        assert [row.trouble for row in left] == ["Transient", "", ""]


def test_a_run_refuses_to_keep_everything(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        run_id = start_run(unit, KIND, None)
        with pytest.raises(ValueError, match="the first ids"):
            finish_run(unit, run_id, found={"ids": list(range(20_000))})

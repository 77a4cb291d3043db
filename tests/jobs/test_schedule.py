import threading
from datetime import timedelta

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import service
from engage.jobs.handlers import transactional
from engage.jobs.schedule import Recurring, tick
from engage.jobs.worker import run_due

HOURLY = Recurring("hourly", timedelta(hours=1))
MINUTELY = Recurring("minutely", timedelta(minutes=1))


def due(units: Units) -> list[str]:
    with units.writing(SYSTEM) as unit:
        return sorted(claim.kind for claim in service.claim(unit, ["hourly", "minutely"], 99))


def test_a_slot_is_filled_once_and_the_next_one_again(units: Units, clock: FixedClock) -> None:
    assert tick(units, [HOURLY, MINUTELY], clock.now()) == 2
    assert tick(units, [HOURLY, MINUTELY], clock.now()) == 0
    clock.advance(minutes=1)
    assert tick(units, [HOURLY, MINUTELY], clock.now()) == 1
    assert due(units) == ["hourly", "minutely", "minutely"]


def test_any_number_of_schedulers_ticks_once(units: Units, clock: FixedClock) -> None:
    begin = threading.Barrier(6)
    inserted: list[int] = []

    def schedule() -> None:
        begin.wait()
        inserted.append(tick(units, [HOURLY, MINUTELY], clock.now()))

    threads = [threading.Thread(target=schedule) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(inserted), sum(inserted)) == (6, 2)
    assert due(units) == ["hourly", "minutely"]


def test_slots_that_passed_while_nothing_ran_are_not_made_up(
    units: Units, clock: FixedClock
) -> None:
    ran: list[int] = []
    handlers = {"hourly": transactional(lambda _unit, _payload: ran.append(1))}
    run_due(units, handlers, [HOURLY])
    clock.advance(days=2)
    run_due(units, handlers, [HOURLY])
    assert len(ran) == 2


def test_a_finished_slot_is_not_run_again_within_it(units: Units, clock: FixedClock) -> None:
    ran: list[int] = []
    handlers = {"hourly": transactional(lambda _unit, _payload: ran.append(1))}
    for _ in range(3):
        run_due(units, handlers, [HOURLY])
        clock.advance(minutes=10)
    assert len(ran) == 1


def test_an_interval_too_long_to_remember_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Recurring("yearly", timedelta(days=365))

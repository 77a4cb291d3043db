"""While many send at once the intake rests, for a minute at most."""

from datetime import timedelta

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.worker import next_claim
from engage.moderation.intake.rush import LONGEST, MANY, Rush
from engage.moderation.rules import SCREEN
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement
from tests.moderation.senders import send


def resting(units: Units, rush: Rush) -> bool:
    with units.reading(SYSTEM) as unit:
        return SCREEN in rush(unit)


def send_many(units: Units, count: int) -> None:
    for number in range(count):
        send(units, f"More buses at night, says number {number}.", slug="buses")


def test_a_few_comments_are_looked_at_at_once(units: Units) -> None:
    build_engagement(units, "buses")
    send_many(units, MANY - 1)
    assert not resting(units, Rush())


def test_in_a_rush_the_intake_rests_and_other_work_goes_on(units: Units, clock: FixedClock) -> None:
    build_engagement(units, "buses")
    send_many(units, MANY)
    rush = Rush()
    assert resting(units, rush)
    kinds = {SCREEN: HANDLERS[SCREEN]}
    assert next_claim(units, kinds, resting=rush) is None
    clock.advance(seconds=1)
    assert not resting(units, rush)
    claim = next_claim(units, kinds, resting=rush)
    assert claim is not None and claim.kind == SCREEN


def test_a_rush_that_lasts_does_not_keep_the_queue_empty(units: Units, clock: FixedClock) -> None:
    build_engagement(units, "buses")
    rush, begun = Rush(), clock.now()
    while clock.now() - begun < LONGEST:
        send_many(units, MANY)
        assert resting(units, rush)
        clock.advance(seconds=LONGEST / timedelta(seconds=4))
    send_many(units, MANY)
    assert not resting(units, rush)

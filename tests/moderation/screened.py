"""What the worker does with new comments, done at once: for tests that want them in the queue."""

from engage.core.unit import Units
from engage.jobs.worker import run_due
from engage.moderation.intake import SCREEN
from engage.moderation.tasks import HANDLERS


def screen_all(units: Units) -> int:
    """Carries out every screening that is due, and says how many attempts that took."""
    return run_due(units, {SCREEN: HANDLERS[SCREEN]})

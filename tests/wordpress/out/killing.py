"""Workers that are killed, for real, between sending and writing down what came of it."""

import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engage.core.clock import FixedClock
from engage.jobs.worker import run_due
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.gateway.http import Http
from engage.wordpress.tasks import posting, pushing
from tests.app_fixtures import settings_for
from tests.services.forking import FORKING
from tests.wordpress.synced import Synced


def die_after_sending(ours: Synced, folder: Path, exchanges: int = 0) -> None:
    """A worker on the same database, until it has sent something new, or with `exchanges` until so
    many were made with WordPress; its lease is over when this returns."""
    settings = ours.units.settings
    assert settings.wordpress is not None
    wordpress = {
        "ENGAGE_WORDPRESS_URL": settings.wordpress.url,
        "ENGAGE_WORDPRESS_USER": settings.wordpress.user,
        "ENGAGE_WORDPRESS_PASSWORD": settings.wordpress.password,
        "ENGAGE_WORDPRESS_TRANSPORT": settings.wordpress.transport,
    }
    orders = (settings.database_url, str(folder), wordpress, ours.clock.now(), exchanges)
    process = FORKING.Process(target=push_and_die, args=orders)
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    ours.clock.advance(minutes=2)


def push_and_die(
    url: str, folder: str, wordpress: Mapping[str, str], now: datetime, exchanges: int
) -> None:
    """What was tried before is put right first, as by any worker; the next thing is the last."""
    units = make_units(settings_for(url, Path(folder), **wordpress), FixedClock(now))
    posting.send_post = _dying(posting.send_post, _is_new_post, exchanges)
    pushing.send_comments = _dying(pushing.send_comments, _are_new, exchanges)
    run_due(units, HANDLERS)


def _dying(send: Callable[..., Any], is_new: Callable[[Any], bool], exchanges: int) -> Any:
    def send_and_die(transport: Any, planned: Any, *more: Any) -> Any:
        if not is_new(planned):
            return send(transport, planned, *more)
        if exchanges:
            _die_at(exchanges)
        send(transport, planned, *more)
        return _die()

    return send_and_die


def _is_new_post(_plan: Any) -> bool:
    return True


def _are_new(plans: Any) -> bool:
    return any(not plan.was_tried for plan in plans)


def _die_at(exchanges: int) -> None:
    exchange, count = Http.exchange, iter(range(1, exchanges + 1))

    def counted(self: Http, *given: Any, **more: Any) -> Any:
        reply = exchange(self, *given, **more)
        if next(count, exchanges) == exchanges:
            _die()
        return reply

    Http.exchange = counted  # type: ignore[method-assign]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError

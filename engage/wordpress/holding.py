"""Puts comments on hold on WordPress, through a transport that is opened when it is needed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.incoming import clock_ahead
from engage.wordpress.rules import CommentChange, CommentStatus
from engage.wordpress.service.pulling import record_held

HELD_TOGETHER: Final = 50

Open = Callable[[], Transport]


class Holding:
    """Of one run, beside the transport that reads."""

    def __init__(self, units: Units, open_transport: Open) -> None:
        self._units = units
        self._open = open_transport
        self._transport: Transport | None = None

    def __enter__(self) -> "Holding":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._transport is not None:
            self._transport.close()

    @property
    def transport(self) -> Transport:
        if self._transport is None:
            self._transport = self._open()
        return self._transport

    def clock_ahead(self) -> timedelta:
        """How far the site's clock is ahead of ours, as far as it tells."""
        return clock_ahead(self.transport.clock(), self._units.clock.now())

    def hold(self, numbers: Sequence[int]) -> int:
        """How many are held now; the others are asked for again by the next run."""
        held = 0
        for start in range(0, len(numbers), HELD_TOGETHER):
            some = numbers[start : start + HELD_TOGETHER]
            changes = [CommentChange(number, status=CommentStatus.HOLD) for number in some]
            answers = self.transport.update_comments(changes)
            with self._units.writing(SYSTEM) as unit:
                held += record_held(unit, some, answers)
        return held

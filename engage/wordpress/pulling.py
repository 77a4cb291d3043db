"""One pull: what was left there is read in pages, stored, and held there if it is public.

Each page (a few, where they are small) is a transaction of its own, and the mark moves with the
last, so that a worker that dies anywhere loses nothing and doubles nothing: whoever comes next
reads the pages again and knows what is here. What was stored and not held yet is found by its link.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.wordpress.ahead import read_ahead
from engage.wordpress.errors import WordPressError
from engage.wordpress.holding import Holding, Open
from engage.wordpress.plans import RunKind
from engage.wordpress.rules import RemoteComment
from engage.wordpress.service import note_contact
from engage.wordpress.service.pulling import (
    Begun,
    begin,
    end,
    left_to_hold,
    set_parents,
    take_page,
)
from engage.wordpress.service.runs import advance

Renew = Callable[[], None]
STORED_TOGETHER: Final = 500


@dataclass
class Pulled:
    """How a pull went."""

    counts: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    read: int = 0
    held: int = 0
    clock_ahead: timedelta = timedelta()
    newest: int | None = None
    orphans: dict[int, int] = field(default_factory=dict)

    @property
    def found(self) -> dict[str, int]:
        """For the run's row."""
        more = {"held": self.held, "clock_ahead": int(self.clock_ahead.total_seconds())}
        return {**self.counts, **{name: number for name, number in more.items() if number}}


def start_pull(units: Units, job_id: int) -> Begun | None:
    """None while another worker is at it."""
    with units.writing(SYSTEM) as unit:
        return begin(unit, RunKind.PULL, job_id)


def pull(units: Units, begun: Begun, open_transport: Open, renew: Renew = lambda: None) -> Pulled:
    """Takes in what was left since the mark; raises what the transport raises.

    `renew` is called before each page is stored and raises when the job is another worker's now.
    """
    pulled = Pulled()
    with Holding(units, open_transport) as holding:
        pulled.held += holding.hold(_left_over(units))
        pulled.clock_ahead = holding.clock_ahead()
        with read_ahead(lambda: _pages(open_transport, begun.mark)) as pages:
            for some in _together(pages, pulled):
                renew()
                _store(units, some, pulled, holding)
                advance(units, begun.run_id, pulled.read, requests=pulled.pages)
    return pulled


def finish_pull(unit: Unit, begun: Begun, pulled: Pulled) -> None:
    note_contact(unit)
    set_parents(unit, pulled.orphans)
    end(
        unit,
        begun,
        pulled.found,
        newest=pulled.newest,
        done=pulled.read,
        requests=pulled.pages,
    )


def _left_over(units: Units) -> list[int]:
    with units.reading(SYSTEM) as unit:
        return left_to_hold(unit)


def _pages(open_transport: Open, mark: int) -> Iterator[list[RemoteComment]]:
    with open_transport() as transport:
        yield from transport.comments_after(mark)


def _together(
    pages: Iterator[list[RemoteComment]], pulled: Pulled
) -> Iterator[list[RemoteComment]]:
    """Small pages are stored a few at a time: a transaction costs as much as many rows."""
    some: list[RemoteComment] = []
    try:
        for page in pages:
            pulled.pages += 1
            some += page
            if len(some) >= STORED_TOGETHER:
                yield some
                some = []
    except WordPressError:
        if some:
            yield some  # what was read before stays read
        raise
    if some:
        yield some


def _store(units: Units, page: Sequence[RemoteComment], pulled: Pulled, holding: "Holding") -> None:
    pulled.read += len(page)
    pulled.newest = max([pulled.newest or 0, *(comment.id for comment in page)]) or None
    with units.writing(SYSTEM) as unit:
        stored = take_page(unit, page, pulled.clock_ahead)
    pulled.counts += stored.counts
    pulled.orphans |= stored.children
    pulled.held += holding.hold(list(stored.to_hold))

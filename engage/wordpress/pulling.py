"""One pull: what was left there is read in pages, stored, and held there if it is public.

Each page (a few, where they are small) is a transaction of its own, and the mark moves with the
last, so that a worker that dies anywhere loses nothing and doubles nothing: whoever comes next
reads the pages again and knows what is here. What was stored and not held yet is found by its link.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.wordpress.ahead import read_ahead
from engage.wordpress.errors import WordPressError
from engage.wordpress.holding import Holding, Open
from engage.wordpress.looking import compare_posts
from engage.wordpress.plans import RunKind
from engage.wordpress.queries.pulling import engagements_taking
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
    looked: set[int] = field(default_factory=set)

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
    with (
        _unsearched(),
        read_ahead(lambda: _pages(open_transport, begun.mark)) as pages,
        Holding(units, open_transport) as holding,
    ):
        pulled.held += holding.hold(_left_over(units))
        pulled.clock_ahead = holding.clock_ahead()
        for some in _together(_looked_at(units, begun, pages, pulled, holding), pulled):
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


@contextmanager
def _unsearched() -> Iterator[None]:
    """Garbage is looked for among what a run makes, not in the whole program once in a few pages:
    that took a tenth of the run."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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


def _looked_at(
    units: Units,
    begun: Begun,
    pages: Iterator[list[RemoteComment]],
    pulled: Pulled,
    holding: Holding,
) -> Iterator[list[RemoteComment]]:
    """The pages, each after a look at the posts under which something new stands that may be taken
    in, while the next is on its way: whether they show the notice still has to be known now, not
    as of the last comparison (R23). A post that cannot be read puts off nothing: what is public
    there has to be held."""
    for page in pages:
        fresh = {one.post_id for one in page if one.id > begun.mark} - pulled.looked
        pulled.looked |= fresh
        with units.reading(SYSTEM) as unit:
            taking = engagements_taking(unit.session, fresh) if fresh else ()
        for engagement_id in taking:
            with suppress(WordPressError):
                compare_posts(units, holding.transport, engagement_id=engagement_id)
        yield page


def _store(units: Units, page: Sequence[RemoteComment], pulled: Pulled, holding: "Holding") -> None:
    pulled.read += len(page)
    pulled.newest = max([pulled.newest or 0, *(comment.id for comment in page)]) or None
    with units.writing(SYSTEM) as unit:
        stored = take_page(unit, page, pulled.clock_ahead)
    pulled.counts += stored.counts
    pulled.orphans |= stored.children
    pulled.held += holding.hold(list(stored.to_hold))

"""The mailbox stays one worker's while its process lives, however slow a message comes in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.mail.incoming.service.watching import RENEW_EVERY, renew_watch


@contextmanager
def kept_watch(units: Units, holder: str) -> Iterator[None]:
    """Renews the lease from beside until the block ends."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(RENEW_EVERY.total_seconds()):
            try:
                with units.passing(SYSTEM) as unit:
                    renew_watch(unit, holder)
            except SQLAlchemyError:
                continue  # The next one still comes in time.

    keeper = threading.Thread(target=keep, name="mailbox-watch", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()

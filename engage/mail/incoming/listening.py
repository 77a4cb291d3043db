"""Hearing of new mail at once, where the server offers that (IDLE): beside the worker, in a thread.

It only tells that something came: fetching is a job like any other, and the one of every minute
comes in any case. So whatever happens to this connection costs nothing but a minute.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from engage.core.mailbox import MailboxSettings
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.mail.incoming.gateway import open_mailbox
from engage.mail.incoming.places import MailboxError
from engage.mail.incoming.tasks import tell_of_news

log = logging.getLogger("engage.mail")

RENEW_SECONDS: Final = 9 * 60.0
"""A server may end an IDLE after 29 minutes, and a firewall forgets a silent line much sooner."""
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 300.0
PATIENCE: Final = 5.0


@contextmanager
def listening(units: Units) -> Iterator[None]:
    """While the block runs new mail is heard of, if a mailbox is set."""
    settings = units.settings.mailbox
    if settings is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=listen, args=(units, settings, stop), name="mailbox-news", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def listen(units: Units, settings: MailboxSettings, stop: threading.Event) -> None:
    """Until `stop`; ends by itself where the server offers no IDLE."""
    troubles = 0
    while not stop.is_set():
        try:
            with open_mailbox(settings) as mailbox:
                if not mailbox.can_idle:
                    return
                _tell(units)  # What came while nobody listened.
                while not stop.is_set():
                    if mailbox.wait_for_news(RENEW_SECONDS, stop.is_set):
                        _tell(units)
                    troubles = 0
        except (MailboxError, SQLAlchemyError) as error:
            troubles += 1
            log.info("mailbox-news trouble=%s row=%s", type(error).__name__, troubles)
            stop.wait(pause(troubles))


def pause(troubles: int) -> float:
    """Seconds to wait after so many troubles in a row: 5, 10, 20 ... 300."""
    return float(min(FIRST_PAUSE * 2 ** min(troubles - 1, 10), LONGEST_PAUSE))


def _tell(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        tell_of_news(unit)

"""The jobs of mail that comes in: a look at the mailbox, deleting originals, and forgetting.

A mailbox that cannot be reached is no failure of a job: the next minute's looks again, and what is
wrong is noted where staff see it.
"""

from datetime import timedelta
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.jobs.handlers import Handlers, JobContext, Later, networked, transactional
from engage.jobs.schedule import Recurring
from engage.jobs.service import Payload, enqueue
from engage.mail.incoming.fetching import fetch_mail
from engage.mail.incoming.gateway import open_mailbox
from engage.mail.incoming.places import MailboxError
from engage.mail.incoming.service.erasing import (
    forget_old,
    forget_sender,
    originals,
    record_erased,
)
from engage.mail.service import forget_address

FETCH: Final = "mail.fetch"
ERASE_ORIGINAL: Final = "mail.erase_original"
FORGET_INCOMING: Final = "mail.forget_incoming"
FORGET_ADDRESS: Final = "mail.forget_address"
FETCH_EVERY: Final = timedelta(minutes=1)
AGAIN_AFTER: Final = 600.0
NEWS_SLOT: Final = 5
"""Seconds within which several workers that heard of new mail make one job of it."""


def fetch(context: JobContext) -> None:
    settings = context.units.settings.mailbox
    done = fetch_mail(context.units, settings) if settings else None
    with context.recording() as unit:
        if done is not None and done.is_unfinished:
            enqueue(unit, FETCH, {}, key=f"{FETCH}:after:{context.job_id}")


def tell_of_news(unit: Unit) -> None:
    """New mail is there: it is fetched now rather than in the next minute."""
    slot = int(unit.now.timestamp()) // NEWS_SLOT
    enqueue(unit, FETCH, {}, key=f"{FETCH}:news:{slot}")


def erase_original(context: JobContext) -> None:
    """Tries again, for as long as it takes, while the mailbox cannot be reached (R30)."""
    with context.units.reading(SYSTEM) as unit:
        wanted = originals(unit, int(context.payload["comment_id"]))
    settings = context.units.settings.mailbox
    if wanted and settings is not None:
        try:
            with open_mailbox(settings) as mailbox:
                for one in wanted.values():
                    mailbox.erase(one)
        except MailboxError:
            raise Later(AGAIN_AFTER) from None
    with context.recording() as unit:
        record_erased(unit, list(wanted))


def forget_address_of(unit: Unit, payload: Payload) -> None:
    """The address kept with a comment was deleted: mail that came and mail that went forget it."""
    comment_id = int(payload["comment_id"])
    forget_sender(unit, comment_id)
    forget_address(unit, comment_id)


def forget_incoming(context: JobContext) -> None:
    """Batch by batch, each in a transaction of its own, so that nobody waits for long."""
    may_be_more = True
    while may_be_more:
        context.renew()
        with context.units.writing(SYSTEM) as unit:
            may_be_more = forget_old(unit)


HANDLERS: Final[Handlers] = {
    FETCH: networked(fetch),
    ERASE_ORIGINAL: networked(erase_original),
    FORGET_ADDRESS: transactional(forget_address_of),
    FORGET_INCOMING: networked(forget_incoming),
}
RECURRING: Final = (Recurring(FETCH, FETCH_EVERY),)
"""Where a mailbox is set."""
ALWAYS_RECURRING: Final = (Recurring(FORGET_INCOMING, timedelta(hours=1)),)

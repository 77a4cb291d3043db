"""A fetched message is read and recorded, whatever it holds: nothing that it causes gets past here.

What cannot be read is quarantined, with what its header lines say where they can be. So is what
was read and cannot be recorded, which nobody thought of. Only a database that is away is no
message's fault.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from engage.core.permissions import SYSTEM
from engage.core.trouble import origin
from engage.core.unit import Units
from engage.mail.incoming.places import Fetched, arrival
from engage.mail.incoming.queries.lookup import known_places
from engage.mail.incoming.reading.message import read_headers, read_message
from engage.mail.incoming.rules import Message, Outcome, Reason, Unreadable
from engage.mail.incoming.service.recording import AlreadyTaken, Arrived, Taken
from engage.mail.incoming.service.taking_in import take_in

log = logging.getLogger("engage.mail")

HEADER_BYTES: Final = 1024 * 1024
DATABASE_AWAY: Final = (OperationalError, InterfaceError, NoConnection)


def read_arrived(fetched: Fetched, place_key: str, now: datetime) -> Arrived:
    """Never raises."""
    message, unread = _read(fetched)
    return Arrived(
        place_key=place_key,
        digest=hashlib.sha256(fetched.raw).hexdigest(),
        size=fetched.listed.size,
        arrived_at=arrival(fetched.listed.arrived_at, now),
        message=message,
        unread=unread,
    )


def _read(fetched: Fetched) -> tuple[Message | None, Reason | None]:
    unread = Reason.TOO_LARGE
    if not fetched.listed.is_too_large:
        try:
            return read_message(fetched.raw), None
        except Unreadable as unreadable:
            unread = unreadable.reason
        except Exception as error:
            log.warning("message unreadable cause=%s", origin(error))
            unread = Reason.UNREADABLE
    try:
        return read_headers(fetched.raw[:HEADER_BYTES]), unread
    except Exception:
        return None, unread


def recorded(units: Units, group: Sequence[Arrived]) -> list[Taken]:
    """Each with all that follows from it; several share a transaction, which costs less than one
    for each. Should that fail, each has its own. Raises only what a database raises that is away.
    """
    if len(group) > 1:
        try:
            with units.writing(SYSTEM) as unit:
                return [take_in(unit, one) for one in group]
        except DATABASE_AWAY:
            raise
        except Exception as error:
            log.info("messages recorded one by one cause=%s", origin(error))
    return [_recorded(units, one) for one in group]


def _recorded(units: Units, arrived: Arrived) -> Taken:
    try:
        return _record(units, arrived)
    except DATABASE_AWAY:
        raise
    except AlreadyTaken:
        with units.reading(SYSTEM) as unit:
            known = known_places(unit.session, [arrived.place_key])[arrived.place_key]
        return Taken(known.id, Outcome(known.outcome), known.folder, is_new=False)
    except Exception as error:
        log.error("message quarantined cause=%s", origin(error))
        return _record(units, replace(arrived, message=None, unread=Reason.UNREADABLE))


def _record(units: Units, arrived: Arrived) -> Taken:
    with units.writing(SYSTEM) as unit:
        return take_in(unit, arrived)

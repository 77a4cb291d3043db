"""Mail that is due goes over one line to the server, each outcome written down at once.

No transaction is open while the server is spoken to. Whoever dies between a mail's arrival there
and its record leaves that one mail to be sent once more, and no other.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from engage.core.mail_server import MailSettings
from engage.core.permissions import SYSTEM
from engage.core.settings import Settings
from engage.core.unit import Units
from engage.mail import service
from engage.mail.gateway import DEADLINE_SECONDS, WAIT_SECONDS, Line, NotTaken, line_to
from engage.mail.rules import LEASE, Letter, Trouble
from engage.mail.service import Ready
from engage.mail.writing import in_transport, message_of

FRESH: Final = timedelta(seconds=5)
"""How long what was asked when a mail was taken in hand holds: then it is asked again."""

log: Final = logging.getLogger("engage.mail")


@dataclass(frozen=True)
class Limits:
    """Seconds: for one answer of the server, and for one line to it."""

    wait: float = WAIT_SECONDS
    deadline: float = DEADLINE_SECONDS


def deliver_due(units: Units, settings: MailSettings, limits: Limits = Limits()) -> bool:
    """Hands over what is due, batch after batch, as long as one line lasts; whether there may be
    more that can go now."""
    with line_to(settings, limits.wait, limits.deadline) as line:
        while not line.is_spent:
            with units.writing(SYSTEM) as unit:
                batch, was_full = service.take_batch(unit)
            goes_on = _delivered(units, settings, line, batch)
            if not (goes_on and was_full):
                return goes_on and line.is_spent
    return True


def _delivered(units: Units, settings: MailSettings, line: Line, batch: Sequence[Ready]) -> bool:
    """Whether the server takes mail; what is left when the line is spent is given back."""
    for number, ready in enumerate(batch):
        if line.is_spent or units.clock.now() >= ready.leased_until:
            with units.writing(SYSTEM) as unit:
                service.give_back(unit, batch[number:])
            return True
        now_ready = _still_goes(units, ready)
        letter = _written(units, settings, now_ready) if now_ready is not None else None
        if letter is not None and not _handed_over(units, line, letter, batch[number:]):
            return False
    return True


def _still_goes(units: Units, ready: Ready) -> Ready | None:
    """As it was taken in hand, or as it stands now where that was a while ago; None: it does not go
    any more, which is recorded."""
    if units.clock.now() - (ready.leased_until - LEASE) < FRESH:
        return ready
    with units.writing(SYSTEM) as unit:
        return service.looked_at_again(unit, ready)


def _handed_over(units: Units, line: Line, letter: Letter, left: Sequence[Ready]) -> bool:
    """The first of `left` is with the server or was put off; False: so were all of them."""
    ready, *_ = left
    try:
        line.hand_over(letter)
    except NotTaken as refusal:
        with units.writing(SYSTEM) as unit:
            if refusal.is_outage:
                service.note_outage(unit, left, refusal.trouble)
            else:
                service.note_trouble(unit, ready, refusal.trouble)
        log.warning("mail not taken row=%s trouble=%s", ready.mail_id, refusal.trouble.value)
        return not refusal.is_outage
    with units.writing(SYSTEM) as unit:
        service.record_sent(unit, ready)
    return True


def _written(units: Units, settings: MailSettings, ready: Ready) -> Letter | None:
    """The message as bytes; None when an error of ours is in the way, which is then recorded."""
    try:
        message = message_of(_templates(units.settings), settings, ready)
    except Exception as error:
        log.error("mail not written row=%s kind=%s error=%s", ready.mail_id, ready.kind,
                  type(error).__name__)  # fmt: skip
        with units.writing(SYSTEM) as unit:
            service.record_refused(unit, ready, Trouble.OURS)
        return None
    return Letter(settings.sender, in_transport(ready.recipient.address), message)


def _templates(settings: Settings) -> Path:
    return settings.themes_dir / settings.theme / "templates"

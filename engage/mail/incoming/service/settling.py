"""What people make of a message: a comment, correspondence, or neither.

A message is settled once. Of two people at the same message the second is told what the first did.
What was merely set aside can be put back; a comment or an answer that left cannot.
"""

from typing import Final

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.pages import Item, message
from engage.mail.incoming.rules import Outcome
from engage.mail.incoming.service.reach import locked, refuse_if_gone, what_happened, within_reach
from engage.mail.incoming.settlement import may_be_put_back, may_be_seen, may_be_set_aside
from engage.mail.incoming.words import NOT_COMMENTS, Settled

AT_ONE: Final = "incoming_mail:{}"
CHOOSE_WHY: Final = "Choose why it is no comment."
CANNOT_BE_SEEN: Final = "This message waits for more than somebody to see it."
NOT_ASIDE: Final = "Only what was set aside, or marked as dealt with, can be put back."


def open_message(unit: Unit, mail_id: int) -> Item:
    """The message whole, with its sender; that it was opened, and by whom, is on record.

    Raises NotFound beyond the ministries of the reader.
    """
    found = message(unit.session, unit.keyring, mail_id, within=within_reach(unit))
    if found.sender:
        unit.audit("mail.incoming_read", AT_ONE.format(mail_id))
    return found


def set_aside(unit: Unit, mail_id: int, seen_version: int | None, why: str) -> None:
    """No comment, for a reason of `NOT_COMMENTS`; nobody is answered."""
    row = locked(unit, mail_id, seen_version)
    if why not in NOT_COMMENTS:
        raise Refused("why", CHOOSE_WHY)
    if not may_be_set_aside(row):
        raise Conflict(what_happened(unit, row))
    settle(unit, row, Settled(why))


def mark_seen(unit: Unit, mail_id: int, seen_version: int | None) -> None:
    """Somebody looked at what could not be read, or dealt with correspondence."""
    row = locked(unit, mail_id, seen_version)
    if not may_be_seen(row):
        raise Refused("", CANNOT_BE_SEEN)
    settle(unit, row, Settled.SEEN)


def put_back(unit: Unit, mail_id: int, seen_version: int | None) -> None:
    """What was set aside, or marked as dealt with, waits again."""
    row = locked(unit, mail_id, seen_version)
    if not may_be_put_back(row):
        raise Refused("", NOT_ASIDE)
    if row.outcome == Outcome.UNROUTED:
        refuse_if_gone(unit, row)
    before = row.settled_as
    row.settled_at, row.settled_by, row.settled_as = None, None, ""
    row.version += 1
    unit.audit("mail.incoming_put_back", AT_ONE.format(row.id), before=before)


def settle(
    unit: Unit,
    row: IncomingMail,
    settled: Settled,
    before: tuple[str, str] | None = None,
    **detail: str | int | None,
) -> None:
    """Notes what a person made of it; `before`: outcome and reason, if they were changed."""
    outcome, reason = before or (row.outcome, row.reason)
    row.settled_at, row.settled_by = unit.now, unit.actor.person_id
    row.settled_as = settled
    row.version += 1
    unit.audit(
        "mail.incoming_settled",
        AT_ONE.format(row.id),
        before=f"{outcome}:{reason}",
        after=settled.value,
        **detail,
    )
    unit.session.flush()

"""A message is taken in: its row, what it becomes and its answer, all in one transaction.

Whoever takes the same place in the mailbox again finds the row and changes nothing. The same
message at another place (delivered twice, copied by a person) is told by its key and filed.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import hand_over, keep_cut
from engage.comments.models import Comment
from engage.comments.rules import Invalid
from engage.core.ledgers import upsert
from engage.core.text import is_blank
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import folder_of
from engage.mail.incoming.queries.lookup import known_places
from engage.mail.incoming.rules import Message, Outcome, Reason
from engage.mail.incoming.sealing import opened, sealed
from engage.mail.incoming.service.answering import acknowledge, answer_not_taken
from engage.mail.incoming.service.commenting import accepted_from, received_as_comment
from engage.mail.incoming.service.keeping import beside, hold, keep_with
from engage.mail.incoming.service.looping import is_loop
from engage.mail.incoming.service.routing import Route, answered_by, key_in, routed, topic_for
from engage.mail.incoming.service.taking_back import withdrawn_by
from engage.mail.models import OutgoingMail
from engage.mail.service import record_bounce

MESSAGE_KEY: Final = "mail/message"
SENDER_INDEX: Final = "comment-email"
"""The same as of addresses that people leave at the form, so that one is found by the other."""
UNKEPT: Final = frozenset({Reason.BOUNCE, Reason.READ_RECEIPT, Reason.DUPLICATE})
"""Nobody makes a comment of these: of what they say nothing is kept here."""


@dataclass(frozen=True)
class Arrived:
    """A message as it was fetched and read.

    `unread` says why it could not be read; `message` then holds its header lines, or is None.
    `digest` is that of its bytes, `arrived_at` the mailbox's date, never in the future.
    """

    place_key: str
    digest: str = field(repr=False)
    size: int
    arrived_at: datetime
    message: Message | None = None
    unread: Reason | None = None


@dataclass(frozen=True)
class Taken:
    """What became of it, and the folder that it belongs into; `is_new`: just now."""

    id: int
    outcome: Outcome
    folder: str
    is_new: bool = True


def take_in(unit: Unit, arrived: Arrived) -> Taken:
    """Records the message and whatever follows from it, once."""
    known = known_places(unit.session, [arrived.place_key]).get(arrived.place_key)
    if known is not None:
        return Taken(known.id, Outcome(known.outcome), known.folder, is_new=False)
    message = arrived.message
    if message is None or arrived.unread is not None:
        return _finished(unit, _quarantined(unit, arrived))
    answered = answered_by(unit, message)
    route = routed(unit, message, answered)
    row = _new_row(unit, arrived, message_key(unit, arrived, message, route.engagement))
    if row is None:
        return _filed_apart(unit, arrived, message, route)
    _note_headers(unit, row, message)
    reason = _no_comment(unit, row, message, answered)
    if reason is not None:
        _file(unit, row, message, reason)
    elif withdrawn_by(unit, row, message, answered):
        pass  # Its outcome stands in the row.
    elif is_blank(message.text) and not message.attachments:
        _file(unit, row, message, Reason.EMPTY)
    else:
        _placed(unit, row, message, route)
    return _finished(unit, row)


def message_key(
    unit: Unit, arrived: Arrived, message: Message, engagement: Engagement | None
) -> str:
    """What the message is, whatever way and however often it was delivered.

    Without a Message-ID only the very same bytes are the same: two letters may say the same words.
    """
    parts = [str(engagement.id if engagement else 0), message.message_id]
    if message.message_id:
        said = hashlib.sha256()
        for text in (message.sender, message.subject, message.text, message.cut):
            said.update(f"{len(text)}:{text}".encode())
        for one in message.attachments:
            said.update(hashlib.sha256(one.content or b"").digest())
        parts.append(said.hexdigest())
    else:
        parts.append(arrived.digest)
    return unit.keyring.blind_index("\n".join(parts), MESSAGE_KEY)


def make_comment(unit: Unit, row: IncomingMail, engagement: Engagement, topic: Topic) -> Comment:
    """A message that was kept becomes a comment, judged by when it arrived, and is acknowledged.

    Raises NotOpen, and Invalid where its text cannot be one.
    """
    text = opened(unit.keyring, row.id, "body", row.body_cipher)
    subject = opened(unit.keyring, row.id, "subject", row.subject_cipher)
    cut = opened(unit.keyring, row.id, "cut", row.cut_cipher)
    sender = opened(unit.keyring, row.id, "sender", row.sender_cipher)
    accepted = accepted_from(text or subject, sender)
    comment = received_as_comment(unit, row, engagement, topic, accepted)
    keep_cut(unit, comment.id, beside(subject, cut))
    hand_over(unit, HolderKind.INCOMING_MAIL, row.id, HolderKind.COMMENT, comment.id)
    row.subject_cipher = row.body_cipher = row.cut_cipher = None
    acknowledge(unit, row)
    unit.session.flush()
    return comment


def _new_row(unit: Unit, arrived: Arrived, key: str) -> IncomingMail | None:
    """None: the same message came before. Of two workers one waits here for the other."""
    statement = upsert(unit.session.get_bind().dialect, IncomingMail).values(
        place_key=arrived.place_key,
        message_key=key,
        arrived_at=arrived.arrived_at,
        recorded_at=unit.now,
        outcome=Outcome.UNROUTED,
        size=arrived.size,
        folder="",
        is_moved=False,
        answered=False,
    )
    row_id = unit.session.scalar(statement.on_conflict_do_nothing().returning(IncomingMail.id))
    return unit.session.get_one(IncomingMail, row_id) if row_id is not None else None


def _quarantined(unit: Unit, arrived: Arrived) -> IncomingMail:
    """With what its header lines say, so that a person knows what to look for in the mailbox."""
    row = _row_of_its_own(unit, arrived)
    row.outcome, row.reason = Outcome.QUARANTINED, arrived.unread or Reason.UNREADABLE
    if arrived.message is not None:
        route = routed(unit, arrived.message, [])
        row.engagement_id = route.engagement.id if route.engagement else None
        _note_headers(unit, row, arrived.message)
        row.subject_cipher = sealed(unit.keyring, row.id, "subject", arrived.message.subject)
    return row


def _row_of_its_own(unit: Unit, arrived: Arrived) -> IncomingMail:
    """Known by its place alone: of two workers at one message the second finds nothing to insert,
    and its whole transaction is undone."""
    row = _new_row(unit, arrived, unit.keyring.blind_index(arrived.place_key, MESSAGE_KEY))
    if row is None:
        raise AlreadyTaken
    return row


class AlreadyTaken(Exception):
    """Another worker took this message in the same moment."""


def _filed_apart(unit: Unit, arrived: Arrived, message: Message, route: Route) -> Taken:
    row = _row_of_its_own(unit, arrived)
    row.engagement_id = route.engagement.id if route.engagement else None
    _note_headers(unit, row, message)
    row.outcome, row.reason = Outcome.FILED, Reason.DUPLICATE
    return _finished(unit, row)


def _note_headers(unit: Unit, row: IncomingMail, message: Message) -> None:
    row.language = message.language
    row.message_id_cipher = sealed(unit.keyring, row.id, "message_id", message.message_id)
    row.sender_cipher = sealed(unit.keyring, row.id, "sender", message.sender)
    if message.sender:
        row.sender_index = unit.keyring.blind_index(message.sender, SENDER_INDEX)


def _no_comment(
    unit: Unit, row: IncomingMail, message: Message, answered: list[OutgoingMail]
) -> Reason | None:
    """Why it is none, by itself or as one too many; whether anything is written is asked later."""
    if message.no_comment not in {None, Reason.EMPTY}:
        return message.no_comment
    return Reason.LOOP if is_loop(unit, row, message, is_reply=bool(answered)) else None


def _file(unit: Unit, row: IncomingMail, message: Message, reason: Reason) -> None:
    row.outcome, row.reason = Outcome.FILED, reason
    if message.bounce is not None:
        for message_id in message.bounce.message_ids:
            if key := key_in(unit, message_id):
                record_bounce(unit, key, message.bounce.is_permanent)
    if reason not in UNKEPT:
        keep_with(unit, row, message)


def _placed(unit: Unit, row: IncomingMail, message: Message, route: Route) -> None:
    engagement = route.engagement
    row.engagement_id = engagement.id if engagement else None
    if engagement is None or route.reason is not None:
        _leave(unit, row, message, Outcome.UNROUTED, route.reason or Reason.NO_ADDRESS)
    elif not engagement.timing.accepts_comments(row.arrived_at):
        early = engagement.timing.phase(row.arrived_at) in {Phase.PLANNED, Phase.UPCOMING}
        reason = Reason.NOT_OPEN_YET if early else Reason.CLOSED
        _leave(unit, row, message, Outcome.CORRESPONDENCE, reason)
        answer_not_taken(unit, row)
    elif is_blank(message.text):
        _leave(unit, row, message, Outcome.UNROUTED, Reason.ONLY_ATTACHMENTS)
    else:
        _as_comment(unit, row, message, engagement)


def _as_comment(unit: Unit, row: IncomingMail, message: Message, engagement: Engagement) -> None:
    try:
        accepted = accepted_from(message.text, message.sender)
    except Invalid:
        _leave(unit, row, message, Outcome.UNROUTED, Reason.TOO_LONG)
        return
    topic = topic_for(unit, engagement, message.subject)
    comment = received_as_comment(unit, row, engagement, topic, accepted)
    keep_cut(unit, comment.id, beside(message.subject, message.cut))
    hold(unit, HolderKind.COMMENT, comment.id, message)
    row.outcome = Outcome.COMMENT
    acknowledge(unit, row)


def _leave(
    unit: Unit, row: IncomingMail, message: Message, outcome: Outcome, reason: Reason
) -> None:
    row.outcome, row.reason = outcome, reason
    keep_with(unit, row, message)


def _finished(unit: Unit, row: IncomingMail) -> Taken:
    outcome = Outcome(row.outcome)
    row.folder = folder_of(outcome)
    unit.session.flush()
    unit.audit(
        "mail.incoming_taken",
        f"incoming_mail:{row.id}",
        outcome=outcome.value,
        reason=row.reason,
        engagement=row.engagement_id,
        comment=row.comment_id,
        answered=row.answered,
    )
    return Taken(row.id, outcome, row.folder)

"""A message is taken in: its row, what it becomes and its answer, all in one transaction.

Whoever takes the same place in the mailbox again finds the row and changes nothing. The same
message at another place (delivered twice, copied by a person) is told by its key and filed.
"""

from dataclasses import replace
from typing import Final

from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import hand_over, keep_cut
from engage.comments.models import Comment
from engage.comments.rules import Invalid
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
from engage.mail.incoming.service.complaining import end_what_is_complained_of
from engage.mail.incoming.service.keeping import beside, hold, keep_with
from engage.mail.incoming.service.looping import is_loop
from engage.mail.incoming.service.recording import (
    AlreadyTaken,
    Arrived,
    Taken,
    message_key,
    new_row,
    note_headers,
    row_by_place,
)
from engage.mail.incoming.service.routing import Route, answered_by, key_in, routed, topic_for
from engage.mail.incoming.service.taking_back import withdrawn_by
from engage.mail.incoming.unsaid import where_it_speaks
from engage.mail.models import OutgoingMail
from engage.mail.service import record_bounce

UNKEPT: Final = frozenset({Reason.BOUNCE, Reason.READ_RECEIPT, Reason.COMPLAINT, Reason.DUPLICATE})
"""Nobody makes a comment of these: of what they say nothing is kept here."""


def take_in(unit: Unit, arrived: Arrived) -> Taken:
    """Records the message and whatever follows from it, once; raises AlreadyTaken when another
    worker does so in this moment."""
    # Our clock may have been set back since it was read.
    arrived = replace(arrived, arrived_at=min(arrived.arrived_at, unit.now))
    if arrived.message is None or arrived.unread is not None:
        row = _quarantined(unit, arrived)
    else:
        row = _sorted(unit, arrived, arrived.message)
    if row is not None:
        return _finished(unit, row)
    known = known_places(unit.session, [arrived.place_key]).get(arrived.place_key)
    if known is None:
        raise AlreadyTaken
    return Taken(known.id, Outcome(known.outcome), known.folder, is_new=False)


def _sorted(unit: Unit, arrived: Arrived, message: Message) -> IncomingMail | None:
    """None: it is recorded already."""
    answered = answered_by(unit, message)
    route = routed(unit, message, answered)
    row = new_row(unit, arrived, message_key(unit, arrived, message, route.engagement))
    if row is None:
        return _filed_as_duplicate(unit, arrived, message, route)
    # What the row becomes is written once, at the end.
    with unit.session.no_autoflush:
        note_headers(unit, row, message)
        reason = _no_comment(unit, row, message, answered)
        if reason is not None:
            _file(unit, row, message, reason)
        elif withdrawn_by(unit, row, message, answered):
            pass  # Its outcome stands in the row.
        elif is_blank(message.text) and where_it_speaks(message) is None:
            _file(unit, row, message, Reason.EMPTY)
        else:
            _placed(unit, row, message, route)
    return row


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


def _quarantined(unit: Unit, arrived: Arrived) -> IncomingMail | None:
    """With what its header lines say, so that a person knows what to look for in the mailbox."""
    row = row_by_place(unit, arrived)
    if row is None:
        return None
    row.outcome, row.reason = Outcome.QUARANTINED, arrived.unread or Reason.UNREADABLE
    if arrived.message is not None:
        route = routed(unit, arrived.message, [])
        row.engagement_id = route.engagement.id if route.engagement else None
        note_headers(unit, row, arrived.message)
        row.subject_cipher = sealed(unit.keyring, row.id, "subject", arrived.message.subject)
    return row


def _filed_as_duplicate(
    unit: Unit, arrived: Arrived, message: Message, route: Route
) -> IncomingMail | None:
    row = row_by_place(unit, arrived)
    if row is not None:
        row.engagement_id = route.engagement.id if route.engagement else None
        note_headers(unit, row, message)
        row.outcome, row.reason = Outcome.FILED, Reason.DUPLICATE
    return row


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
    end_what_is_complained_of(unit, message)
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
        reason = where_it_speaks(message) or Reason.EMPTY
        _leave(unit, row, message, Outcome.UNROUTED, reason)
    else:
        _as_comment(unit, row, message, route, engagement)


def _as_comment(
    unit: Unit, row: IncomingMail, message: Message, route: Route, engagement: Engagement
) -> None:
    try:
        accepted = accepted_from(message.text, message.sender)
    except Invalid:
        _leave(unit, row, message, Outcome.UNROUTED, Reason.TOO_LONG)
        return
    topic = topic_for(route.topics, message.subject)
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

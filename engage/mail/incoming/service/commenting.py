"""A letter becomes a comment: the same queue, notice and receipt as from the form (R32)."""

from engage.comments.models import Comment
from engage.comments.rules import (
    Accepted,
    Arrival,
    Channel,
    Invalid,
    NoticeGiven,
    checked_letter,
)
from engage.comments.service import receive
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.mail.incoming.models import IncomingMail


def accepted_from(text: str, sender: str) -> Accepted:
    """An address that cannot be written to is no address; the words count all the same."""
    try:
        return checked_letter(text, email=sender)
    except Invalid as invalid:
        if any(fault.field != "email" for fault in invalid.faults):
            raise
        return checked_letter(text)


def received_as_comment(
    unit: Unit, row: IncomingMail, engagement: Engagement, topic: Topic, accepted: Accepted
) -> Comment:
    arrival = Arrival(
        Channel.EMAIL,
        NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
        received_at=row.arrived_at,
        language=row.language,
        receipt_seed=receipt_seed(row.id),
    )
    comment = receive(unit, engagement, topic, accepted, arrival)
    row.comment_id, row.engagement_id = comment.id, engagement.id
    return comment


def receipt_seed(row_id: int) -> str:
    """What the receipt code of a comment by mail follows from."""
    return f"mail:{row_id}"

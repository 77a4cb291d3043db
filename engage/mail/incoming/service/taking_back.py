"""A mail that takes an earlier comment back: by a reply to our answer, or by its receipt code.

What proves the right to it is our answer or the code, which only its author was given. A From line
proves nothing: anybody can write one.
"""

from collections.abc import Sequence

from engage.comments.models import Comment
from engage.comments.service import withdraw
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.lookup import comments_of_codes
from engage.mail.incoming.rules import Message, Outcome
from engage.mail.incoming.service.answering import answer_withdrawn
from engage.mail.incoming.service.routing import comment_told_of
from engage.mail.models import OutgoingMail


def withdrawn_by(
    unit: Unit, row: IncomingMail, message: Message, answered: Sequence[OutgoingMail]
) -> bool:
    """Takes back what the message asks to, if it proves the right to it; at any time (R80)."""
    if not message.wants_withdrawal:
        return False
    comments = _meant(unit, message, answered)
    for comment in comments:
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        withdraw(unit, engagement, comment)
    if not comments:
        return False
    row.outcome = Outcome.WITHDRAWAL
    row.comment_id, row.engagement_id = comments[0].id, comments[0].engagement_id
    answer_withdrawn(unit, row)
    return True


def _meant(unit: Unit, message: Message, answered: Sequence[OutgoingMail]) -> list[Comment]:
    """The comment of the answer that it replies to; else those whose codes stand in it.

    Not both: the codes of a long exchange stand quoted under a reply to its last mail.
    """
    told_of = (comment_told_of(unit, mail) for mail in answered)
    nearest = next((one for one in told_of if one is not None), None)
    ids = (
        [nearest] if nearest is not None else comments_of_codes(unit.session, message.receipt_codes)
    )
    found = (
        unit.session.get(Comment, one, with_for_update=True, populate_existing=True) for one in ids
    )
    return [comment for comment in found if comment is not None]

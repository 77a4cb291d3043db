"""What a row of outgoing mail still tells of an address when that is deleted.

A row holds no address. Only the key of the mail about results, which goes once to each address, has
its blind index in it.
"""

from sqlalchemy import select

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Purpose, State
from engage.core.unit import Unit
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, RecipientKind


def forget_address(unit: Unit, comment_id: int) -> None:
    """Takes the index out of the key; while the same address is kept with another comment on the
    engagement, the mail is that one's from here on."""
    mails = unit.session.scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.recipient_kind == RecipientKind.AUTHOR,
            OutgoingMail.recipient_id == comment_id,
            OutgoingMail.kind == MailKind.RESULTS,
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
    ).all()
    for mail in mails:
        heir = _another_comment(unit, mail.subject_id, mail.key.rpartition(":")[2])
        if heir is not None:
            mail.recipient_id = heir
        else:
            mail.key = f"{mail.kind}:{mail.subject_id}:erased:{mail.id}"
    unit.session.flush()


def _another_comment(unit: Unit, engagement_id: int, email_index: str) -> int | None:
    """One of the same author on the same engagement, who wants to know of results if any does."""
    wants_it = CommentPerson.purposes.contains(Purpose.RESULTS)
    return unit.session.scalar(
        select(Comment.id)
        .join(CommentPerson, CommentPerson.comment_id == Comment.id)
        .where(Comment.engagement_id == engagement_id, CommentPerson.email_index == email_index)
        .order_by((Comment.state == State.WITHDRAWN), wants_it.desc(), Comment.id)
        .limit(1)
    )

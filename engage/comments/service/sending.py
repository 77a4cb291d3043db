"""Sending: a comment is stored with its text, its person, and what its author read and accepted."""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import (
    Accepted,
    Channel,
    NoticeChanged,
    NoticeGiven,
    NotOpen,
    StaleForm,
    State,
    Submission,
    checked,
    cleaned_text,
    nonce_hash,
    receipt_hash,
)
from engage.comments.service.placing import QUEUE_SCOPE
from engage.comments.service.texts import text_of, write_text
from engage.comments.service.tickets import FormTicket, code_of, read_ticket
from engage.core.errors import Refused
from engage.core.events import CommentReceived
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.policies import policy_page
from engage.notices.service import current_version

USED_FORM: Final = (
    "A comment was sent from this form already. Press send again to send this as another one."
)
OLD_FORM: Final = (
    "This form was open for a long time or was changed on its way. Your text is kept:"
    " please read the notice and send it again."
)
NEW_NOTICE: Final = (
    "The notice about the collection of personal information has changed since you opened this"
    " page. Your text is kept: please read the new notice and send it again."
)


def submit(
    unit: Unit, engagement: Engagement, topic: Topic, submission: Submission, token: str
) -> str:
    """Stores a comment to wait for a moderator and returns its receipt code.

    The same form sent twice with the same text (a reload, a double click) is one comment and
    gives the same code, also when the engagement closed or its notice changed in between. Raises
    NotOpen, StaleForm, NoticeChanged, Invalid or LooksPersonal; nothing is stored then.
    """
    ticket = read_ticket(unit, topic, token)
    text = cleaned_text(submission.text)
    # Looked for once: whatever comes after this look is met by the constraint below.
    earlier = _sent_before(unit, ticket) if ticket else None
    if ticket is not None and text and earlier == text:
        return code_of(unit, ticket)
    _hold_still(unit, engagement)
    if not engagement.timing.accepts_comments(unit.now):
        raise NotOpen("", "This engagement does not take comments now.")
    if ticket is None:
        raise StaleForm("", OLD_FORM)
    notice = current_version(unit, engagement.id)
    if notice is None or notice.id != ticket.notice_version_id:
        raise NoticeChanged("", NEW_NOTICE)
    accepted = checked(submission)
    if earlier is not None:
        raise StaleForm("", USED_FORM)
    code = code_of(unit, ticket)
    comment = _new_comment(engagement, topic, unit.now)
    comment.channel = Channel.WEB
    comment.notice_version_id, comment.notice_hash = notice.id, notice.content_hash
    comment.notice_given = NoticeGiven.SHOWN_BEFORE_FORM
    comment.terms_version = policy_page("terms").version
    comment.nonce_hash = nonce_hash(ticket.nonce)
    comment.receipt_hash = receipt_hash(code.replace("-", ""))
    try:
        with unit.attempt():
            _record(unit, engagement, comment, accepted)
    except IntegrityError:
        # The twin of a double click came first, between our look and our insert.
        earlier = _sent_before(unit, ticket)
        if earlier is None:
            raise
        if earlier != text:
            raise StaleForm("", USED_FORM) from None
    return code


def receive(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    accepted: Accepted,
    *,
    channel: Channel,
    notice_given: NoticeGiven,
    language: str | None = None,
    received_at: datetime | None = None,
) -> Comment:
    """Stores a comment that came another way than by the form: read out, written, sent (R32).

    It is judged by the instant at which it was received (a letter may be keyed in days later) and
    waits in the same queue; its author got the notice as said.
    """
    received_at = received_at or unit.now
    if received_at > unit.now:
        raise Refused("received_at", "It cannot have been received in the future.")
    _hold_still(unit, engagement)
    if not engagement.timing.accepts_comments(received_at):
        raise NotOpen("", "This engagement did not take comments then.")
    notice = current_version(unit, engagement.id)
    comment = _new_comment(engagement, topic, unit.now)
    comment.received_at = received_at
    comment.channel, comment.language = channel, language
    if notice is not None:
        comment.notice_version_id, comment.notice_hash = notice.id, notice.content_hash
    comment.notice_given = notice_given
    _record(unit, engagement, comment, accepted)
    return comment


def _hold_still(unit: Unit, engagement: Engagement) -> None:
    """Between our look at dates and notice and our insert nobody publishes, amends or unpublishes.

    Others who send share this lock. SQLite gave this transaction its only write lock already.
    """
    if unit.session.get_bind().dialect.name != "sqlite":
        unit.session.refresh(engagement, with_for_update={"read": True})


def _record(unit: Unit, engagement: Engagement, comment: Comment, accepted: Accepted) -> None:
    """Writes a new comment with its text and person, counted as waiting."""
    unit.session.add(comment)
    unit.session.flush()
    write_text(unit, comment, accepted.text)
    if accepted.display_name or accepted.email:
        unit.session.add(_person(unit, comment.id, accepted))
    unit.session.flush()
    unit.count(engagement.scope, State.WAITING, 1)
    unit.count(QUEUE_SCOPE, State.WAITING, 1)
    unit.audit(
        "comment.received",
        f"comment:{comment.id}",
        channel=comment.channel,
        notice=comment.notice_version_id,
    )
    unit.emit(CommentReceived(comment.id))


def _sent_before(unit: Unit, ticket: FormTicket) -> str | None:
    """The text that came from this very form before; None: none did.

    Another text under a used nonce is somebody going back to an old page, never a reason to show
    an earlier receipt: it may be another person's at a shared computer.
    """
    earlier = unit.session.scalar(
        select(Comment).where(Comment.nonce_hash == nonce_hash(ticket.nonce))
    )
    return None if earlier is None else text_of(unit, earlier, 1)


def _new_comment(engagement: Engagement, topic: Topic, now: datetime) -> Comment:
    return Comment(
        public_id=new_public_id(),
        engagement_id=engagement.id,
        topic_id=topic.id,
        received_at=now,
        recorded_at=now,
        waiting_since=now,
        version=1,
        state=State.WAITING,
    )


def new_public_id() -> str:
    """Twelve letters and digits that say nothing of order or author."""
    return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(12))


def _person(unit: Unit, comment_id: int, accepted: Accepted) -> CommentPerson:
    context = f"comment_person:{comment_id}"
    seal = unit.keyring.encrypt
    name, email = accepted.display_name, accepted.email
    return CommentPerson(
        comment_id=comment_id,
        name_cipher=seal(name, f"{context}.name") if name else None,
        email_cipher=seal(email, f"{context}.email") if email else None,
        email_index=unit.keyring.blind_index(email, "comment-email") if email else None,
        purposes=",".join(sorted(purpose.value for purpose in accepted.purposes)),
    )

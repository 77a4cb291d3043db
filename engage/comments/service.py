"""Use cases of the author: send, look up, correct, withdraw. And `place`, the only function that
moves a comment from one state to another and keeps the counts true.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.comments.models import Comment, CommentPerson, CommentText
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
    checked_correction,
    cleaned_text,
    nonce_hash,
    normalized_receipt,
    receipt_code,
    receipt_hash,
    removes_contacts,
)
from engage.core.crypto import derive_key
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import CommentReceived, CommentRedacted, CommentWithdrawn
from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.service import touch
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version

FORM_LIFE: Final = timedelta(hours=24)
FORM_PURPOSE: Final = "comment-form"
QUEUE_SCOPE: Final = "queue"
NO_RECEIPT: Final = "We know no comment with this code. Check it and try again."
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


@dataclass(frozen=True)
class FormTicket:
    """What the signed form token says: which form, under which notice, and its single use."""

    notice_version_id: int
    nonce: str


def issue_form_token(unit: Unit, topic: Topic, notice: NoticeVersion) -> str:
    """A token bound to topic and notice version; it needs neither session nor cookie."""
    return signer(unit.settings, FORM_PURPOSE).sign(
        unit.now, t=topic.id, v=notice.id, n=secrets.token_urlsafe(16)
    )


def submit(
    unit: Unit, engagement: Engagement, topic: Topic, submission: Submission, token: str
) -> str:
    """Stores a comment to wait for a moderator and returns its receipt code.

    The same form sent twice with the same text (a reload, a double click) is one comment and
    gives the same code, also when the engagement closed or its notice changed in between. Raises
    NotOpen, StaleForm, NoticeChanged, Invalid or LooksPersonal; nothing is stored then.
    """
    ticket = _read_ticket(unit, topic, token)
    text = cleaned_text(submission.text)
    # Looked for once: whatever comes after this look is met by the constraint below.
    earlier = _sent_before(unit, ticket) if ticket else None
    if ticket is not None and text and earlier == text:
        return _code_of(unit, ticket)
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
    code = _code_of(unit, ticket)
    comment = _new_comment(engagement, topic, unit.now)
    comment.channel = Channel.WEB
    comment.notice_version_id, comment.notice_hash = notice.id, notice.content_hash
    comment.notice_given = NoticeGiven.SHOWN_BEFORE_FORM
    comment.nonce_hash = nonce_hash(ticket.nonce)
    comment.receipt_hash = receipt_hash(code.replace("-", ""))
    try:
        with unit.attempt():
            record(unit, engagement, comment, accepted)
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
) -> Comment:
    """Stores a comment that came another way than by the form: read out, written, sent (R32).

    It is judged by the same clock and waits in the same queue; its author got the notice as said.
    """
    if not engagement.timing.accepts_comments(unit.now):
        raise NotOpen("", "This engagement does not take comments now.")
    notice = current_version(unit, engagement.id)
    comment = _new_comment(engagement, topic, unit.now)
    comment.channel, comment.language = channel, language
    if notice is not None:
        comment.notice_version_id, comment.notice_hash = notice.id, notice.content_hash
    comment.notice_given = notice_given
    record(unit, engagement, comment, accepted)
    return comment


def record(unit: Unit, engagement: Engagement, comment: Comment, accepted: Accepted) -> None:
    """Writes a new comment with its text and person, counted as waiting."""
    unit.session.add(comment)
    unit.session.flush()
    unit.session.add(
        CommentText(
            comment_id=comment.id,
            version=comment.version,
            original=accepted.text,
            recorded_at=unit.now,
        )
    )
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


def find_by_receipt(unit: Unit, typed: str) -> Comment:
    """The comment of a receipt code; raises NotFound, the same for wrong and malformed ones."""
    code = normalized_receipt(typed)
    found = code and unit.session.scalar(
        select(Comment).where(Comment.receipt_hash == receipt_hash(code)).with_for_update()
    )
    if not found:
        raise NotFound(NO_RECEIPT)
    return found


def latest_text(unit: Unit, comment: Comment) -> str:
    """What its author last wrote; '' once erased."""
    row = unit.session.get(CommentText, (comment.id, comment.version))
    return row.original if row else ""


def correct(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    text: str,
    *,
    seen_version: int,
    send_as_is: bool = False,
) -> None:
    """A new version by its author, which waits; an earlier public one stays until decided.

    Unless the change takes contact details out: then the old text leaves public view at once.
    """
    if comment.state == State.WITHDRAWN:
        raise Refused("", "This comment was withdrawn, so it can no longer be corrected.")
    if not engagement.timing.accepts_comments(unit.now):
        raise NotOpen("", "This engagement has closed, so the comment can no longer be corrected.")
    if comment.version != seen_version:
        raise Conflict("This comment was corrected from another page meanwhile.")
    new_text = checked_correction(text, send_as_is=send_as_is)
    old_text = latest_text(unit, comment)
    if new_text == old_text:
        raise Refused("text", "This is the same text as before.")
    public_text = _text_of(unit, comment, comment.published_version)
    comment.version += 1
    unit.session.add(
        CommentText(
            comment_id=comment.id,
            version=comment.version,
            original=new_text,
            recorded_at=unit.now,
        )
    )
    stays_public = comment.state == State.PUBLISHED and not removes_contacts(public_text, new_text)
    place(
        unit,
        engagement,
        comment,
        State.PUBLISHED if stays_public else State.WAITING,
        published_version=comment.published_version if stays_public else None,
        waiting_since=comment.waiting_since or unit.now,
    )
    unit.audit("comment.corrected", f"comment:{comment.id}", version=comment.version)
    unit.emit(CommentReceived(comment.id))
    if public_text and not stays_public:
        unit.emit(CommentRedacted(comment.id))


def withdraw(unit: Unit, engagement: Engagement, comment: Comment) -> None:
    """Takes a comment back for good, at any time; asking again changes nothing."""
    if comment.state == State.WITHDRAWN:
        return
    place(unit, engagement, comment, State.WITHDRAWN, published_version=None, waiting_since=None)
    unit.audit("comment.withdrawn", f"comment:{comment.id}")
    unit.emit(CommentWithdrawn(comment.id))


def place(
    unit: Unit,
    engagement: Engagement,
    comment: Comment,
    state: State,
    *,
    published_version: int | None,
    waiting_since: datetime | None,
) -> None:
    """Moves a comment to a state. Counts, queue and public view follow in this transaction."""
    was_public, is_public = comment.published_version, published_version
    waited, waits = comment.waiting_since is not None, waiting_since is not None
    unit.count(engagement.scope, comment.state, -1)
    unit.count(engagement.scope, state, 1)
    unit.count(QUEUE_SCOPE, State.WAITING, waits - waited)
    unit.count(
        f"topic:{comment.topic_id}",
        State.PUBLISHED,
        (is_public is not None) - (was_public is not None),
    )
    comment.state = state
    comment.published_version = published_version
    comment.waiting_since = waiting_since
    if was_public != is_public:
        touch(unit, engagement)
    unit.session.flush()


def _read_ticket(unit: Unit, topic: Topic, token: str) -> FormTicket | None:
    """None for a token that is altered, too old, or of another topic's form."""
    try:
        values = signer(unit.settings, FORM_PURPOSE).read(token, unit.now, FORM_LIFE)
        ticket = FormTicket(int(values["v"]), str(values["n"]))
        bound_to = int(values["t"])
    except (BadToken, KeyError, ValueError):
        return None
    return ticket if bound_to == topic.id else None


def _code_of(unit: Unit, ticket: FormTicket) -> str:
    return receipt_code(derive_key(unit.settings.secret_key.encode(), "receipt"), ticket.nonce)


def _sent_before(unit: Unit, ticket: FormTicket) -> str | None:
    """The text that came from this very form before; None: none did.

    Another text under a used nonce is somebody going back to an old page, never a reason to show
    an earlier receipt: it may be another person's at a shared computer.
    """
    earlier = unit.session.scalar(
        select(Comment).where(Comment.nonce_hash == nonce_hash(ticket.nonce))
    )
    return None if earlier is None else _text_of(unit, earlier, 1)


def _text_of(unit: Unit, comment: Comment, version: int | None) -> str:
    row = unit.session.get(CommentText, (comment.id, version)) if version else None
    return row.original if row else ""


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

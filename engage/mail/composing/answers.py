"""The one answer to a mail that came: a receipt, a word that it was taken back, or why not taken.

Each goes to the address that wrote, in answer to that very mail. An answer in French stands in
French, and so does the collection notice in it, where the version in force had a French wording.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import exists, or_, select

from engage.comments.attachments.models import Attachment
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import receipt_of_seed, withdrawal_link
from engage.core.crypto import Undecryptable
from engage.core.language import site_in
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import topic_content
from engage.engagements.rules import Phase
from engage.mail.composing.about import (
    closing_words,
    mailbox_of,
    notice_words,
    page_of,
    receipt_page,
    title_of,
)
from engage.mail.followers.words import moment_words
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Reason
from engage.mail.incoming.sealing import opened
from engage.mail.models import OutgoingMail
from engage.mail.rules import Recipient, Words
from engage.notices.shown import ShownNotice, current_notice, notice_read

POLICY_PATH: Final = "/moderation-policy"
_NOW_IS: Final = {Phase.UPCOMING: "upcoming", Phase.CLOSED: "closed", Phase.RESULTS: "results"}


class NoNotice(Exception):
    """A comment without a collection notice: the answer would not say what it must (R32)."""


def acknowledgement(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | None:
    """None when the mail is no comment any more, or was taken back before its receipt went."""
    incoming = unit.session.get_one(IncomingMail, mail.subject_id)
    comment = _comment_of(unit, incoming)
    if comment is None or comment.state == State.WITHDRAWN:
        return None
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    topic = unit.session.get_one(Topic, comment.topic_id)
    values = {
        **_about(unit, mail, incoming, engagement),
        "topic": topic_content(unit.session, topic.published_revision_id).title or topic.title,
        "code": receipt_of_seed(unit, f"mail:{incoming.id}"),
        "receipt": receipt_page(unit, mail),
        "policy": f"{site_in(unit.settings.base_url, mail.language)}{POLICY_PATH}",
        "withdraw": withdrawal_link(unit, comment, mail.created_at, mail.language),
        "has_files": _has_files(unit, comment, incoming),
        "is_open": engagement.timing.accepts_comments(unit.now),
        "closes": _closes(unit, mail, engagement),
        "can_reply": bool(mailbox_of(unit, engagement)),
        "notice": notice_words(_notice(unit, comment, mail.language)),
    }
    return _answer(unit, incoming, engagement, "acknowledgement", values)


def withdrawn(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | None:
    """None when the comment was not taken back after all."""
    incoming = unit.session.get_one(IncomingMail, mail.subject_id)
    comment = _comment_of(unit, incoming)
    if comment is None or comment.state != State.WITHDRAWN:
        return None
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    is_open = engagement.timing.accepts_comments(unit.now)
    values = {**_about(unit, mail, incoming, engagement), "is_open": is_open}
    return _answer(unit, incoming, engagement, "withdrawn", values)


def not_taken(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | None:
    """It came when the engagement was not open (R87): what happens next, as things stand now.

    None when staff made it a comment meanwhile, or the engagement is not public any more.
    """
    incoming = unit.session.get_one(IncomingMail, mail.subject_id)
    if incoming.engagement_id is None or incoming.comment_id is not None:
        return None
    engagement = unit.session.get_one(Engagement, incoming.engagement_id)
    timing = engagement.timing
    phase = timing.phase(unit.now)
    if phase is Phase.PLANNED:
        return None
    is_open = timing.accepts_comments(unit.now)
    opens_at = None if timing.is_opening_held else timing.opens_at
    values = {
        **_about(unit, mail, incoming, engagement),
        "came": "before" if incoming.reason == Reason.NOT_OPEN_YET else "after",
        "now": "open" if is_open else _NOW_IS.get(phase, "closed"),
        "opens": _moment(unit, mail, opens_at),
        "closes": _closes(unit, mail, engagement),
        "closed": closing_words(unit, mail, engagement),
        "results": f"{page_of(unit, mail, engagement)}/results",
    }
    return _answer(unit, incoming, engagement, "not_taken", values)


def _about(
    unit: Unit, mail: OutgoingMail, incoming: IncomingMail, engagement: Engagement
) -> dict[str, object]:
    """What every answer holds."""
    return {
        "title": title_of(unit, engagement),
        "href": page_of(unit, mail, engagement),
        "received": _moment(unit, mail, incoming.arrived_at),
    }


def _answer(
    unit: Unit,
    incoming: IncomingMail,
    engagement: Engagement,
    template: str,
    values: dict[str, object],
) -> Words:
    return Words(
        template,
        values,
        reply_to=mailbox_of(unit, engagement),
        answers=_answered_id(unit, incoming),
    )


def _answered_id(unit: Unit, incoming: IncomingMail) -> str:
    """The Message-ID that it answers; an answer that nobody can thread is better than none."""
    try:
        found = opened(unit.keyring, incoming.id, "message_id", incoming.message_id_cipher)
    except Undecryptable:
        return ""
    return found if not found or found.startswith("<") else f"<{found}>"


def _comment_of(unit: Unit, incoming: IncomingMail) -> Comment | None:
    return unit.session.get(Comment, incoming.comment_id) if incoming.comment_id else None


def _notice(unit: Unit, comment: Comment, language: str) -> ShownNotice:
    """That of the comment, in the words that its record names."""
    if comment.notice_version_id:
        found = notice_read(unit, comment.notice_version_id, comment.notice_wording_id)
    else:
        found = current_notice(unit, comment.engagement_id, language)
    if found is None:
        raise NoNotice
    return found


def _has_files(unit: Unit, comment: Comment, incoming: IncomingMail) -> bool:
    kind, holder = Attachment.holder_kind, Attachment.holder_id
    of_comment = (kind == HolderKind.COMMENT) & (holder == comment.id)
    of_mail = (kind == HolderKind.INCOMING_MAIL) & (holder == incoming.id)
    return bool(unit.session.scalar(select(exists().where(or_(of_comment, of_mail)))))


def _closes(unit: Unit, mail: OutgoingMail, engagement: Engagement) -> str:
    """Until when comments are taken; '' where none are, or where there is no end."""
    is_open = engagement.timing.accepts_comments(unit.now)
    return closing_words(unit, mail, engagement) if is_open else ""


def _moment(unit: Unit, mail: OutgoingMail, at: datetime | None) -> str:
    return moment_words(at, unit.settings.time_zone, mail.language) if at else ""

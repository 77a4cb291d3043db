"""Where a message leads: by the address it was sent to, or else by our own mail that it answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.lookup import public_topics, published_or_draft, sent_mails
from engage.mail.incoming.rules import Message, Reason
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, RecipientKind

SUBJECT_MAIL: Final = "incoming_mail"
MOST_REFERENCES: Final = 50
_LOCAL_PART: Final = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True)
class Route:
    """The engagement that a message was led to, with its public topics; `reason` says why it needs
    a person instead."""

    engagement: Engagement | None = None
    reason: Reason | None = None
    topics: tuple[Topic, ...] = ()


def routed(unit: Unit, message: Message, answered: list[OutgoingMail]) -> Route:
    """`answered`: our mails that it answers, nearest first. The engagement stands still until our
    commit."""
    mailbox = unit.settings.mailbox
    slugs = {mailbox.address.slug_in(one) for one in message.addresses} if mailbox else set()
    named = sorted(slug for slug in slugs if slug)
    if not named:
        by_reply = _of_what_it_answers(unit, answered)
        return by_reply or Route(reason=Reason.NO_ADDRESS)
    found = [one for slug in named if (one := published_or_draft(unit.session, slug)) is not None]
    if not found:
        return Route(reason=Reason.UNKNOWN_ADDRESS)
    public = [one for one in found if one.published_at is not None] or found
    if len(public) > 1:
        return Route(reason=Reason.SEVERAL_ADDRESSES)
    return _to(unit, public[0])


def _to(unit: Unit, engagement: Engagement) -> Route:
    topics = tuple(public_topics(unit.session, engagement.id))
    if engagement.published_at is None or not topics:
        return Route(engagement, Reason.NOT_PUBLISHED)
    return Route(engagement, topics=topics)


def _of_what_it_answers(unit: Unit, answered: list[OutgoingMail]) -> Route | None:
    """A reply may have lost the engagement's address on its way; whom it answers has not."""
    for mail in answered:
        engagement_id = _engagement_told_of(unit, mail)
        engagement = unit.session.get(Engagement, engagement_id) if engagement_id else None
        if engagement is not None:
            still = published_or_draft(unit.session, engagement.slug)
            return _to(unit, still) if still else None
    return None


def answered_by(unit: Unit, message: Message) -> list[OutgoingMail]:
    """Our mails that a message answers, nearest first."""
    keys = [key_in(unit, one) for one in message.references[:MOST_REFERENCES]]
    return sent_mails(unit.session, [key for key in keys if key])


def key_in(unit: Unit, message_id: str) -> str:
    """What stands before the @ of a Message-ID of ours; '' for anybody else's."""
    name, _, domain = message_id.strip().strip("<>").rpartition("@")
    is_ours = (
        unit.settings.mail is not None and domain.casefold() == unit.settings.mail.domain.casefold()
    )
    return name if is_ours and _LOCAL_PART.fullmatch(name) else ""


def comment_told_of(unit: Unit, mail: OutgoingMail) -> int | None:
    """The comment that a mail of ours was about, if it went to its author: who holds that mail may
    take the comment back. Mail about results is about no single one."""
    if mail.kind == MailKind.DECISION:
        return mail.recipient_id
    row = _incoming(unit, mail) if mail.recipient_kind == RecipientKind.SENDER else None
    return row.comment_id if row else None


def _engagement_told_of(unit: Unit, mail: OutgoingMail) -> int | None:
    if mail.kind == MailKind.DECISION:
        comment = unit.session.get(Comment, mail.recipient_id)
        return comment.engagement_id if comment else None
    row = _incoming(unit, mail)
    return row.engagement_id if row else None


def _incoming(unit: Unit, mail: OutgoingMail) -> IncomingMail | None:
    if mail.subject_kind != SUBJECT_MAIL:
        return None
    return unit.session.get(IncomingMail, mail.subject_id)


def topic_for(topics: Sequence[Topic], subject: str) -> Topic:
    """The one whose title stands in the subject, the longest if several do; else the first.

    A moderator can move a waiting comment to another topic.
    """
    words = _words(subject)
    named = [one for one in topics if f" {_words(one.title)} " in f" {words} "]
    return max(named, key=lambda one: len(one.title), default=topics[0])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

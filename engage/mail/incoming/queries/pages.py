"""What staff see of messages that came in: lists without senders, and one message whole.

`within` is the reader's ministries (None: every one). A message that was led to an engagement is of
its ministry; one that was not is of none, so only who reaches every ministry knows of it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.attachments.models import Attachment
from engage.comments.attachments.queries import ListedFile, files_of
from engage.comments.attachments.rules import HolderKind
from engage.core.crypto import Keyring, Undecryptable
from engage.core.errors import NotFound
from engage.core.text import plain_one_line
from engage.engagements.models import Engagement
from engage.mail.incoming.models import UNSETTLED, IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.sealing import opened, opened_if_possible

Within = frozenset[int] | None
FIRST_WORDS: Final = 160
SUBJECT_WORDS: Final = 200
NO_MAIL: Final = "There is no such message, or it belongs to another ministry."


class Shelf(StrEnum):
    """The lists, one of each message at the most."""

    UNROUTED = "unrouted"
    FILED = "filed"
    ASIDE = "aside"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Line:
    """A message in a list: never who sent it."""

    id: int
    arrived_at: datetime
    outcome: str
    reason: str
    settled_as: str
    comment_id: int | None
    engagement: str
    size: int
    files: int
    subject: str = field(repr=False)
    first_words: str = field(repr=False)


@dataclass(frozen=True)
class Item:
    """A message whole, as it stood when it was asked for. `is_readable`: its key is here.

    `engagement` and `slug` are '' where it was led nowhere; `settled_by` where nobody settled it.
    """

    id: int
    version: int
    arrived_at: datetime
    outcome: str
    reason: str
    language: str
    size: int
    folder: str
    is_moved: bool
    answered: bool
    engagement_id: int | None
    engagement: str
    slug: str
    comment_id: int | None
    settled_at: datetime | None
    settled_by: str
    settled_as: str
    is_readable: bool
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    cut: str = field(repr=False)
    files: tuple[ListedFile, ...] = field(repr=False)

    @property
    def is_left(self) -> bool:
        """Whether anything of what it said is still here, and can be read."""
        has_files = any(one.can_be_opened for one in self.files)
        return self.is_readable and bool(self.text or self.subject or self.cut or has_files)


@dataclass(frozen=True)
class Waiting:
    """How many wait for a person, and since when the oldest does (None: none)."""

    count: int = 0
    since: datetime | None = None


def messages(
    session: Session,
    keyring: Keyring,
    shelf: Shelf,
    *,
    within: Within,
    limit: int,
    beyond: int | None = None,
    reason: Reason | None = None,
) -> list[Line]:
    """One list: what waits oldest first, the others newest first; `beyond` is the id of the last
    message of the page before."""
    question = _lines(within).where(_ON_SHELF[shelf])
    if reason is not None:
        question = question.where(IncomingMail.reason == reason)
    return _as_lines(session, keyring, _paged(question, shelf in WAITING, limit, beyond))


def correspondence_of(
    session: Session,
    keyring: Keyring,
    engagement_id: int,
    *,
    limit: int,
    beyond: int | None = None,
) -> list[Line]:
    """What people wrote about an engagement while it was not open, newest first."""
    question = _lines(None).where(
        IncomingMail.engagement_id == engagement_id,
        IncomingMail.outcome == Outcome.CORRESPONDENCE,
    )
    return _as_lines(session, keyring, _paged(question, False, limit, beyond))


def waiting_mail(session: Session, *, within: Within) -> dict[Shelf, Waiting]:
    """What is to be placed, and what could not be read: never more than people handle by hand."""
    question = (
        select(IncomingMail.outcome, func.count(), func.min(IncomingMail.arrived_at))
        .where(UNSETTLED, _reached(within))
        .group_by(IncomingMail.outcome)
    )
    found = {Shelf(row[0]): Waiting(row[1], row[2]) for row in session.execute(question)}
    return {shelf: found.get(shelf, Waiting()) for shelf in WAITING}


def message(session: Session, keyring: Keyring, mail_id: int, *, within: Within) -> Item:
    """Raises NotFound beyond the reader's ministries."""
    found = session.execute(
        select(IncomingMail, Engagement.title, Engagement.slug, Person.name)
        .outerjoin(Engagement, Engagement.id == IncomingMail.engagement_id)
        .outerjoin(Person, Person.id == IncomingMail.settled_by)
        .where(IncomingMail.id == mail_id, _reached(within))
    ).one_or_none()
    if found is None:
        raise NotFound(NO_MAIL)
    row, title, slug, settled_by = found
    is_readable = True
    try:
        sender = opened(keyring, row.id, "sender", row.sender_cipher)
        subject = opened(keyring, row.id, "subject", row.subject_cipher)
        text = opened(keyring, row.id, "body", row.body_cipher)
        cut = opened(keyring, row.id, "cut", row.cut_cipher)
    except Undecryptable:
        is_readable, sender, subject, text, cut = False, "", "", "", ""
    return Item(
        id=row.id,
        version=row.version,
        arrived_at=row.arrived_at,
        outcome=row.outcome,
        reason=row.reason,
        language=row.language,
        size=row.size,
        folder=row.folder,
        is_moved=row.is_moved,
        answered=row.answered,
        engagement_id=row.engagement_id,
        engagement=title or "",
        slug=slug or "",
        comment_id=row.comment_id,
        settled_at=row.settled_at,
        settled_by=settled_by or "",
        settled_as=row.settled_as,
        is_readable=is_readable,
        sender=sender,
        subject=plain_one_line(subject, SUBJECT_WORDS),
        text=text,
        cut=cut,
        files=files_of(session, keyring, HolderKind.INCOMING_MAIL, row.id),
    )


WAITING: Final = (Shelf.UNROUTED, Shelf.QUARANTINED)
_ON_SHELF: Final[dict[Shelf, ColumnElement[bool]]] = {
    Shelf.UNROUTED: and_(UNSETTLED, IncomingMail.outcome == Outcome.UNROUTED),
    Shelf.QUARANTINED: and_(UNSETTLED, IncomingMail.outcome == Outcome.QUARANTINED),
    Shelf.FILED: IncomingMail.outcome == Outcome.FILED,
    Shelf.ASIDE: and_(
        IncomingMail.outcome.in_([Outcome.UNROUTED, Outcome.QUARANTINED]),
        IncomingMail.settled_at.is_not(None),
    ),
}


def _lines(within: Within) -> Select[IncomingMail, str | None, int]:
    files = (
        select(func.count())
        .where(
            Attachment.holder_kind == HolderKind.INCOMING_MAIL,
            Attachment.holder_id == IncomingMail.id,
        )
        .correlate(IncomingMail)
        .scalar_subquery()
    )
    return (
        select(IncomingMail, Engagement.title, files)
        .outerjoin(Engagement, Engagement.id == IncomingMail.engagement_id)
        .where(_reached(within))
    )


def _reached(within: Within) -> ColumnElement[bool]:
    if within is None:
        return true()
    there = select(Engagement.id).where(Engagement.ministry_id.in_(within))
    return IncomingMail.engagement_id.in_(there)


def _paged(
    question: Select[IncomingMail, str | None, int],
    oldest_first: bool,
    limit: int,
    beyond: int | None,
) -> Select[IncomingMail, str | None, int]:
    number = IncomingMail.id
    if beyond is not None:
        question = question.where(number > beyond if oldest_first else number < beyond)
    return question.order_by(number if oldest_first else number.desc()).limit(limit)


def _as_lines(
    session: Session, keyring: Keyring, question: Select[IncomingMail, str | None, int]
) -> list[Line]:
    return [_as_line(keyring, *row) for row in session.execute(question)]


def _as_line(keyring: Keyring, row: IncomingMail, title: str | None, files: int) -> Line:
    subject = opened_if_possible(keyring, row.id, "subject", row.subject_cipher)
    text = opened_if_possible(keyring, row.id, "body", row.body_cipher)
    return Line(
        id=row.id,
        arrived_at=row.arrived_at,
        outcome=row.outcome,
        reason=row.reason,
        settled_as=row.settled_as,
        comment_id=row.comment_id,
        engagement=title or "",
        size=row.size,
        files=files,
        subject=plain_one_line(subject, SUBJECT_WORDS),
        first_words=plain_one_line(text[: 4 * FIRST_WORDS], FIRST_WORDS),
    )

"""How a comment came here, for the staff who read it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.models import Comment
from engage.comments.provenance.models import KeyedEntry, SocialCapture
from engage.comments.provenance.rules import NOTICE_WORDS, PLATFORM_WORDS
from engage.core.crypto import Keyring, Undecryptable

UNREADABLE = "cannot be read: its key is not here"


@dataclass(frozen=True)
class Capture:
    """A post as it was found."""

    platform: str
    address: str = field(repr=False)
    account: str = field(repr=False)
    posted_at: datetime
    captured_on: date
    captured_by: str


@dataclass(frozen=True)
class Provenance:
    """Who keyed a comment in, and how its author got the collection notice."""

    keyed_by: str
    keyed_by_id: int | None
    keyed_at: datetime
    reference: str
    notice_words: str
    taken_back_at: datetime | None
    capture: Capture | None


def provenance_of(session: Session, keyring: Keyring, comment_id: int) -> Provenance | None:
    """None for a comment that nobody keyed in."""
    row = session.execute(
        select(KeyedEntry, Comment.notice_given, Person.name, SocialCapture)
        .join(Comment, Comment.id == KeyedEntry.comment_id)
        .outerjoin(Person, Person.id == KeyedEntry.keyed_by)
        .outerjoin(SocialCapture, SocialCapture.comment_id == KeyedEntry.comment_id)
        .where(KeyedEntry.comment_id == comment_id)
    ).one_or_none()
    if row is None:
        return None
    entry, notice_given, name, capture = row
    return Provenance(
        keyed_by=name or "",
        keyed_by_id=entry.keyed_by,
        keyed_at=entry.keyed_at,
        reference=opened(keyring, entry.reference_cipher, reference_context(comment_id)),
        notice_words=NOTICE_WORDS.get(notice_given, notice_given),
        taken_back_at=entry.taken_back_at,
        capture=_capture(keyring, capture, name or "") if capture else None,
    )


def _capture(keyring: Keyring, row: SocialCapture, by: str) -> Capture:
    number = row.comment_id
    return Capture(
        PLATFORM_WORDS.get(row.platform, row.platform.replace("-", " ").title()),
        opened(keyring, row.address_cipher, address_context(number)),
        opened(keyring, row.account_cipher, account_context(number)),
        row.posted_at,
        row.captured_on,
        by,
    )


def opened(keyring: Keyring, cipher: str | None, context: str) -> str:
    """A sealed word; '' for none. A missing key is said, so that nobody takes it for nothing."""
    if not cipher:
        return ""
    try:
        return keyring.decrypt(cipher, context)
    except Undecryptable:
        return UNREADABLE


def reference_context(comment_id: int) -> str:
    return f"keyed_entry.reference:{comment_id}"


def address_context(comment_id: int) -> str:
    return f"social_capture.address:{comment_id}"


def account_context(comment_id: int) -> str:
    return f"social_capture.account:{comment_id}"

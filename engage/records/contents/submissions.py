"""What people sent: in the open as it was published, and whole under `restricted/`."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, undefer

from engage.comments.answers.models import CommentAnswer
from engage.comments.attachments.models import Attachment
from engage.comments.attachments.queries import bytes_context, name_of
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.provenance.models import KeyedEntry, SocialCapture
from engage.comments.provenance.queries import account_context, address_context
from engage.comments.queries import display_name
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.moderation.models import AuthorMessage, CommentNote, Decision, DecisionNote
from engage.notices.models import NoticeWording
from engage.records.contents.lines import Line, pieces, plain, rows

Members = Iterator[tuple[str, Iterator[bytes]]]
_STREAMED = {"yield_per": 1_000}
Above = aliased(Comment, name="above")


def published(session: Session, engagement_id: int) -> Iterator[bytes]:
    """Published comments as the public reads them, without their authors; `in_reply_to` is the
    public id of what one answers, while that is public too. `notice_language` is null where the
    notice was read in English."""
    question = (
        select(
            Comment.public_id,
            Topic.slug,
            Comment.channel,
            Comment.received_at,
            Comment.published_at,
            Comment.published_version,
            Comment.language,
            Comment.notice_hash,
            NoticeWording.language,
            NoticeWording.content_hash,
            Above.public_id,
            CommentText.body,
        )
        .join(Topic, Topic.id == Comment.topic_id)
        .outerjoin(NoticeWording, NoticeWording.id == Comment.notice_wording_id)
        .outerjoin(Above, (Above.id == Comment.parent_id) & Above.published_version.is_not(None))
        .join(
            CommentText,
            (CommentText.comment_id == Comment.id)
            & (CommentText.version == Comment.published_version),
        )
        .where(Comment.engagement_id == engagement_id)
        .order_by(Comment.id)
    )
    names = (
        "public_id", "topic", "channel", "received_at", "published_at", "version", "language",
        "notice_hash", "notice_language", "notice_wording_hash", "in_reply_to", "text",
    )  # fmt: skip
    found = session.execute(question, execution_options=_STREAMED)
    return pieces(
        {name: plain(value) for name, value in zip(names, row, strict=True)} for row in found
    )


def restricted_members(unit: Unit, engagement_id: int) -> Members:
    """Raises Undecryptable where a data key is gone."""
    session = unit.session
    of_it = select(Comment.id).where(Comment.engagement_id == engagement_id)
    decided = select(Decision.id).where(Decision.comment_id.in_(of_it))
    yield "restricted/submissions.jsonl", pieces(_comments(unit, engagement_id))
    yield "restricted/texts.jsonl", rows(session, _TEXTS, CommentText.comment_id.in_(of_it))
    answers = CommentAnswer.comment_id.in_(of_it)
    yield "restricted/answers.jsonl", rows(session, _ANSWERS, answers, by=3)
    yield "restricted/notes.jsonl", rows(session, _NOTES, CommentNote.comment_id.in_(of_it))
    yield (
        "restricted/decision_notes.jsonl",
        rows(session, _DECISION_NOTES, DecisionNote.decision_id.in_(decided)),
    )
    yield "restricted/messages.jsonl", rows(session, _MESSAGES, AuthorMessage.comment_id.in_(of_it))
    yield "restricted/keyed_in.jsonl", rows(session, _KEYED, KeyedEntry.comment_id.in_(of_it))
    yield "restricted/posts.jsonl", pieces(_posts(unit, engagement_id))
    yield from _files(unit, engagement_id)


Columns = Sequence[InstrumentedAttribute[Any]]
_TEXTS: Columns = (
    CommentText.comment_id, CommentText.version, CommentText.body, CommentText.recorded_at,
)  # fmt: skip
_ANSWERS: Columns = (
    CommentAnswer.comment_id, CommentAnswer.question_key, CommentAnswer.value,
    CommentAnswer.topic_revision_id,
)  # fmt: skip
_NOTES: Columns = (
    CommentNote.id, CommentNote.comment_id, CommentNote.written_at, CommentNote.written_by,
    CommentNote.body,
)  # fmt: skip
_DECISION_NOTES: Columns = (DecisionNote.decision_id, DecisionNote.text)
_MESSAGES: Columns = (
    AuthorMessage.id, AuthorMessage.comment_id, AuthorMessage.decision_id, AuthorMessage.body,
    AuthorMessage.due_at, AuthorMessage.cancelled_at,
)  # fmt: skip
_KEYED: Columns = (
    KeyedEntry.comment_id, KeyedEntry.keyed_by, KeyedEntry.keyed_at, KeyedEntry.taken_back_at,
)  # fmt: skip
_COMMENT: Columns = (
    Comment.id, Comment.public_id, Comment.topic_id, Comment.parent_id, Comment.state,
    Comment.channel, Comment.received_at, Comment.recorded_at, Comment.version,
    Comment.published_version, Comment.language, Comment.notice_hash, Comment.notice_given,
    Comment.notice_wording_id, Comment.terms_version,
)  # fmt: skip


def _comments(unit: Unit, engagement_id: int) -> Iterator[Line]:
    """Every comment, whatever became of it, with its author as far as known."""
    question = (
        select(*_COMMENT, CommentPerson.name_cipher, CommentPerson.email_cipher)
        .outerjoin(CommentPerson, CommentPerson.comment_id == Comment.id)
        .where(Comment.engagement_id == engagement_id)
        .order_by(Comment.id)
    )
    names = [column.key for column in _COMMENT]
    row: Any
    for row in unit.session.execute(question, execution_options=_STREAMED):
        *values, name_cipher, email_cipher = row
        line: Line = {name: plain(value) for name, value in zip(names, values, strict=True)}
        number = values[0]
        context = f"comment_person:{number}.email"
        yield line | {
            "name": display_name(unit.keyring, number, name_cipher),
            "email": unit.keyring.decrypt(email_cipher, context) if email_cipher else "",
        }


def _posts(unit: Unit, engagement_id: int) -> Iterator[Line]:
    question = (
        select(SocialCapture)
        .join(Comment, Comment.id == SocialCapture.comment_id)
        .where(Comment.engagement_id == engagement_id)
        .order_by(SocialCapture.comment_id)
    )
    for post in unit.session.scalars(question):
        number, account = post.comment_id, ""
        if post.account_cipher:
            account = unit.keyring.decrypt(post.account_cipher, account_context(number))
        yield {
            "comment_id": number,
            "platform": post.platform,
            "address": unit.keyring.decrypt(post.address_cipher, address_context(number)),
            "account": account,
            "posted_at": plain(post.posted_at),
            "captured_on": plain(post.captured_on),
            "captured_by": post.captured_by,
        }


def _files(unit: Unit, engagement_id: int) -> Members:
    """What came with comments, each file by its number; a list says what they were called."""
    question = (
        select(Attachment.id)
        .join(Comment, Comment.id == Attachment.holder_id)
        .where(Attachment.holder_kind == HolderKind.COMMENT, Comment.engagement_id == engagement_id)
        .order_by(Attachment.id)
    )
    numbers = unit.session.scalars(question).all()
    yield "restricted/files.jsonl", pieces(_file_lines(unit, numbers))
    for number in numbers:
        row = unit.session.get_one(Attachment, number, options=[undefer(Attachment.cipher)])
        if row.cipher is not None:
            yield (
                f"restricted/files/{number}",
                iter([unit.keyring.decrypt_bytes(row.cipher, bytes_context(number))]),
            )
        unit.session.expunge(row)


def _file_lines(unit: Unit, numbers: Sequence[int]) -> Iterator[Line]:
    for number in numbers:
        row = unit.session.get_one(Attachment, number)
        yield {
            "file": number,
            "comment_id": row.holder_id,
            "name": name_of(unit.keyring, row) if row.name_cipher else "",
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "why_empty": row.why_empty,
        }

"""From a place where a name is stored to the name itself, and what of it the gate looks for.

The same places are gone through when a report is built (`known.py`, `brought.py`). A place that
belongs to no comment of the engagement gives nothing, whoever asks.
"""

from sqlalchemy import ColumnElement, Select, select

from engage.comments.attachments.models import Attachment
from engage.comments.attachments.queries import name_context
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment, CommentPerson
from engage.comments.provenance.models import SocialCapture
from engage.comments.provenance.queries import account_context
from engage.comments.queries import display_name
from engage.core.crypto import Undecryptable
from engage.core.unit import Unit
from engage.reports.leaks import Holder
from engage.reports.leaks.forms import file_stem
from engage.reports.queries.people import consents_of
from engage.reuse.service import name_of


def stored_name(unit: Unit, engagement_id: int, held_at: str) -> str:
    """'' when it was erased, moved, or cannot be decrypted."""
    holder, _, number = held_at.partition(":")
    if not number.isdigit():
        return ""
    try:
        return _opened(unit, engagement_id, Holder(holder), int(number))
    except Undecryptable:
        return ""


def _opened(unit: Unit, engagement_id: int, holder: Holder, number: int) -> str:
    match holder:
        case Holder.PERSON:
            question = select(CommentPerson.name_cipher).join(
                Comment, Comment.id == CommentPerson.comment_id
            )
            cipher = _one(unit, question, engagement_id, CommentPerson.comment_id == number)
            return display_name(unit.keyring, number, cipher)
        case Holder.ACCOUNT:
            question = select(SocialCapture.account_cipher).join(
                Comment, Comment.id == SocialCapture.comment_id
            )
            cipher = _one(unit, question, engagement_id, SocialCapture.comment_id == number)
            return unit.keyring.decrypt(cipher, account_context(number)) if cipher else ""
        case Holder.FILE:
            question = select(Attachment.name_cipher).join(
                Comment,
                (Comment.id == Attachment.holder_id)
                & (Attachment.holder_kind == HolderKind.COMMENT),
            )
            cipher = _one(unit, question, engagement_id, Attachment.id == number)
            name = unit.keyring.decrypt(cipher, name_context(number)) if cipher else ""
            return file_stem(name)
        case Holder.CONSENT:
            consents = consents_of(unit.session, engagement_id)
            return next((name_of(unit, one) for one in consents if one.id == number), "")


def _one(
    unit: Unit, question: Select[str | None], engagement_id: int, where: ColumnElement[bool]
) -> str | None:
    return unit.session.scalar(question.where(where, Comment.engagement_id == engagement_id))

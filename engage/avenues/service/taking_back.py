"""Taking back a mistaken entry: by who made it, soon, and while nobody has worked on it."""

from typing import Final

from sqlalchemy import select

from engage.avenues.queries import is_untouched
from engage.avenues.rules import TAKE_BACK_PERIOD
from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import erase
from engage.comments.models import Comment
from engage.comments.provenance.models import KeyedEntry
from engage.comments.service import withdraw
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement

NO_ENTRY: Final = "Nothing was keyed in by this number here."
NOT_YOURS: Final = "Only who keyed it in takes it back. Its author can withdraw it by the receipt."
TOO_LATE: Final = (
    "It was keyed in too long ago to be taken back. Its author can withdraw it by the receipt."
)
WORKED_ON: Final = "Somebody has worked on this comment meanwhile, so it cannot be taken back."


def take_back(unit: Unit, engagement: Engagement, comment_id: int) -> None:
    """The comment is withdrawn and its scans are erased; asking again changes nothing.

    Raises NotFound, Refused for others than its maker, and Conflict when it is too late.
    """
    comment = unit.session.scalar(select(Comment).where(Comment.id == comment_id).with_for_update())
    entry = unit.session.get(KeyedEntry, comment_id)
    if comment is None or entry is None or comment.engagement_id != engagement.id:
        raise NotFound(NO_ENTRY)
    if entry.keyed_by is None or entry.keyed_by != unit.actor.person_id:
        raise Refused("", NOT_YOURS)
    if entry.taken_back_at is not None:
        return
    if not is_untouched(comment):
        raise Conflict(WORKED_ON)
    if unit.now >= entry.keyed_at + TAKE_BACK_PERIOD:
        raise Conflict(TOO_LATE)
    before = comment.state
    withdraw(unit, engagement, comment)
    erase(unit, HolderKind.COMMENT, comment.id)
    entry.taken_back_at = unit.now
    unit.session.flush()
    unit.audit("keyed.taken_back", f"comment:{comment.id}", before=before, after=comment.state)

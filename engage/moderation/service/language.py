"""A moderator says in which language a comment is written, where the intake was wrong or not sure.

It decides how a screen reader speaks the text and which way it runs, so it shows on public pages at
once. Nobody decides anything about the comment by it, and a claim of a colleague does not matter.
"""

from typing import Final

from engage.comments.languages import KNOWN
from engage.comments.models import Comment
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.service import touch
from engage.moderation.service.locking import locked, require_moderator

CHOOSE: Final = "Choose one of the languages of the list."
CHANGED: Final = "Somebody else corrected the language meanwhile. See what it says now."


def correct_language(
    unit: Unit, comment_id: int, language: str | None, *, seen: str | None
) -> Comment:
    """None: it is not known, or there are several. `seen` is what its reader saw.

    Raises NotFound for a comment of another ministry, NotAllowed for who does not moderate there,
    Refused at 'language' and Conflict.
    """
    engagement, comment = locked(unit, comment_id)
    require_moderator(unit, engagement, comment)
    if language is not None and language not in KNOWN:
        raise Refused("language", CHOOSE)
    if comment.language == language:
        return comment
    if comment.language != seen:
        raise Conflict(CHANGED)
    before, comment.language = comment.language, language
    if comment.published_version is not None:
        touch(unit, engagement)
    unit.session.flush()
    unit.audit("comment.language", f"comment:{comment_id}", before=before, after=language)
    return comment

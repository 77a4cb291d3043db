"""What came of putting comments on hold there, so that nobody reads what nobody decided."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import update

from engage.core.unit import Unit
from engage.wordpress.errors import WordPressError
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, Thing
from engage.wordpress.queries.pulling import to_hold
from engage.wordpress.rules import CommentStatus, RemoteComment

AT_ONCE: Final = 500


def left_to_hold(unit: Unit) -> list[int]:
    """Numbers of comments that wait here and that somebody died before holding there."""
    return to_hold(unit.session, AT_ONCE)


def record_held(
    unit: Unit, asked: Sequence[int], answers: Sequence[RemoteComment | WordPressError]
) -> int:
    """How many are held now; the others are asked for again by the next run."""
    held: Mapping[int, str] = {
        answer.id: answer.status
        for _number, answer in zip(asked, answers, strict=True)
        if isinstance(answer, RemoteComment) and answer.status is not CommentStatus.APPROVED
    }
    if not held:
        return 0
    theirs = (WordPressLink.origin == Origin.WORDPRESS) & (WordPressLink.state == LinkState.SHOWN)
    others = WordPressLink.state.in_([LinkState.HELD, LinkState.CONFLICT])
    status = {"remote_status": CommentStatus.HOLD}
    for which, values in ((others, status), (theirs, status | {"state": LinkState.HELD})):
        unit.session.execute(
            update(WordPressLink)
            .where(WordPressLink.thing == Thing.COMMENT, WordPressLink.remote_id.in_(held), which)
            .values(values)
            .execution_options(synchronize_session=False)
        )
    unit.audit("wordpress.comments_held", "wordpress", number=len(held))
    return len(held)

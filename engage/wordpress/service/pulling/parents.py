"""Which comment an answer belongs to, as far as both are here: one level, as conversations have."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.threads.service import hang
from engage.core.unit import Unit
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import Thing


def set_parents(unit: Unit, children: Mapping[int, int]) -> dict[int, int]:
    """`children`: numbers there of answers and of what they answer. Gives back those of which one
    is not here (yet): pages come newest first, so an answer is mostly read before its question.

    An answer to an answer stands by itself, and so does one to a comment of another engagement.
    """
    if not children:
        return {}
    link = WordPressLink
    wanted = {*children, *children.values()}
    rows = unit.session.execute(
        select(link.remote_id, Comment.id, Comment.engagement_id, Comment.parent_id)
        .join(Comment, Comment.id == link.local_id)
        .where(link.thing == Thing.COMMENT, link.remote_id.in_(wanted))
    )
    here = {remote: (number, engagement, parent) for remote, number, engagement, parent in rows}
    pairs = []
    for child, above in children.items():
        if child not in here or above not in here or above in children:
            continue  # what is answered is an answer itself, whether its question is here or not
        number, engagement, parent = here[child]
        parent_id, other_engagement, grandparent = here[above]
        if parent is None and grandparent is None and engagement == other_engagement:
            pairs.append((number, parent_id))
    _hang(unit, pairs)
    return {child: above for child, above in children.items() if above not in here}


def _hang(unit: Unit, pairs: Sequence[tuple[int, int]]) -> None:
    """All are kept from being moved meanwhile, in the order of their ids as elsewhere."""
    if not pairs:
        return
    rows = unit.session.scalars(
        select(Comment)
        .where(Comment.id.in_({one for pair in pairs for one in pair}))
        .order_by(Comment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    for number, parent_id in sorted(pairs):
        if number != parent_id and found[number].parent_id is None:
            hang(unit, found[number], found[parent_id])

"""How far the coding is, and what came of it, comment by comment: what reports read."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.coding.models import CodedComment, CodedTheme, Theme
from engage.coding.queries.current import IS_PUBLIC, IS_SETTLED, public_texts
from engage.comments.models import Comment

AT_ONCE = 1_000


def coded_share(session: Session, engagement_id: int) -> tuple[int, int]:
    """(settled, published): of the published comments that say something in words."""
    settled = session.scalar(
        select(func.count())
        .select_from(CodedComment)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .where(CodedComment.engagement_id == engagement_id, IS_PUBLIC, IS_SETTLED)
    )
    published = session.scalar(
        public_texts(func.count()).where(Comment.engagement_id == engagement_id)
    )
    return settled or 0, published or 0


def themes_of_comments(
    session: Session, engagement_id: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(comment's id, its themes' keys in order) by rising id, for published comments whose coding
    is settled and belongs to the text that is public. No keys: no theme fits it. Streamed."""
    rows = session.execute(
        select(CodedComment.comment_id, Theme.key)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .outerjoin(CodedTheme, CodedTheme.comment_id == CodedComment.comment_id)
        .outerjoin(Theme, Theme.id == CodedTheme.theme_id)
        .where(CodedComment.engagement_id == engagement_id, IS_PUBLIC, IS_SETTLED)
        .order_by(CodedComment.comment_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for comment_id, each in groupby(rows, key=lambda row: row[0]):
        yield comment_id, tuple(sorted(key for _id, key in each if key is not None))

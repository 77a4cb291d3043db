"""How far two coders agreed: what each chose for the same comments, counted by theme."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.coding.models import CodingTheme, CommentCoding
from engage.coding.queries.current import IS_PUBLIC, belongs, outside
from engage.coding.rules.agreement import Agreement, of_theme
from engage.comments.models import Comment


@dataclass(frozen=True)
class Agreements:
    """Over comments that two or more people coded, each on their own. Decisions that settled a
    disagreement are no choices of a coder."""

    comments: int
    by_theme: dict[int, Agreement]


def agreements(
    session: Session, engagement_id: int, theme_ids: Collection[int], but: Collection[int] = ()
) -> Agreements:
    """Of each theme, without the topics in `but`."""
    coded = (
        select(CommentCoding.comment_id, func.count().label("coders"))
        .join(Comment, Comment.id == CommentCoding.comment_id)
        .where(
            Comment.engagement_id == engagement_id,
            IS_PUBLIC,
            CommentCoding.is_ruling.is_(False),
            belongs(CommentCoding),
            *outside(but),
        )
        .group_by(CommentCoding.comment_id)
        .having(func.count() > 1)
        .cte("coded")
    )
    grouped: Any = session.execute(select(coded.c.coders, func.count()).group_by(coded.c.coders))
    sizes: dict[int, int] = {coders: count for coders, count in grouped}
    chosen = (
        select(
            CodingTheme.theme_id,
            coded.c.comment_id,
            coded.c.coders,
            func.count().label("chose"),
        )
        .join(CommentCoding, CommentCoding.id == CodingTheme.coding_id)
        .join(coded, coded.c.comment_id == CommentCoding.comment_id)
        .join(Comment, Comment.id == CommentCoding.comment_id)
        .where(CommentCoding.is_ruling.is_(False), belongs(CommentCoding))
        .group_by(CodingTheme.theme_id, coded.c.comment_id, coded.c.coders)
        .cte("chosen")
    )
    rows: Any = session.execute(
        select(chosen.c.theme_id, chosen.c.coders, chosen.c.chose, func.count()).group_by(
            chosen.c.theme_id, chosen.c.coders, chosen.c.chose
        )
    )
    counted: dict[int, Counter[tuple[int, int]]] = {theme: Counter() for theme in theme_ids}
    for theme_id, coders, chose, count in rows:
        if theme_id in counted:
            counted[theme_id][coders, chose] += count
    for each in counted.values():
        for coders, total in sizes.items():
            named = sum(count for (m, _chose), count in each.items() if m == coders)
            each[coders, 0] += total - named
    return Agreements(
        sum(sizes.values()), {theme: of_theme(each) for theme, each in counted.items()}
    )

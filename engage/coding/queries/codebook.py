"""What is asked about a codebook: its themes in order, their history, how often each is used."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.coding.models import Codebook, CodedComment, CodedTheme, Theme, ThemeChange
from engage.coding.queries.current import IS_PUBLIC, IS_SETTLED
from engage.coding.rules.codebook import NO_THEME, ChangeKind, Known, ToldTheme, in_order
from engage.comments.models import Comment
from engage.core.errors import NotFound


@dataclass(frozen=True)
class Change:
    """One line of a theme's history."""

    kind: ChangeKind
    other_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    comments: int
    at: datetime
    by: int | None


def codebook_of(session: Session, engagement_id: int) -> Codebook | None:
    return session.get(Codebook, engagement_id)


def themes_of(session: Session, engagement_id: int, *, retired: bool = False) -> Sequence[Theme]:
    """Themes in use in the order of the codebook; with `retired`, those no longer used after."""
    rows = session.scalars(select(Theme).where(Theme.engagement_id == engagement_id)).all()
    used = {row.id: row for row in rows if row.retired_at is None}
    order = in_order([(row.id, row.parent_id, row.position) for row in used.values()])
    gone = sorted((row for row in rows if row.retired_at is not None), key=lambda row: row.key)
    return [*(used[number] for number in order), *(gone if retired else ())]


def theme_by_key(session: Session, engagement_id: int, key: str) -> Theme:
    found = session.scalar(
        select(Theme).where(Theme.engagement_id == engagement_id, Theme.key == key)
    )
    if found is None:
        raise NotFound(NO_THEME)
    return found


def known(session: Session, engagement_id: int) -> list[Known]:
    """What rules have to know of all themes, retired ones too."""
    rows = themes_of(session, engagement_id, retired=True)
    keys = {row.id: row.key for row in rows}
    return [
        Known(row.key, row.label_en, keys.get(row.parent_id or 0), row.retired_at is not None)
        for row in rows
    ]


def told_themes(session: Session, engagement_id: int) -> tuple[ToldTheme, ...]:
    """Themes in use, in order: what a report tells of the codebook."""
    rows = themes_of(session, engagement_id)
    keys = {row.id: row.key for row in rows}
    return tuple(
        ToldTheme(
            key=row.key,
            label_en=row.label_en,
            label_fr=row.label_fr,
            definition=row.definition,
            parent_key=keys.get(row.parent_id or 0),
            position=place,
        )
        for place, row in enumerate(rows, 1)
    )


def history_of(session: Session, theme_id: int) -> list[Change]:
    """What happened to a theme, newest first."""
    rows = session.scalars(
        select(ThemeChange).where(ThemeChange.theme_id == theme_id).order_by(ThemeChange.id.desc())
    )
    return [_change(row) for row in rows]


def newest_change(session: Session, engagement_id: int) -> tuple[Change, int] | None:
    """The last thing that happened to the codebook, and the theme it happened to."""
    row = session.scalar(
        select(ThemeChange)
        .where(ThemeChange.engagement_id == engagement_id)
        .order_by(ThemeChange.id.desc())
        .limit(1)
    )
    return (_change(row), row.theme_id) if row else None


def _change(row: ThemeChange) -> Change:
    return Change(
        ChangeKind(row.kind),
        row.other_id,
        json.loads(row.before),
        json.loads(row.after),
        row.comments,
        row.at,
        row.by,
    )


def counts_by_theme(session: Session, engagement_id: int) -> dict[int, int]:
    """How many published comments are settled with each theme, by the theme's id."""
    rows = session.execute(
        select(CodedTheme.theme_id, func.count())
        .join(CodedComment, CodedComment.comment_id == CodedTheme.comment_id)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .where(CodedComment.engagement_id == engagement_id, IS_PUBLIC, IS_SETTLED)
        .group_by(CodedTheme.theme_id)
    )
    return {theme_id: count for theme_id, count in rows}


def count_with_any(session: Session, engagement_id: int, theme_ids: Sequence[int]) -> int:
    """How many published comments are settled with one of these themes at least."""
    rows = (
        select(CodedTheme.comment_id)
        .join(CodedComment, CodedComment.comment_id == CodedTheme.comment_id)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .where(CodedComment.engagement_id == engagement_id, IS_PUBLIC, IS_SETTLED)
        .where(CodedTheme.theme_id.in_(theme_ids))
        .distinct()
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(rows)) or 0

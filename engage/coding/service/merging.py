"""Merging two themes, splitting one, retiring one and taking it back: codes follow, the history
stays.

The codebook is held alone meanwhile, so nobody codes; whatever the comments number, codes move in a
few statements. What each person chose and when stays in `coding_step` as it was.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from engage.coding.models import (
    Codebook,
    CodedComment,
    CodedTheme,
    CodeSuggestion,
    CodingTheme,
    CommentCoding,
    Theme,
)
from engage.coding.queries.codebook import known, theme_by_key, themes_of
from engage.coding.rules.codebook import AfterSplit, ChangeKind, ThemeContent, refuse_faults
from engage.coding.rules.settling import State
from engage.coding.service.codebook import RETIRED, new_theme, record, words_of
from engage.coding.service.deriving import derive_all
from engage.coding.service.reach import codebook_to_change, require_keeper
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement

OTHER: Final = "Choose another theme that is in use to merge it into."
HAS_CHILDREN: Final = "It has sub-themes. Move, merge or retire them first."
UNDER_ITSELF: Final = (
    "Its sub-themes cannot go below a sub-theme. Choose a theme of the first level."
)
NOT_RETIRED: Final = "This theme is in use already."
CHOOSE_AFTER: Final = "Choose what becomes of the comments that have this theme."


def merge(unit: Unit, engagement: Engagement, key: str, into_key: str, *, seen_version: int) -> int:
    """The first theme becomes the second: its codes and sub-themes go there and it is retired. How
    many comments had it."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    theme = _in_use(unit, engagement, key)
    into = next((o for o in themes_of(unit.session, engagement.id) if o.key == into_key), None)
    if into is None or into.id == theme.id:
        raise Refused("into", OTHER)
    children = _children(unit, theme)
    if any(one.id != into.id for one in children) and into.parent_id is not None:
        raise Refused("into", UNDER_ITSELF)
    had = _count(unit, theme)
    # Who has both keeps one; a disagreement may be none any more.
    disputed = _disputed(unit, theme)
    _replace(unit, theme, into)
    for child in children:
        child.parent_id = None if child.id == into.id else into.id
    theme.retired_at, theme.merged_into_id = unit.now, into.id
    theme.version += 1
    unit.session.flush()
    derive_all(unit, disputed, codebook.coders)
    record(
        unit, codebook, theme, ChangeKind.MERGED, words_of(unit, theme), other=into, comments=had
    )
    unit.audit("theme.merged", theme.scope, engagement=engagement.id, into=into.id, comments=had)
    return had


def split(
    unit: Unit,
    engagement: Engagement,
    key: str,
    content: ThemeContent,
    after: str,
    *,
    seen_version: int,
) -> Theme:
    """A new theme out of a part of one. Its comments are coded again (what they had is offered),
    get the new theme besides, or stay as they are."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    theme = _in_use(unit, engagement, key)
    if after not in set(AfterSplit):
        raise Refused("after", CHOOSE_AFTER)
    made = new_theme(unit, codebook, content)
    had = _count(unit, theme)
    if after == AfterSplit.BOTH:
        _copy(unit, theme, made)
    elif after == AfterSplit.AGAIN:
        _reopen(unit, _with_theme(theme), codebook)
    record(
        unit,
        codebook,
        made,
        ChangeKind.SPLIT,
        after=words_of(unit, made),
        other=theme,
        comments=had if after != AfterSplit.STAY else 0,
    )
    unit.audit(
        "theme.split", theme.scope, engagement=engagement.id, new=made.id, comments=had, after=after
    )
    return made


def retire(unit: Unit, engagement: Engagement, key: str, *, seen_version: int) -> int:
    """Nobody codes with it any more, and no comment keeps it. Comments that had nothing else are
    coded again; how many had it."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    theme = _in_use(unit, engagement, key)
    if _children(unit, theme):
        raise Refused("", HAS_CHILDREN)
    had = _count(unit, theme)
    disputed = _disputed(unit, theme)
    _reopen(unit, _with_nothing_else(theme), codebook)
    _take_away(unit, theme)
    theme.retired_at, theme.version = unit.now, theme.version + 1
    unit.session.flush()
    derive_all(unit, disputed, codebook.coders)
    record(unit, codebook, theme, ChangeKind.RETIRED, words_of(unit, theme), comments=had)
    unit.audit("theme.retired", theme.scope, engagement=engagement.id, comments=had)
    return had


def revive(unit: Unit, engagement: Engagement, key: str, *, seen_version: int) -> None:
    """Takes a retired theme back into use, at the end and without codes."""
    require_keeper(unit, engagement)
    codebook = codebook_to_change(unit, engagement.id, seen_version)
    theme = theme_by_key(unit.session, engagement.id, key)
    if theme.retired_at is None:
        raise Refused("", NOT_RETIRED)
    others = [one for one in known(unit.session, engagement.id) if one.key != key]
    content = ThemeContent(theme.label_en, theme.label_fr, theme.definition, theme.not_for)
    refuse_faults(content, others)
    theme.retired_at = theme.merged_into_id = theme.parent_id = None
    theme.position = max(
        (one.position for one in themes_of(unit.session, engagement.id)), default=0
    )
    theme.position += 1
    theme.version += 1
    record(unit, codebook, theme, ChangeKind.REVIVED, after=words_of(unit, theme))
    unit.audit("theme.revived", theme.scope, engagement=engagement.id)


def _in_use(unit: Unit, engagement: Engagement, key: str) -> Theme:
    theme = theme_by_key(unit.session, engagement.id, key)
    if theme.retired_at is not None:
        raise Refused("", RETIRED)
    return theme


def _children(unit: Unit, theme: Theme) -> Sequence[Theme]:
    question = select(Theme).where(Theme.parent_id == theme.id, Theme.retired_at.is_(None))
    return unit.session.scalars(question).all()


def _count(unit: Unit, theme: Theme) -> int:
    """Comments that have it now, whether settled or not."""
    question = select(func.count()).select_from(CodedTheme).where(CodedTheme.theme_id == theme.id)
    return unit.session.scalar(question) or 0


def _disputed(unit: Unit, theme: Theme) -> list[int]:
    """Comments about which two disagree, and one of them chose this theme."""
    question = (
        select(CommentCoding.comment_id)
        .join(CodingTheme, CodingTheme.coding_id == CommentCoding.id)
        .join(CodedComment, CodedComment.comment_id == CommentCoding.comment_id)
        .where(CodingTheme.theme_id == theme.id, CodedComment.state == State.DISPUTED)
        .distinct()
    )
    return list(unit.session.scalars(question))


def _replace(unit: Unit, theme: Theme, into: Theme) -> None:
    """Each row of the theme becomes one of the other, once."""
    _copy(unit, theme, into)
    _take_away(unit, theme)


def _copy(unit: Unit, theme: Theme, to: Theme) -> None:
    """Whoever has the theme gets the other besides."""
    for table, owner in ((CodingTheme, "coding_id"), (CodedTheme, "comment_id")):
        column = getattr(table, owner)
        has_both = select(column).where(table.theme_id == to.id)
        rows = select(column, literal(to.id)).where(
            table.theme_id == theme.id, column.not_in(has_both)
        )
        unit.session.execute(insert(table).from_select([owner, "theme_id"], rows))


def _take_away(unit: Unit, theme: Theme) -> None:
    for table in (CodingTheme, CodedTheme, CodeSuggestion):
        unit.session.execute(
            delete(table)
            .where(table.theme_id == theme.id)
            .execution_options(synchronize_session=False)
        )


def _with_theme(theme: Theme) -> Select[int]:
    """Choices of the theme."""
    return select(CodingTheme.coding_id).where(CodingTheme.theme_id == theme.id)


def _with_nothing_else(theme: Theme) -> Select[int]:
    """Choices of this theme alone."""
    alone = select(CodingTheme.coding_id).group_by(CodingTheme.coding_id).having(func.count() == 1)
    return _with_theme(theme).where(CodingTheme.coding_id.in_(alone))


def _reopen(unit: Unit, codings: Select[int], codebook: Codebook) -> None:
    """These choices belong to no text any more; their comments are coded again, and what was chosen
    is offered. A comment that another person coded as well keeps that choice."""
    session, other = unit.session, aliased(CommentCoding)
    chosen = CommentCoding.id.in_(codings)
    shared = exists().where(
        other.comment_id == CommentCoding.comment_id, other.version != 0, other.id.not_in(codings)
    )
    several = list(
        session.scalars(select(CommentCoding.comment_id).where(chosen, shared).distinct())
    )
    reopened = session.scalar(select(func.count()).select_from(CommentCoding).where(chosen)) or 0
    _run(unit, update(CommentCoding).where(chosen).values(version=0))
    standing = exists().where(
        CommentCoding.comment_id == CodedComment.comment_id, CommentCoding.version != 0
    )
    emptied = select(CodedComment.comment_id).where(
        CodedComment.engagement_id == codebook.engagement_id, ~standing
    )
    _run(unit, delete(CodedTheme).where(CodedTheme.comment_id.in_(emptied)))
    _run(unit, delete(CodedComment).where(CodedComment.comment_id.in_(emptied)))
    session.expire_all()
    derive_all(unit, several, codebook.coders)
    unit.audit("coding.reopened", f"engagement:{codebook.engagement_id}", codings=reopened)


def _run(unit: Unit, statement: Any) -> None:
    unit.session.execute(statement.execution_options(synchronize_session=False))

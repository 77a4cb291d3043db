"""What comes of everybody's choices: the only place that writes where a comment's coding stands."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, select

from engage.coding.models import CodedComment, CodedTheme, CodingTheme, CommentCoding
from engage.coding.queries.current import belongs
from engage.coding.rules.settling import Choice, Outcome, outcome
from engage.comments.models import Comment
from engage.core.unit import Unit

AT_ONCE: Final = 500


def derive(unit: Unit, comment: Comment, coders: int) -> CodedComment | None:
    """The comment's standing from the choices that belong to its public text. The caller holds the
    comment locked. None: nobody has chosen anything for this text."""
    choices = choices_of(unit, comment)
    found = outcome(choices, coders)
    row = unit.session.get(CodedComment, comment.id, populate_existing=True)
    if found is None:
        if row is not None:
            _forget(unit, [comment.id])
            unit.session.expunge(row)
        return None
    values = _values(comment, found, choices)
    if row is None:
        row = CodedComment(comment_id=comment.id, revision=1, **values)
        unit.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.revision += 1
    unit.session.flush()
    _write_themes(unit, comment.id, found.themes)
    return row


def derive_all(unit: Unit, comment_ids: Collection[int], coders: int) -> None:
    """The same for several; the caller holds the codebook alone, so that nobody codes."""
    numbers = sorted(comment_ids)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        for comment in unit.session.scalars(select(Comment).where(Comment.id.in_(part))).all():
            derive(unit, comment, coders)


def choices_of(unit: Unit, comment: Comment) -> list[Choice]:
    """What everybody chose for the text that is public now."""
    if comment.published_version is None:
        return []
    chosen: dict[int, set[int]] = {}
    rows: dict[int, CommentCoding] = {}
    for coding, theme_id in unit.session.execute(_CHOSEN, {"comment": comment.id}):
        rows[coding.id] = coding
        themes = chosen.setdefault(coding.id, set())
        if theme_id is not None:
            themes.add(theme_id)
    return [
        Choice(row.person_id, frozenset(chosen[number]), row.fits_none, row.coded_at, row.is_ruling)
        for number, row in rows.items()
    ]


def _values(comment: Comment, found: Outcome, choices: Sequence[Choice]) -> dict[str, object]:
    return {
        "engagement_id": comment.engagement_id,
        "version": comment.published_version,
        "state": found.state,
        "how": found.how,
        "fits_none": found.fits_none,
        "coded_at": min(one.at for one in choices),
    }


def _write_themes(unit: Unit, comment_id: int, themes: Iterable[int]) -> None:
    unit.session.execute(delete(CodedTheme).where(CodedTheme.comment_id == comment_id))
    rows = [{"comment_id": comment_id, "theme_id": theme} for theme in sorted(themes)]
    if rows:
        unit.session.execute(insert(CodedTheme), rows)


def _forget(unit: Unit, comment_ids: Sequence[int]) -> None:
    for table in (CodedTheme, CodedComment):
        unit.session.execute(
            delete(table)
            .where(table.comment_id.in_(comment_ids))
            .execution_options(synchronize_session=False)
        )


# Every code that is given asks this: it is put together once.
_CHOSEN: Final = (
    select(CommentCoding, CodingTheme.theme_id)
    .join(Comment, Comment.id == CommentCoding.comment_id)
    .outerjoin(CodingTheme, CodingTheme.coding_id == CommentCoding.id)
    .where(CommentCoding.comment_id == bindparam("comment"), belongs(CommentCoding))
    .order_by(CommentCoding.id)
)

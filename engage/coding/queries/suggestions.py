"""What was suggested: themes with words and examples, codes for comments. None of it counts."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engage.coding.models import CodedComment, CodeSuggestion, CodingRun, Theme, ThemeProposal
from engage.coding.queries.corpus import Text, left_view_since, texts_with
from engage.coding.queries.current import IS_SETTLED, outside, public_texts
from engage.coding.rules.suggesting import UNDER_WAY, RunKind
from engage.comments.models import Comment, CommentText


@dataclass(frozen=True)
class Proposal:
    """A suggested theme; examples are read as they are public now."""

    id: int
    words: tuple[str, ...]
    examples: tuple[Text, ...]
    comments: int


@dataclass(frozen=True)
class SuggestedCodes:
    """A comment nobody has coded, with the themes suggested for it."""

    text: Text
    themes: tuple[tuple[int, float], ...]


def run_under_way(session: Session, engagement_id: int) -> CodingRun | None:
    return session.scalar(
        select(CodingRun)
        .where(CodingRun.engagement_id == engagement_id, CodingRun.state.in_(UNDER_WAY))
        .order_by(CodingRun.id.desc())
        .limit(1)
    )


def last_run(session: Session, engagement_id: int, kind: RunKind) -> CodingRun | None:
    return session.scalar(
        select(CodingRun)
        .where(CodingRun.engagement_id == engagement_id, CodingRun.kind == kind)
        .order_by(CodingRun.id.desc())
        .limit(1)
    )


def figures_of(run: CodingRun | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(run.figures) if run is not None else {}
    return found


def is_outdated(session: Session, run: CodingRun) -> bool:
    """Whether a text that went into it is public no longer, so that its words are not shown."""
    if run.outdated_at is not None:
        return True
    since = run.started_at or run.asked_at
    return left_view_since(session, run.engagement_id, since)


def proposals_of(session: Session, run: CodingRun, but_topics: Collection[int]) -> list[Proposal]:
    """Suggested themes that nobody took or dismissed. The caller asked `is_outdated` before."""
    rows = session.scalars(
        select(ThemeProposal)
        .where(
            ThemeProposal.run_id == run.id,
            ThemeProposal.theme_id.is_(None),
            ThemeProposal.dismissed_at.is_(None),
        )
        .order_by(ThemeProposal.position)
    ).all()
    wanted = {number for row in rows for number in json.loads(row.examples)}
    readable = set(
        session.scalars(select(Comment.id).where(Comment.id.in_(wanted), *outside(but_topics)))
    )
    texts = {one.comment_id: one for one in texts_with(session, sorted(readable))}
    return [
        Proposal(
            row.id,
            tuple(json.loads(row.words)),
            tuple(texts[n] for n in json.loads(row.examples) if n in texts),
            row.comments,
        )
        for row in rows
    ]


def proposal_by_id(session: Session, engagement_id: int, proposal_id: int) -> ThemeProposal | None:
    """One that can still be taken."""
    return session.scalar(
        select(ThemeProposal)
        .join(CodingRun, CodingRun.id == ThemeProposal.run_id)
        .where(
            ThemeProposal.id == proposal_id,
            CodingRun.engagement_id == engagement_id,
            ThemeProposal.theme_id.is_(None),
        )
    )


_BELONGS = and_(
    CodeSuggestion.version == Comment.published_version,
    or_(Comment.published_at.is_(None), Comment.published_at <= CodeSuggestion.suggested_at),
)
_UNCODED = ~exists().where(CodedComment.comment_id == Comment.id, IS_SETTLED)


def suggested_for(session: Session, comment_id: int) -> dict[int, float]:
    """Themes suggested for the text that is public now, with their chances."""
    rows = session.execute(
        select(CodeSuggestion.theme_id, CodeSuggestion.score)
        .join(Comment, Comment.id == CodeSuggestion.comment_id)
        .where(CodeSuggestion.comment_id == comment_id, _BELONGS)
    )
    return {theme_id: score for theme_id, score in rows}


def suggested_list(
    session: Session, theme: Theme, but_topics: Collection[int], limit: int
) -> list[SuggestedCodes]:
    """Comments for which this theme was suggested and which nobody has coded, likeliest first."""
    rows: Sequence[Any] = session.execute(
        public_texts(Comment.id, Comment.published_version, CommentText.body)
        .join(CodeSuggestion, CodeSuggestion.comment_id == Comment.id)
        .where(CodeSuggestion.theme_id == theme.id, _BELONGS, _UNCODED, *outside(but_topics))
        .order_by(CodeSuggestion.score.desc(), Comment.id)
        .limit(limit)
    ).all()
    codes = _codes(session, [row[0] for row in rows])
    return [
        SuggestedCodes(Text(number, version, body), codes.get(number, ()))
        for number, version, body in rows
    ]


def _codes(session: Session, numbers: Sequence[int]) -> dict[int, tuple[tuple[int, float], ...]]:
    rows = session.execute(
        select(CodeSuggestion.comment_id, CodeSuggestion.theme_id, CodeSuggestion.score)
        .where(CodeSuggestion.comment_id.in_(numbers))
        .order_by(CodeSuggestion.score.desc(), CodeSuggestion.theme_id)
    )
    found: dict[int, tuple[tuple[int, float], ...]] = {}
    for number, theme_id, score in rows:
        found[number] = (*found.get(number, ()), (theme_id, score))
    return found


def suggested_counts(
    session: Session, engagement_id: int, but_topics: Collection[int]
) -> dict[int, int]:
    """For how many comments that nobody has coded each theme was suggested."""
    rows = session.execute(
        select(CodeSuggestion.theme_id, func.count())
        .join(Comment, Comment.id == CodeSuggestion.comment_id)
        .where(Comment.engagement_id == engagement_id, _BELONGS, _UNCODED, *outside(but_topics))
        .group_by(CodeSuggestion.theme_id)
    )
    return {theme_id: count for theme_id, count in rows}

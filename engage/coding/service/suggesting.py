"""Asking for suggestions, cancelling, and writing down what came of it.

Suggestions are rows of their own that no count reads. Between reading and writing no transaction is
open; a worker that dies leaves nothing half done, and the next one begins anew.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, insert, select, update

from engage.coding.learning.codes import Quality
from engage.coding.learning.themes import Suggested
from engage.coding.models import (
    CodeSuggestion,
    CodingRun,
    Theme,
    ThemeProposal,
)
from engage.coding.queries.codebook import themes_of
from engage.coding.queries.corpus import Text
from engage.coding.queries.suggestions import run_under_way
from engage.coding.rules.suggesting import (
    UNDER_WAY,
    USUAL_THEMES,
    RunKind,
    RunState,
    wanted_themes,
)
from engage.coding.service.reach import require_keeper
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.jobs.service import enqueue

SUGGEST: Final = "coding.suggest"
NO_RUN: Final = "There is no such work under way."
NO_PROPOSAL: Final = "There is no such suggestion any more."
UNDER_WAY_ALREADY: Final = "Suggestions are being worked out already. Wait for them or cancel them."
NOTHING_TO_LEARN: Final = "There is no codebook yet, so there are no codes to learn from."


class Cancelled(Exception):
    """Somebody cancelled the work that is under way."""


def ask(unit: Unit, engagement: Engagement, kind: str, wanted: int | None = None) -> CodingRun:
    """Has suggestions worked out by a job. Raises Refused, Conflict while others are under way."""
    require_keeper(unit, engagement)
    if kind not in set(RunKind):
        raise Refused("kind", "Ask for themes, or for codes.")
    if run_under_way(unit.session, engagement.id) is not None:
        raise Conflict(UNDER_WAY_ALREADY)
    if kind == RunKind.CODES and not themes_of(unit.session, engagement.id):
        raise Refused("", NOTHING_TO_LEARN)
    run = CodingRun(
        engagement_id=engagement.id,
        kind=kind,
        state=RunState.WAITING,
        wanted=wanted_themes(wanted) if kind == RunKind.THEMES else USUAL_THEMES,
        asked_at=unit.now,
        asked_by=unit.actor.person_id,
    )
    unit.session.add(run)
    unit.session.flush()
    enqueue(unit, SUGGEST, {"run_id": run.id})
    unit.audit("coding.suggestions_asked", f"coding_run:{run.id}", engagement=engagement.id)
    return run


def cancel(unit: Unit, engagement: Engagement, run_id: int) -> None:
    """Ends the work at its next step; nothing of it is kept."""
    require_keeper(unit, engagement)
    run = unit.session.get(CodingRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.engagement_id != engagement.id:
        raise NotFound(NO_RUN)
    if run.state not in UNDER_WAY:
        raise Conflict("It has ended already.")
    run.cancel_asked_at = unit.now
    if run.state == RunState.WAITING:
        run.state, run.finished_at = RunState.CANCELLED, unit.now
    unit.audit("coding.suggestions_cancelled", f"coding_run:{run.id}", engagement=engagement.id)


def begin(unit: Unit, run_id: int) -> CodingRun | None:
    """The run, under way from now; None when it was cancelled or done. One whose worker died
    begins anew."""
    run = unit.session.get(CodingRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.state not in UNDER_WAY:
        return None
    if run.cancel_asked_at is not None:
        run.state, run.finished_at = RunState.CANCELLED, unit.now
        return None
    run.state, run.started_at, run.done, run.total = RunState.RUNNING, unit.now, 0, 100
    return run


def advance(unit: Unit, run_id: int, percent: int) -> None:
    """How far it is, for whoever watches; raises Cancelled."""
    asked = unit.session.execute(
        update(CodingRun)
        .where(CodingRun.id == run_id, CodingRun.state == RunState.RUNNING)
        .values(done=percent)
        .returning(CodingRun.cancel_asked_at)
        .execution_options(synchronize_session=False)
    ).first()
    if asked is None or asked[0] is not None:
        raise Cancelled


def end(unit: Unit, run_id: int, state: RunState, figures: Mapping[str, object]) -> None:
    """How it ended, with figures: numbers and ids only."""
    run = unit.session.get_one(CodingRun, run_id, with_for_update=True, populate_existing=True)
    if state == RunState.DONE and run.cancel_asked_at is not None:
        state = RunState.CANCELLED
    run.state, run.finished_at = state, unit.now
    run.done = run.total if state == RunState.DONE else run.done
    run.figures = json.dumps(figures, sort_keys=True)
    unit.audit(
        "coding.suggestions_ended",
        f"coding_run:{run_id}",
        engagement=run.engagement_id,
        after=state,
    )


def keep_themes(unit: Unit, run_id: int, found: Sequence[Suggested], texts: Sequence[Text]) -> None:
    """Writes suggested themes down, in place of earlier ones that nobody took."""
    run = unit.session.get_one(CodingRun, run_id)
    earlier = select(CodingRun.id).where(CodingRun.engagement_id == run.engagement_id)
    unit.session.execute(
        delete(ThemeProposal)
        .where(ThemeProposal.run_id.in_(earlier), ThemeProposal.theme_id.is_(None))
        .execution_options(synchronize_session=False)
    )
    unit.session.add_all(
        ThemeProposal(
            run_id=run_id,
            position=place,
            words=json.dumps(one.words, ensure_ascii=False),
            examples=json.dumps([texts[n].comment_id for n in one.examples]),
            comments=one.texts,
        )
        for place, one in enumerate(found, 1)
    )


def clear_codes(unit: Unit, run_id: int) -> None:
    """Takes earlier suggestions of codes away before new ones come."""
    run = unit.session.get_one(CodingRun, run_id)
    themes = select(Theme.id).where(Theme.engagement_id == run.engagement_id)
    unit.session.execute(
        delete(CodeSuggestion)
        .where(CodeSuggestion.theme_id.in_(themes))
        .execution_options(synchronize_session=False)
    )


def keep_codes(
    unit: Unit,
    run_id: int,
    texts: Sequence[Text],
    found: Sequence[Sequence[tuple[int, float]]],
) -> int:
    """Writes suggested codes of some comments down; how many. Of themes in use only."""
    run = unit.session.get_one(CodingRun, run_id)
    in_use = {theme.id for theme in themes_of(unit.session, run.engagement_id)}
    rows = [
        {
            "comment_id": text.comment_id,
            "theme_id": theme_id,
            "run_id": run_id,
            "version": text.version,
            "score": round(score, 4),
            "suggested_at": run.started_at,
        }
        for text, each in zip(texts, found, strict=True)
        for theme_id, score in each
        if theme_id in in_use
    ]
    if rows:
        unit.session.execute(insert(CodeSuggestion), rows)
    return len(rows)


def quality_figures(quality: Mapping[int, Quality]) -> dict[str, list[float]]:
    """By theme's id: comments, precision and recall in percent, whether it is used."""
    return {
        str(theme_id): [
            one.comments,
            round(100 * one.precision, 1),
            round(100 * one.recall, 1),
            float(one.is_used),
        ]
        for theme_id, one in quality.items()
    }


def dismiss(unit: Unit, engagement: Engagement, proposal_id: int) -> None:
    """A suggested theme that nobody wants is listed no longer."""
    require_keeper(unit, engagement)
    row = unit.session.get(ThemeProposal, proposal_id, with_for_update=True)
    run = unit.session.get(CodingRun, row.run_id) if row is not None else None
    if row is None or run is None or run.engagement_id != engagement.id:
        raise NotFound(NO_PROPOSAL)
    if row.dismissed_at is None:
        row.dismissed_at = unit.now
        unit.audit(
            "coding.suggestion_dismissed", f"theme_proposal:{row.id}", engagement=engagement.id
        )

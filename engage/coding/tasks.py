"""The jobs of themes: working out suggestions, and following comments that change.

Working out takes seconds to minutes of arithmetic: no transaction is open meanwhile, the lease is
renewed from beside, and each step asks whether somebody cancelled it.
"""

from collections.abc import Callable
from typing import Final

from engage.coding.learning.codes import learned
from engage.coding.learning.themes import suggested_themes
from engage.coding.queries import corpus
from engage.coding.rules.suggesting import MOST_CODED, MOST_TEXTS, RunKind, RunState
from engage.coding.service import suggesting
from engage.coding.service.following import FOLLOW, follow_changed
from engage.coding.service.suggesting import SUGGEST, Cancelled
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.handlers import Handler, JobContext, networked, transactional
from engage.jobs.rules import is_given_up

LEARNING_SHARE: Final = 0.6


def suggest(context: JobContext) -> None:
    """Works out what the payload's `run_id` asks for."""
    run_id = int(context.payload["run_id"])
    with context.units.writing(SYSTEM) as unit:
        run = suggesting.begin(unit, run_id)
    if run is None:
        return
    work = _themes if run.kind == RunKind.THEMES else _codes
    try:
        work(context, run_id, run.engagement_id, run.wanted)
    except Cancelled:
        with context.recording() as unit:
            if run.kind == RunKind.CODES:
                suggesting.clear_codes(unit, run_id)
            suggesting.end(unit, run_id, RunState.CANCELLED, {})
    except Exception:
        if is_given_up(context.attempt):
            with context.units.writing(SYSTEM) as unit:
                suggesting.end(unit, run_id, RunState.FAILED, {})
        raise


def _themes(context: JobContext, run_id: int, engagement_id: int, wanted: int) -> None:
    tell = _progress(context.units, run_id, 0.0, 1.0)
    with context.units.reading(SYSTEM, snapshot=True) as unit:
        total = corpus.count_public(unit.session, engagement_id)
        numbers = corpus.sampled(corpus.public_numbers(unit.session, engagement_id), MOST_TEXTS)
        texts = corpus.texts_with(unit.session, numbers)
    found = suggested_themes([one.body for one in texts], wanted, tell)
    with context.recording() as unit:
        suggesting.keep_themes(unit, run_id, found, texts)
        figures = {"published": total, "looked_at": len(texts), "found": len(found)}
        suggesting.end(unit, run_id, RunState.DONE, figures)


def _codes(context: JobContext, run_id: int, engagement_id: int, _wanted: int) -> None:
    units = context.units
    with units.reading(SYSTEM, snapshot=True) as unit:
        settled = corpus.settled_numbers(unit.session, engagement_id)
        numbers = corpus.sampled(settled, MOST_CODED)
        texts = corpus.texts_with(unit.session, numbers)
        codes = corpus.codes_with(unit.session, [one.comment_id for one in texts])
        total = corpus.count_public(unit.session, engagement_id)
    told = [codes[one.comment_id] for one in texts]
    tell = _progress(units, run_id, 0.0, LEARNING_SHARE)
    model = learned([one.body for one in texts], told, tell)
    with units.writing(SYSTEM) as unit:
        suggesting.clear_codes(unit, run_id)
    done, suggested, after = 0, 0, 0
    tell = _progress(units, run_id, LEARNING_SHARE, 1.0)
    while model.theme_ids:
        with units.reading(SYSTEM) as unit:
            part = corpus.uncoded_after(unit.session, engagement_id, after)
        if not part:
            break
        found = model.suggested([one.body for one in part])
        with units.writing(SYSTEM) as unit:
            suggested += suggesting.keep_codes(unit, run_id, part, found)
        done, after = done + len(part), part[-1].comment_id
        tell(min(1.0, done / max(1, total)))
    with context.recording() as unit:
        quality = suggesting.quality_figures(model.quality)
        figures = {"learned_from": len(texts), "suggested": suggested, "quality": quality}
        suggesting.end(unit, run_id, RunState.DONE, figures)


def _progress(units: Units, run_id: int, start: float, stop: float) -> Callable[[float], None]:
    """Writes each whole percent down, and raises Cancelled when somebody cancelled."""
    written = -1

    def tell(share: float) -> None:
        nonlocal written
        percent = int(100 * (start + (stop - start) * share))
        if percent > written:
            written = percent
            with units.writing(SYSTEM) as unit:
                suggesting.advance(unit, run_id, percent)

    return tell


HANDLERS: Final[dict[str, Handler]] = {
    SUGGEST: networked(suggest),
    FOLLOW: transactional(follow_changed),
}

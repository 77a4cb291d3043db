"""One round of comparing: begun by one worker, its end written down with what it found."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.wordpress.models import WordPressLink, WordPressMark, WordPressRun
from engage.wordpress.plans import RunKind, RunTrouble, Thing
from engage.wordpress.queries.comparing import THERE
from engage.wordpress.service.pulling.marks import Begun, begin, locked_mark
from engage.wordpress.service.runs import finish_run

COMPARED: Final = "compared"
WHOLE: Final = "compared-whole"
WHOLE_EVERY: Final = timedelta(hours=1)
"""Where the site says what changed, everything is read so often: it does not say what is gone."""
OVERLAP: Final = timedelta(minutes=2)
MASS_CHANGE: Final = RunTrouble.MASS_CHANGE


def start_round(unit: Unit, job_id: int) -> Begun | None:
    """None while another worker is at it."""
    return begin(unit, RunKind.COMPARE, job_id, COMPARED)


def place_links(unit: Unit) -> None:
    """Comments of which nobody wrote down where they stand: under their engagement's post."""
    post = WordPressLink.__table__.alias("post")
    where = (
        select(post.c.remote_id)
        .join(Comment, Comment.engagement_id == post.c.local_id)
        .where(post.c.thing == Thing.ENGAGEMENT, Comment.id == WordPressLink.local_id)
        .scalar_subquery()
    )
    unit.session.execute(
        update(WordPressLink)
        .where(
            WordPressLink.thing == Thing.COMMENT,
            WordPressLink.post_id.is_(None),
            WordPressLink.remote_id.is_not(None),
            WordPressLink.state.in_(THERE),
        )
        .values(post_id=where)
        .execution_options(synchronize_session=False)
    )


def end_round(
    unit: Unit,
    begun: Begun,
    found: dict[str, int],
    *,
    is_alarming: bool,
    done: int,
    requests: int,
    seen_to: datetime | None,
    is_whole: bool,
) -> None:
    """`seen_to`: every change before that instant, by the site's clock, was seen; None: not so."""
    if is_alarming and not _alarmed_before(unit, begun):
        unit.audit("wordpress.mass_change", "wordpress", run=begun.run_id, compared=done)
    if seen_to is not None:
        locked_mark(unit, COMPARED).instant = seen_to
        if is_whole:
            locked_mark(unit, WHOLE).instant = unit.now
    trouble = MASS_CHANGE if is_alarming else ""
    finish_run(unit, begun.run_id, found=found, trouble=trouble, done=done, requests=requests)


def changed_since(unit: Unit, begun: Begun) -> datetime | None:
    """From when on changes are enough to look at; None: everything has to be read."""
    marks = {
        name: unit.session.get(WordPressMark, name, populate_existing=True)
        for name in (COMPARED, WHOLE)
    }
    seen_to, whole = (row.instant if row else None for row in marks.values())
    if seen_to is None or whole is None or unit.now - whole >= WHOLE_EVERY:
        return None
    return None if _alarmed_before(unit, begun) else seen_to - OVERLAP


def _alarmed_before(unit: Unit, begun: Begun) -> bool:
    """One alarm for as long as it lasts."""
    before = unit.session.scalar(
        select(WordPressRun.trouble)
        .where(
            WordPressRun.kind == RunKind.COMPARE,
            WordPressRun.id < begun.run_id,
            WordPressRun.finished_at.is_not(None),
        )
        .order_by(WordPressRun.id.desc())
        .limit(1)
    )
    return before == MASS_CHANGE

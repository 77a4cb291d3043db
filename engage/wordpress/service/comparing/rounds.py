"""One round of comparing: begun by one worker, its end written down with what it found."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.moderation.models import Decision
from engage.moderation.rules import Outcome
from engage.wordpress.models import WordPressLink, WordPressMark, WordPressRun
from engage.wordpress.plans import RunKind, RunTrouble, Thing
from engage.wordpress.queries.comparing import THERE
from engage.wordpress.service.pulling.marks import Begun, begin, locked_mark
from engage.wordpress.service.runs import finish_run

COMPARED: Final = "compared"
WHOLE: Final = "compared-whole"
WHOLE_EVERY: Final = timedelta(minutes=9)
"""Where the site says what changed, everything is read so often all the same, as it does not say
what is gone: each time by the clock, while a call from there asks for the changes alone."""
OVERLAP: Final = timedelta(minutes=2)
CONFIRMED: Final = "mass-change-confirmed"
LATELY: Final = timedelta(days=1)
MASS_CHANGE: Final = RunTrouble.MASS_CHANGE


def start_round(unit: Unit, job_id: int) -> Begun | None:
    """None while another worker is at it."""
    return begin(unit, RunKind.COMPARE, job_id, COMPARED)


def taken_down_lately(unit: Unit) -> int:
    """How many were taken from view here within a day because they were there, since a person
    last said that so many were meant to be: a few in each round are as many in a day."""
    mark = unit.session.get(WordPressMark, CONFIRMED, populate_existing=True)
    since = unit.now - LATELY
    if mark is not None and mark.instant is not None:
        since = max(since, mark.instant)
    reopened = select(func.count()).where(
        Decision.outcome == Outcome.REOPENED, Decision.decided_at > since
    )
    return unit.session.scalar(reopened) or 0


def confirm_mass_change(unit: Unit) -> None:
    """A person wants what was taken down there taken down here too; counting begins anew."""
    locked_mark(unit, CONFIRMED).instant = unit.now


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

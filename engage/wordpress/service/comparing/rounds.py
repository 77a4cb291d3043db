"""One round of comparing: begun by one worker, its end written down with what it found."""

from typing import Final

from sqlalchemy import select, update

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.wordpress.models import WordPressLink, WordPressRun
from engage.wordpress.plans import RunKind, RunTrouble, Thing
from engage.wordpress.queries.comparing import THERE
from engage.wordpress.service.pulling.marks import Begun, begin
from engage.wordpress.service.runs import finish_run

COMPARED: Final = "compared"
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
) -> None:
    if is_alarming and not _alarmed_before(unit, begun):
        unit.audit("wordpress.mass_change", "wordpress", run=begun.run_id, compared=done)
    trouble = MASS_CHANGE if is_alarming else ""
    finish_run(unit, begun.run_id, found=found, trouble=trouble, done=done, requests=requests)


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

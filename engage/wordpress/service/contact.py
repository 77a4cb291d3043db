"""The site as a whole: left alone for a while after it was down, and told when it answers again."""

from datetime import timedelta

from sqlalchemy import update

from engage.core.errors import NotFound
from engage.core.ledgers import upsert
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.jobs.handlers import Later
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import retry
from engage.wordpress.errors import AuthFailed, Transient
from engage.wordpress.models import WordPressContact
from engage.wordpress.plans import AUTH_PAUSE, pause
from engage.wordpress.queries import CONTACT_ID, contact
from engage.wordpress.service.kinds import KINDS, RELEASE

CONFIGURING_ROLES = (Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD)


def refuse_if_paused(unit: Unit) -> None:
    """Raises Later until the pause is over: one job asks again then, not all that wait."""
    row = contact(unit.session)
    if row is not None and row.paused_until is not None and row.paused_until > unit.now:
        raise Later((row.paused_until - unit.now).total_seconds())


def note_trouble(unit: Unit, error: Transient | AuthFailed) -> float:
    """Writes down that the site did not do its part; seconds until it is asked again."""
    dialect = unit.session.get_bind().dialect
    fresh = upsert(dialect, WordPressContact).values(id=CONTACT_ID)
    unit.session.execute(fresh.on_conflict_do_nothing())
    row = unit.session.get_one(WordPressContact, CONTACT_ID, with_for_update=True)
    row.troubles += 1
    row.trouble = type(error).__name__
    row.since = row.since or unit.now
    seconds = _pause(error, row.troubles)
    row.paused_until = unit.now + timedelta(seconds=seconds)
    if row.troubles == 1:
        unit.audit("wordpress.unreachable", "wordpress", trouble=row.trouble)
    return seconds


def _pause(error: Transient | AuthFailed, troubles: int) -> float:
    return AUTH_PAUSE if isinstance(error, AuthFailed) else pause(troubles, error.retry_after)


def note_contact(unit: Unit) -> None:
    """The site answered."""
    row = contact(unit.session)
    if row is None or not row.troubles:
        return
    row.troubles, row.trouble, row.since, row.paused_until = 0, "", None, None
    unit.audit("wordpress.reached", "wordpress")


def end_pause(unit: Unit) -> None:
    """Lets everything that waits go at once: a person says that the trouble is over."""
    unit.actor.require(*CONFIGURING_ROLES)
    row = contact(unit.session)
    if row is not None:
        row.paused_until = None
    unit.session.execute(
        update(Job)
        .where(
            Job.kind.in_(KINDS),
            Job.kind != RELEASE,  # what an election held keeps its distances
            Job.state == JobState.WAITING,
            Job.run_at > unit.now,
        )
        .values(run_at=unit.now, told_at=None)
        .execution_options(synchronize_session=False)
    )
    unit.audit("wordpress.sync_asked", "wordpress")


def retry_push(unit: Unit, job_id: int) -> None:
    """Gives a failed push all its tries again; NotFound for a job of another kind."""
    unit.actor.require(*CONFIGURING_ROLES)
    job = unit.session.get(Job, job_id)
    if job is None or job.kind not in KINDS:
        raise NotFound("There is no such push.")
    retry(unit, job_id)

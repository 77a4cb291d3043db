"""The jobs that push comments: prepare in a transaction, send with none open, record in another.

WordPress being down, slow or busy puts a job off and never counts against it, nor does a wrong
password, which a person has to put right; both stop all pushes for a while. An answer that cannot
be understood counts, and after its tries the job waits for a person on the staff page.

A decision goes at once and by itself. The comments of an engagement go in batches over one
connection; what of a batch was answered is recorded whatever became of the rest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.jobs.handlers import Handlers, JobContext, Later, LeaseLost, networked, transactional
from engage.jobs.service import Payload, renew
from engage.wordpress import service
from engage.wordpress.delivering import Delivery, send_comments
from engage.wordpress.errors import Closed, Gone
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.plans import CommentPlan
from engage.wordpress.service import PUSH_COMMENT, PUSH_COMMENTS, RECONCILE, RELEASE
from engage.wordpress.service.links import BUSY, HELD
from engage.wordpress.service.pulling.taking import identity_key

CLOSED_PAUSE: Final = 600.0
MOST_BATCHES: Final = 40
"""After so many the rest of an engagement gets another job, so that others have their turn."""


def push_comment(context: JobContext) -> None:
    """One comment with the official replies to it."""
    settings = context.units.settings.wordpress
    if settings is None:
        return  # switched off meanwhile; switched on again, reconciling finds what is missing
    number = int(context.payload["comment_id"])
    with context.units.writing(SYSTEM) as unit:
        service.refuse_if_paused(unit)
        batch = service.plan_comments(unit, [number], context.job_id)
        if batch.is_busy:
            raise Later(BUSY)
        if batch.is_stopped and not batch.plans:
            raise Later(HELD)
    if not batch.plans:
        return
    with open_transport(settings) as transport:
        delivery = _deliver(context, transport, batch.plans)
    if len(batch.plans) == 1:
        for error in delivery.refused.values():
            if isinstance(error, Closed):
                raise Later(CLOSED_PAUSE)
            if not isinstance(error, Gone):
                raise error
    if batch.is_stopped:
        raise Later(HELD)


def push_comments(context: JobContext) -> None:
    """Those of an engagement that WordPress lacks."""
    settings = context.units.settings.wordpress
    if settings is None:
        return
    engagement_id = int(context.payload["engagement_id"])
    after, is_stopped = 0, False
    with open_transport(settings) as transport:
        for _ in range(MOST_BATCHES):
            with context.units.writing(SYSTEM) as unit:
                service.refuse_if_paused(unit)
                following = service.plan_next(
                    unit, engagement_id, after, transport.batch, context.job_id
                )
            is_stopped |= following.batch.is_stopped
            delivery = Delivery()
            if following.batch.plans:
                delivery = _deliver(context, transport, following.batch.plans)
            if following.after is None or delivery.cannot_create is not None:
                break
            after = following.after
        else:
            with _step(context) as unit:
                service.push_rest(unit, engagement_id)
    if is_stopped:
        raise Later(HELD)


def _deliver(context: JobContext, transport: Transport, plans: tuple[CommentPlan, ...]) -> Delivery:
    """Sends, and records what was answered; Later when the site as a whole did not do its part."""
    with context.units.reading(SYSTEM) as unit:
        key = identity_key(unit)
    delivery = send_comments(transport, plans, key)
    with _step(context) as unit:
        service.record_comments(unit, plans, delivery)
        if delivery.trouble is None:
            service.note_contact(unit)
            return delivery
        seconds = service.note_trouble(unit, delivery.trouble)
    raise Later(seconds)


@contextmanager
def _step(context: JobContext) -> Iterator[Unit]:
    """A transaction of a job that goes on after it: the job is still ours, and stays so."""
    with context.units.writing(SYSTEM) as unit:
        if not renew(unit, context.claim):
            raise LeaseLost
        yield unit


def _reconcile(unit: Unit, _payload: Payload) -> None:
    service.reconcile(unit)


def _release(unit: Unit, payload: Payload) -> None:
    service.release(unit, str(payload["kind"]), int(payload["engagement_id"]))


HANDLERS: Final[Handlers] = {
    PUSH_COMMENT: networked(push_comment),
    PUSH_COMMENTS: networked(push_comments),
    RECONCILE: transactional(_reconcile),
    RELEASE: transactional(_release),
}

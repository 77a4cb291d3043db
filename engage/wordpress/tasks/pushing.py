"""The jobs that push comments: prepare in a transaction, send with none open, record in another.

WordPress being down, slow or busy puts a job off and never counts against it, nor does a wrong
password, which a person has to put right; both stop all pushes for a while. An answer that cannot
be understood counts, and after its tries the job waits for a person on the staff page.

A decision goes at once and by itself. The comments of an engagement go in batches over one
connection; what of a batch was answered is recorded whatever became of the rest.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.jobs.handlers import Handlers, JobContext, Later, LeaseLost, networked, transactional
from engage.jobs.service import Payload, renew
from engage.wordpress import service
from engage.wordpress.deliveries import Delivery
from engage.wordpress.delivering import send_comments
from engage.wordpress.errors import Closed, Gone
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.plans import CommentPlan
from engage.wordpress.service import PUSH_COMMENT, PUSH_COMMENTS, RECONCILE, RELEASE
from engage.wordpress.service.following import NextBatch
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
        if batch.is_busy or batch.waits:
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
    """Those of an engagement that WordPress lacks. While it works on one batch, the next is
    planned: neither waits for the other."""
    settings = context.units.settings.wordpress
    if settings is None:
        return
    with open_transport(settings) as transport, ThreadPoolExecutor(1) as line:
        push = _Push(context, transport, line, int(context.payload["engagement_id"]))
        if not push.all_batches():
            with _step(context) as unit:
                service.push_rest(unit, push.engagement_id)
    if push.is_stopped:
        raise Later(HELD)


@dataclass
class _Push:
    """The batches of one engagement. The transport is used in the one thread that sends."""

    context: JobContext
    transport: Transport
    line: ThreadPoolExecutor
    engagement_id: int
    is_stopped: bool = False
    waits: bool = False
    under_way: tuple[tuple[CommentPlan, ...], Future[Delivery]] | None = None

    def all_batches(self) -> bool:
        """False when there may be more. What answers a comment of the batch before waits for it,
        so it is looked for once more when all have been sent."""
        after, has_sent = 0, False
        for _ in range(MOST_BATCHES):
            following = self._plan(after)
            if not self._record(following.batch.plans):
                return True
            self._send(following.batch.plans)
            has_sent |= bool(following.batch.plans)
            if following.after is not None:
                after = following.after
                continue
            if not self._record(()) or not self.waits:
                return True
            if not has_sent:
                raise Later(BUSY)  # another worker has it in hand
            after, has_sent, self.waits = 0, False, False
        self._record(())
        return False

    def _plan(self, after: int) -> NextBatch:
        try:
            with self.context.units.writing(SYSTEM) as unit:
                service.refuse_if_paused(unit)
                following = service.plan_next(
                    unit, self.engagement_id, after, self.transport.batch, self.context.job_id
                )
        except Later:
            self._record(())
            raise
        self.is_stopped |= following.batch.is_stopped
        self.waits |= following.batch.waits
        return following

    def _send(self, plans: tuple[CommentPlan, ...]) -> None:
        if plans:
            key = _identity_key(self.context)
            sent = self.line.submit(send_comments, self.transport, plans, key)
            self.under_way = plans, sent

    def _record(self, planned: tuple[CommentPlan, ...]) -> bool:
        """Whether to go on with what was planned meanwhile; if not, that was never sent."""
        if self.under_way is None:
            return True
        (plans, sent), self.under_way = self.under_way, None
        delivery = sent.result()
        _recorded(self.context, plans, delivery, planned)
        return delivery.cannot_create is None


def _deliver(context: JobContext, transport: Transport, plans: tuple[CommentPlan, ...]) -> Delivery:
    delivery = send_comments(transport, plans, _identity_key(context))
    _recorded(context, plans, delivery, ())
    return delivery


def _recorded(
    context: JobContext,
    plans: tuple[CommentPlan, ...],
    delivery: Delivery,
    planned: tuple[CommentPlan, ...],
) -> None:
    """Writes down what was answered; Later when the site as a whole did not do its part."""
    ends = delivery.trouble is not None or delivery.cannot_create is not None
    with _step(context) as unit:
        service.record_comments(unit, plans, delivery)
        if ends and planned:
            service.record_comments(unit, planned, Delivery())
        if delivery.trouble is None:
            service.note_contact(unit)
            return
        seconds = service.note_trouble(unit, delivery.trouble)
    raise Later(seconds)


def _identity_key(context: JobContext) -> bytes:
    with context.units.reading(SYSTEM) as unit:
        return identity_key(unit)


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

"""The worker of several machines: a Celery process with a dispatcher beside its threads.

The dispatcher is what makes the table the queue: it inserts recurring jobs, and tells Celery of
each job that is due and that nobody took, because it was put off, its worker died, or Redis lost
the message. Every worker process runs one; `told_at` keeps them from telling twice.
"""

import logging
import threading
from collections.abc import Sequence

from celery import Celery
from sqlalchemy.exc import SQLAlchemyError

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import service
from engage.jobs.celery_bridge import QUEUE, RUN_JOB, make_celery, send
from engage.jobs.execution import carry_out
from engage.jobs.handlers import Handlers
from engage.jobs.rules import trouble_pause
from engage.jobs.schedule import Recurring, tick

log = logging.getLogger("engage.jobs")

MOST_QUEUED = 500
"""Messages beyond this are not added: telling again must not flood a queue that is merely long."""


def run_celery_worker(
    units: Units,
    handlers: Handlers,
    recurring: Sequence[Recurring],
    redis_url: str,
    threads: int = 4,
) -> int:
    """Works until SIGTERM, ends after the jobs in hand, and gives Celery's exit code.

    Threads rather than processes: jobs wait on the network, and no database connection is
    shared over a fork. More work takes more of these processes, on any machine. Celery installs
    signal handlers, so this runs in the main thread.
    """
    app = make_celery(redis_url)
    serve_jobs(app, units, handlers)
    stop = threading.Event()
    dispatcher = threading.Thread(
        target=run_dispatcher, args=(app, units, recurring, stop), name="dispatcher", daemon=True
    )
    dispatcher.start()
    try:
        worker = app.Worker(
            pool="threads",
            concurrency=threads,
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        )
        worker.start()
    finally:
        stop.set()
        dispatcher.join()
    return int(worker.exitcode or 0)


def serve_jobs(app: Celery, units: Units, handlers: Handlers) -> None:
    """Gives the app its one task: carry out the job of this id, if it still is to be done."""

    @app.task(name=RUN_JOB)  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        try:
            with units.writing(SYSTEM) as unit:
                claim = service.claim_one(unit, job_id, list(handlers))
            if claim:
                carry_out(units, handlers, claim)
        except SQLAlchemyError as error:
            # The database is away: the message goes, the job stays and is told of again.
            log.warning("worker trouble=%s job=%s", type(error).__name__, job_id)


def run_dispatcher(
    app: Celery,
    units: Units,
    recurring: Sequence[Recurring],
    stop: threading.Event,
    poll: float = 1.0,
) -> None:
    """Dispatches every `poll` seconds until `stop`; waits out a lost Redis or database."""
    troubles = 0
    while not stop.is_set():
        try:
            dispatch(app, units, recurring)
            troubles = 0
        except Exception as error:
            troubles += 1
            log.warning("dispatcher trouble=%s row=%s", type(error).__name__, troubles)
            stop.wait(trouble_pause(troubles))
        stop.wait(poll)


def dispatch(app: Celery, units: Units, recurring: Sequence[Recurring]) -> int:
    """One round: ticks, tells of what nobody took, and says of how many jobs.

    It asks Redis first: while that is away nothing is marked as told, and recurring jobs do not
    pile up for workers that cannot hear of them.
    """
    room = MOST_QUEUED - queued(app)
    tick(units, recurring, units.clock.now())
    if room <= 0:
        return 0
    with units.writing(SYSTEM) as unit:
        job_ids = service.take_untold(unit, room)
    if job_ids:
        send(app, job_ids)
    return len(job_ids)


def queued(app: Celery) -> int:
    """How many messages wait on the queue."""
    with app.connection_for_read() as connection, connection.channel() as channel:
        return int(channel.queue_declare(QUEUE).message_count)

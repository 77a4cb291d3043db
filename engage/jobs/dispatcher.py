"""The worker of several machines: Celery, with a dispatcher and a helper beside it.

The dispatcher is what makes the table the queue: it inserts recurring jobs, and tells Celery of
each job that is due and that nobody took, because it was put off, its worker died, or Redis lost
the message. Every worker process runs one; `told_at` keeps them from telling twice.

The helper is an embedded worker's lane for what is long overdue. It has nothing to do until
Redis stays away, consumers fall silent, or there are too few workers.
"""

import logging
import threading
from collections.abc import Sequence

from celery import Celery
from kombu.connection import Connection

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import service
from engage.jobs.celery_bridge import QUEUE, RUN_JOB, make_celery, send
from engage.jobs.execution import carry_out
from engage.jobs.handlers import Handlers
from engage.jobs.rules import OVERDUE, trouble_pause
from engage.jobs.schedule import Recurring, tick
from engage.jobs.worker import work_lane

log = logging.getLogger("engage.jobs")

MOST_QUEUED = 500
"""Messages beyond this are not added: telling again must not flood a queue that is merely long."""

HELP_EVERY = 5.0
"""Seconds between the helper's looks at what is overdue."""


def run_celery_worker(
    units: Units, handlers: Handlers, recurring: Sequence[Recurring], redis_url: str
) -> int:
    """Works until SIGTERM, ends after the jobs in hand, and gives Celery's exit code.

    One job at a time, in the thread that owns the connection to Redis: acknowledging from pool
    threads made a worker deaf when Redis restarted in that moment, and a pool of processes would
    fork beside our threads. More work takes more of these processes, on any machine. Celery
    installs signal handlers, so this runs in the main thread.
    """
    app = make_celery(redis_url)
    serve_jobs(app, units, handlers)
    stop = threading.Event()
    beside = [
        threading.Thread(target=run_dispatcher, args=(app, units, recurring, stop)),
        threading.Thread(target=work_lane, args=(units, handlers, (), stop, HELP_EVERY, OVERDUE)),
    ]
    for thread in beside:
        thread.start()
    try:
        worker = app.Worker(
            pool="solo",
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        )
        worker.start()
    finally:
        stop.set()
        for thread in beside:
            thread.join()
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
        except Exception as error:
            # The database is away: the message goes, the job stays and is told of again. Celery
            # would log the exception's text.
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

    It speaks to Redis before it marks anything: while that is away no job counts as told. The
    connection is a fresh one, as one that broke with its Redis stays broken.
    """
    tick(units, recurring, units.clock.now())
    with app.connection_for_write() as connection:
        room = MOST_QUEUED - queued(connection)
        if room <= 0:
            return 0
        with units.writing(SYSTEM) as unit:
            job_ids = service.take_untold(unit, room)
        send(app, job_ids, app.amqp.Producer(connection))
    return len(job_ids)


def queued(connection: Connection) -> int:
    """How many messages wait on the queue."""
    declared = connection.default_channel.queue_declare(QUEUE)  # type: ignore[no-untyped-call]
    return int(declared.message_count)

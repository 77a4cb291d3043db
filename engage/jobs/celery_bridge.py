"""Celery on Redis as the messenger between machines; the job table stays the queue.

A message is a job's id and nothing more: losing every message loses no job, as the dispatcher
tells again of what nobody took, and a message that comes twice finds its job taken. So Redis
needs neither disk nor backup, and nothing of a citizen ever lies in it.
"""

import logging
import time
from collections.abc import Iterable
from typing import Any, Final

from celery import Celery
from kombu.messaging import Producer

from engage.core.unit import Unit

log = logging.getLogger("engage.jobs")

RUN_JOB: Final = "engage.run_job"
QUEUE: Final = "engage"
CONNECT_TIMEOUT: Final = 0.5
MOST_NUDGES: Final = 50
"""Ids that one commit sends itself; what an import adds beyond them is the dispatcher's."""
QUIET_SECONDS: Final = 5.0


def make_celery(redis_url: str, **transport_options: Any) -> Celery:
    """A Celery app that knows its broker and no task: `serve_jobs` gives a worker's app its own."""
    app = Celery("engage", broker=broker_url(redis_url), set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        result_backend=None,
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_store_errors_even_if_ignored=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_enable_prefetch_count_reduction=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 60,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": CONNECT_TIMEOUT,
            "socket_keepalive": True,
            "max_retries": 0,  # Otherwise a refused connection is tried again for six seconds.
            **transport_options,
        },
    )
    return app


def broker_url(redis_url: str) -> str:
    """Redis's own spelling of a socket address is not Celery's."""
    if redis_url.startswith("unix://"):
        return "redis+socket://" + redis_url.removeprefix("unix://").replace(
            "?db=", "?virtual_host="
        )
    return redis_url


def send(app: Celery, job_ids: Iterable[int], producer: Producer) -> None:
    """Puts the ids on the queue, once each; raises what the broker raises."""
    for job_id in job_ids:
        app.send_task(RUN_JOB, (job_id,), producer=producer, retry=False)


class Nudge:
    """Tells Celery of a commit's due jobs; for `UnitHooks.committed`.

    The transaction is over and the person's answer must neither fail nor wait for Redis: errors
    are swallowed, waits are short, and after one nothing is tried for five seconds.
    """

    def __init__(self, redis_url: str, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._redis_url = redis_url
        self._quiet_seconds = quiet_seconds
        self._quiet_until = 0.0
        self._app = self._new_app()

    def __call__(self, unit: Unit) -> None:
        if not unit.job_ids or time.monotonic() < self._quiet_until:
            return
        try:
            with self._app.producer_or_acquire() as producer:
                send(self._app, unit.job_ids[:MOST_NUDGES], producer)
        except Exception as error:
            self._quiet_until = time.monotonic() + self._quiet_seconds
            self._app = self._new_app()  # The old one's pool keeps connections that broke.
            log.warning("nudge trouble=%s jobs=%s", type(error).__name__, len(unit.job_ids))

    def _new_app(self) -> Celery:
        return make_celery(self._redis_url, socket_timeout=CONNECT_TIMEOUT)

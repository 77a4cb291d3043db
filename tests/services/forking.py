"""Processes that begin where a program has imported everything: forked from a small server that has
done so once for the whole run.

A command of ours spends two seconds of processor time on its imports, and a demo is four of them.
Whatever is about the start of commands itself starts them as people do: `tests/cli` and
`tests/faults`.
"""

import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

FORKING = multiprocessing.get_context("forkserver")
# There is one server for all who fork: who names other modules takes these away from the rest.
FORKING.set_forkserver_preload(
    [
        "engage.app",
        "engage.wiring.jobs",
        "gunicorn.app.wsgiapp",
        "gunicorn.workers.gthread",
        "celery.app.amqp",
        "celery.app.control",
        "celery.app.events",
        "celery.apps.worker",
        "celery.concurrency.solo",
        "celery.worker.components",
        "celery.worker.consumer",
        "celery.worker.strategy",
        "kombu.transport.redis",
        "psycopg",
        "tests.jobs.labour",
        "tests.wordpress.out.killing",
        "tests.wordpress.posts.test_faults",
    ]
)
PATIENCE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Forked:
    """A command that runs, with all that it starts."""

    process: ForkServerProcess

    @property
    def is_alive(self) -> bool:
        return self.process.is_alive()

    def stop(self) -> None:
        """Returns when it is gone: by itself, or else by force, and with whatever it left."""
        pid = self.process.pid
        assert pid is not None
        self.process.terminate()
        self.process.join(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        self.process.join()
        self.process.close()


def fork(command: Sequence[str], log: Path, env: Mapping[str, str]) -> Forked:
    """Runs `python -m module ...` in a process that has imported it already, and `env` alone."""
    assert list(command[:2]) == [sys.executable, "-m"], command
    arguments = (command[2], list(command[3:]), str(log), dict(env))
    process = FORKING.Process(target=_run, args=arguments)
    process.start()
    return Forked(process)


def _run(module: str, arguments: list[str], log: str, env: dict[str, str]) -> None:
    os.setsid()
    # With the server, which ends with these tests however they end.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(sink, number)
    os.environ.clear()
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)

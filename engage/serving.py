"""One machine, one command: the web server and the worker as two children of this process.

The children die with their parent even if it is killed, so no port stays taken and no worker
runs on alone. A worker that falls is started again; a web server that falls ends everything, so
that whoever watches this process sees it.
"""

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Final

from engage.core.errors import Refused
from engage.core.settings import ROOT
from engage.core.trouble import origin

PR_SET_PDEATHSIG: Final = 1
WEB_PROCESSES: Final = 2
WEB_THREADS: Final = 4
RESTART_PAUSE: Final = 2.0
PATIENCE: Final = 15.0
WORKER_NICENESS: Final = 5
"""People at the pages go first: while a flood comes in, its check takes what the web leaves over.
Not more, because the worker holds SQLite's one write lock now and then, and must get on with it."""


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Refused when something else answers there, or when it is not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                words = f"port {port} is taken by another program: choose one with PORT=..."
            else:
                words = f"cannot listen on {host}, port {port} ({error.strerror})"
            raise Refused("", words) from None


def quiet_server_log() -> None:
    """Keeps what a person sent out of the web server's own log (R76).

    gunicorn names the network address and quotes the request line of a request that it cannot
    read, and the address asked for with an exception's text when one falls through.
    """
    log = logging.getLogger("gunicorn.error")
    if _without_what_was_sent not in log.filters:
        log.addFilter(_without_what_was_sent)


def _without_what_was_sent(record: logging.LogRecord) -> bool:
    words = str(record.msg).split(" from ip=")[0]
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = "server trouble=%s", (origin(record.exc_info[1]),)
        record.exc_info = record.exc_text = None
    elif words != record.msg:
        record.msg, record.args = words, ()
    return True


def serve(host: str, port: int, environment: Mapping[str, str]) -> None:
    """Runs until SIGTERM or SIGINT, or until the web server ends."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    web = _start(_web_command(host, port), environment)
    jobs = _start(_worker_command(), environment, WORKER_NICENESS)
    try:
        while not stop.wait(0.5) and web.poll() is None:
            if jobs.poll() is not None and not stop.wait(RESTART_PAUSE):
                jobs = _start(_worker_command(), environment, WORKER_NICENESS)
    finally:
        _end(web, jobs)
    if not stop.is_set():
        raise SystemExit(1)


def _web_command(host: str, port: int) -> list[str]:
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker-class": "gthread",
        "workers": str(WEB_PROCESSES),
        "threads": str(WEB_THREADS),
        "chdir": str(ROOT),
        "log-level": "warning",
        # Less than `PATIENCE`, or requests in hand would be cut off.
        "graceful-timeout": "10",
        "keep-alive": "15",
        # By default gunicorn believes who calls from this machine (a proxy with anybody behind it
        # too) under which path the application lies, and a page is kept by the path within it.
        "forwarder-headers": "",
    }
    pairs = [f"--{name}={value}" for name, value in options.items()]
    # The control socket would be one for all servers of a user, and nobody uses it.
    return [sys.executable, "-m", "gunicorn", *pairs, "--no-control-socket", "wsgi:app"]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "engage.cli", "worker"]


def _start(
    command: list[str], environment: Mapping[str, str], niceness: int = 0
) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def die_with_parent() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # It died before we asked.
            os.kill(os.getpid(), signal.SIGKILL)
        os.nice(niceness)

    return subprocess.Popen(  # noqa: S603  our own two commands
        command,
        env=dict(environment),
        # Safe here: this process has no threads.
        preexec_fn=die_with_parent,  # noqa: PLW1509
        start_new_session=True,
    )


def _end(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        _end_what_it_left_behind(child.pid)


def _end_what_it_left_behind(group: int) -> None:
    """A web server that was killed leaves its processes: they would hold the port."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return

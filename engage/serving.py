"""One machine, one command: the web server and the worker as two children of this process.

The children die with their parent even if it is killed, so no port stays taken and no worker
runs on alone. A worker that falls is started again; a web server that falls ends everything, so
that whoever watches this process sees it.
"""

import ctypes
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

PR_SET_PDEATHSIG: Final = 1
WEB_PROCESSES: Final = 2
WEB_THREADS: Final = 4
RESTART_PAUSE: Final = 2.0


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Refused when something else answers there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(
                "", f"port {port} is taken by another program: choose one with PORT=..."
            ) from None


def serve(host: str, port: int, environment: Mapping[str, str]) -> None:
    """Runs until SIGTERM or SIGINT, or until the web server ends."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    web = _start(_web_command(host, port), environment)
    jobs = _start(_worker_command(), environment)
    try:
        while not stop.wait(0.5) and web.poll() is None:
            if jobs.poll() is not None and not stop.wait(RESTART_PAUSE):
                jobs = _start(_worker_command(), environment)
    finally:
        _end(web, jobs)
    if not stop.is_set():
        raise SystemExit(1)


def _web_command(host: str, port: int) -> list[str]:
    options = {
        "bind": f"{host}:{port}",
        "worker-class": "gthread",
        "workers": str(WEB_PROCESSES),
        "threads": str(WEB_THREADS),
        "chdir": str(ROOT),
        "log-level": "warning",
        "keep-alive": "15",
    }
    pairs = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", *pairs, "wsgi:app"]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "engage.cli", "worker"]


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own two commands
        command,
        env=dict(environment),
        # Safe here: this process has no threads.
        preexec_fn=_die_with_parent,  # noqa: PLW1509
        start_new_session=True,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()

"""Keeps one server for the tests and ends it with them, however they end.

A test run that is killed cannot tidy up. So each server is the child of this small process,
whose standard input is a pipe from the tests: when the pipe closes, by a tidy stop or by the
death of whoever held it, the server gets its signal, then some seconds' patience, then SIGKILL,
along with all that it started. As their subreaper, this process inherits children whose parent
died.

Usage: keeper.py SIGNAL PATIENCE USER COMMAND...   (USER '-': stay who we are). The first line on
standard output is the server's pid; the server's own output goes to standard error.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_the_keeper() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _start(user: str, command: list[str]) -> subprocess.Popen[bytes]:
    stay = user == "-"
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=2,
        stderr=2,
        start_new_session=True,
        preexec_fn=_end_with_the_keeper,  # noqa: PLW1509 - there are no threads here
        user=None if stay else user,
        group=None if stay else user,
        extra_groups=None if stay else [],
    )


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _wait(child: subprocess.Popen[bytes], patience: float) -> None:
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        _signal_group(child.pid, signal.SIGKILL)
        child.wait()


def _end_what_it_left_behind(group: int, patience: float) -> None:
    _signal_group(group, signal.SIGTERM)
    deadline = time.monotonic() + patience
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while heirs := [int(pid) for pid in children.read_text().split()]:
        if time.monotonic() > deadline:
            for pid in heirs:
                os.kill(pid, signal.SIGKILL)
        while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
            if not children.read_text().split():
                return
        time.sleep(0.01)


def main() -> int:
    ending, patience = getattr(signal, sys.argv[1]), float(sys.argv[2])
    user, command = sys.argv[3], sys.argv[4:]
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    read, write = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(write, b"x"))
    child = _start(user, command)
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    select.select([0, read, os.pidfd_open(child.pid)], [], [])
    if child.poll() is None:
        # The server alone gets its signal first: it knows best in which order its workers end.
        child.send_signal(ending)
    _wait(child, patience)
    _end_what_it_left_behind(child.pid, patience)
    return 0


if __name__ == "__main__":
    sys.exit(main())

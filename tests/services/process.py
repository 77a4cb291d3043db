"""Starting a real server for the tests: on loopback, with its state in a temporary folder.

Every server runs under `keeper.py`, which ends it when these tests end, even by SIGKILL.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")
PATIENCE = 60.0


class ServiceFailed(Exception):
    """A server did not start; the message carries the end of its log."""


@dataclass(frozen=True)
class Server:
    """A running server: its pid, its log, and the keeper that ends it."""

    pid: int
    log: Path
    keeper: subprocess.Popen[bytes]

    @property
    def is_alive(self) -> bool:
        return self.keeper.poll() is None

    def stop(self) -> None:
        """Returns when the server and all that it started are gone."""
        for pipe in (self.keeper.stdin, self.keeper.stdout):
            if pipe is not None:
                pipe.close()
        self.keeper.wait(PATIENCE)

    def wait_until(self, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if not self.is_alive or time.monotonic() > deadline:
                self.stop()
                raise ServiceFailed(_tail(self.log))
            time.sleep(0.02)


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    user: str | None = None,
    ending: str = "SIGTERM",
    patience: float = 10.0,
    env: Mapping[str, str] | None = None,
) -> Server:
    """`ending` is the signal that this server takes as 'stop now, in good order', and `patience`
    the seconds that it then has before SIGKILL."""
    with log.open("ab") as sink:
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", KEEPER, ending, str(patience), user or "-", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
    assert keeper.stdout is not None
    first_line = keeper.stdout.readline()
    server = Server(int(first_line or 0), log, keeper)
    if not first_line:
        server.stop()
        raise ServiceFailed(_tail(log))
    return server


@contextmanager
def running(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def scratch(name: str, owner: str | None = None) -> Iterator[Path]:
    """A short path: a Unix socket's may have no more than 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix=f"engage-{name}-"))
    try:
        if owner is not None:
            shutil.chown(folder, owner, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(command: Sequence[str | Path], **options: object) -> str:
    """Runs to its end and gives what it wrote; a failure shows the same."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        raise ServiceFailed(f"{command[0]} ended with {done.returncode}\n{done.stdout[-4000:]}")
    return str(done.stdout)


def program(name: str) -> str:
    """Debian keeps servers in /usr/sbin, which is not on everyone's path."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise ServiceFailed(f"{name} is missing: `make services` installs what the tests need")
    return found


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]

"""The promise of the keeper: however the tests end, no server outlives them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.process import PATIENCE, ServiceFailed, run, scratch, start

# A server with two workers, of which one refuses to end in good order.
STUBBORN = "trap '' TERM; (trap '' TERM; sleep 1000) & sleep 1000 & echo $! ready; wait; sleep 1000"

HOLDER = """
import sys, time
from pathlib import Path
from tests.services.process import start
server = start(["sleep", "1000"], Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(1000)
"""


def is_there(pid: int) -> bool:
    """A process that has ended but that nobody has asked after is not there."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for_the_end_of(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while is_there(pid):
        assert time.monotonic() < deadline, "it outlived the tests"
        time.sleep(0.02)


def in_session(session: int) -> list[int]:
    """The processes that a server started, and itself."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == session and is_there(int(entry.name)):
                found.append(int(entry.name))
        except ProcessLookupError:
            continue
    return found


def test_stopping_ends_a_server_and_all_that_it_started(tmp_path: Path) -> None:
    server = start(["sh", "-c", "sleep 1000 & sleep 1000 & wait"], tmp_path / "log")
    server.wait_until(lambda: len(in_session(server.pid)) == 3)
    server.stop()
    assert in_session(server.pid) == []


def test_a_killed_test_run_leaves_no_server(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "log"],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as holder:
        assert holder.stdout is not None
        pid = int(holder.stdout.readline())
        assert is_there(pid)
        holder.kill()
    wait_for_the_end_of(pid)


def test_a_killed_keeper_takes_its_server_along(tmp_path: Path) -> None:
    server = start(["sleep", "1000"], tmp_path / "log")
    os.kill(server.keeper.pid, signal.SIGKILL)
    wait_for_the_end_of(server.pid)
    server.stop()


def test_a_worker_that_refuses_to_end_is_killed(tmp_path: Path) -> None:
    server = start(["sh", "-c", STUBBORN], tmp_path / "log", patience=0.2)
    server.wait_until(lambda: "ready" in (tmp_path / "log").read_text())
    server.stop()
    assert in_session(server.pid) == []


def test_a_server_that_ends_at_once_shows_its_log(tmp_path: Path) -> None:
    server = start(["sh", "-c", "echo no such setting; exit 3"], tmp_path / "log")
    with pytest.raises(ServiceFailed, match="no such setting"):
        server.wait_until(lambda: False)


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServiceFailed, match="no-such-program"):
        start(["no-such-program"], tmp_path / "log")


def test_a_failing_step_shows_what_it_wrote() -> None:
    with pytest.raises(ServiceFailed, match="ended with 4\nout of order"):
        run(["sh", "-c", "echo out of order; exit 4"])


def test_a_scratch_folder_is_gone_afterwards() -> None:
    with scratch("trial") as folder:
        (folder / "file").touch()
    assert not folder.exists()

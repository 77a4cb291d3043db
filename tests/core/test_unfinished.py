"""What is written beside its place is gone however it ends, and never another's."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engage.core.unfinished import unfinished

KILLED = """
import os, signal, sys
from pathlib import Path
from engage.core.unfinished import unfinished

with unfinished(Path(sys.argv[1]), is_folder=sys.argv[2] == "folder") as made:
    (made / "half" if made.is_dir() else made).write_text("Jane")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_a_killed_process_left_is_deleted_by_the_next_one(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out [1]"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(target), kind], env=os.environ, check=False
    )
    assert killed.returncode == -signal.SIGKILL and len(names(tmp_path)) == 1
    with unfinished(target) as made:
        made.write_text("whole")
        assert names(tmp_path) == [made.name]
        made.replace(target)
    assert names(tmp_path) == ["out [1]"]


def test_what_another_is_writing_stays_and_so_do_files_of_other_names(tmp_path: Path) -> None:
    (tmp_path / ".other.unfinished-1").write_text("theirs")
    with unfinished(tmp_path / "out") as first, unfinished(tmp_path / "out") as second:
        assert first.exists() and second.exists() and first != second
        assert first.stat().st_mode & 0o077 == 0
    assert names(tmp_path) == [".other.unfinished-1"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), unfinished(tmp_path / "out", is_folder=True) as made:
        (made / "half").write_text("half")
        raise RuntimeError
    assert names(tmp_path) == []

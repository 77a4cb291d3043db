"""What a command writes before it is whole: beside its place, hidden, and gone however it ends.

A process that is killed cannot clear up. What it left may hold names, or half of a file, so the
next one that writes to the same place deletes it. It tells what was left from what another is
writing by a lock that the system lets go of when its holder dies.
"""

import fcntl
import glob
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def unfinished(target: Path, *, is_folder: bool = False) -> Iterator[Path]:
    """A new file (which nobody else may read) or folder beside `target`, to be moved there when it
    is whole. Raises OSError where it cannot be."""
    _sweep(target)
    path, lock = _locked(target, is_folder=is_folder)
    try:
        yield path
    finally:
        _delete(path)
        os.close(lock)


def _start(target: Path) -> str:
    return f".{target.name}.unfinished-"


def _locked(target: Path, *, is_folder: bool) -> tuple[Path, int]:
    while True:
        if is_folder:
            path = target.with_name(f"{_start(target)}{secrets.token_hex(4)}")
            path.mkdir(parents=True)
        else:
            handle, name = tempfile.mkstemp(prefix=_start(target), dir=target.parent)
            os.close(handle)
            path = Path(name)
        with suppress(FileNotFoundError):
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            with suppress(
                OSError
            ):  # some network disks lock nothing: there, nothing is swept either
                fcntl.flock(lock, fcntl.LOCK_EX)
            # Before the lock another may have taken it for one that was left.
            if path.exists():
                return path, lock
            os.close(lock)


def _sweep(target: Path) -> None:
    for path in list(target.parent.glob(f"{glob.escape(_start(target))}*")):
        with suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _delete(path)
            finally:
                os.close(lock)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

"""The folder in which a report is built: gone with the build, however the build ends.

It is held by a lock that the system lets go of when its process dies, by `kill -9` too. So whoever
builds next can tell a folder that is being worked in from one that was left, and sweeps the latter.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PLACE: Final = "building"
_LOCK: Final = ".lock"


@contextmanager
def workplace(var_dir: Path, report_id: int) -> Iterator[Path]:
    """A folder that only this account may read, for the length of a build."""
    place = var_dir / PLACE
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(var_dir)
    with _held(place, report_id) as folder:
        folder.mkdir(mode=0o700)
        yield folder


def sweep(var_dir: Path) -> int:
    """Deletes what builds that died on this machine left; how many there were."""
    return sum(_take_away(path) for path in _locks(var_dir))


def was_left(var_dir: Path, report_id: int) -> bool:
    """Whether a build of this report died on this machine, and none is under way here."""
    paths = [one for one in _locks(var_dir) if one.name.startswith(f"report-{report_id}-")]
    return bool(paths) and not any(map(_is_held, paths))


@contextmanager
def _held(place: Path, report_id: int) -> Iterator[Path]:
    """The name of a folder whose lock, a file beside it, is ours."""
    path, lock = _locked(place, report_id)
    try:
        yield path.with_suffix("")
    finally:
        shutil.rmtree(path.with_suffix(""), ignore_errors=True)
        path.unlink(missing_ok=True)
        os.close(lock)


def _locked(place: Path, report_id: int) -> tuple[Path, int]:
    while True:
        path = place / f"report-{report_id}-{secrets.token_hex(4)}{_LOCK}"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Between the two lines above another may have taken it for one that was left.
        if path.exists():
            return path, lock
        os.close(lock)


def _locks(var_dir: Path) -> list[Path]:
    with suppress(OSError):
        return sorted((var_dir / PLACE).glob(f"report-*{_LOCK}"))
    return []


def _take_away(path: Path) -> bool:
    with suppress(OSError):
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.with_suffix(""), ignore_errors=True)
            path.unlink(missing_ok=True)
            return True
        finally:
            os.close(lock)
    return False


def _is_held(path: Path) -> bool:
    with suppress(OSError):
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
    return False

"""Posters are made once: laying one out takes a second of a processor, and anybody may ask for it.

A finished poster lies in a folder under the hash of all that it was made from, so that the same
content is never laid out twice on a machine, whichever process is asked. One is made at a time:
who asks for another one meanwhile waits, and after some seconds is told to come again. The folder
may be emptied at any time; it holds nothing but what staff published.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from engage.core.errors import EngageError
from engage.reports.renderers.pdf import NO_PANGO, NoPdf

MOST: Final = 500
WAIT_SECONDS: Final = 10
_LOOK_SECONDS: Final = 0.05


class Busy(EngageError):
    """Another poster is being made, and took too long to wait for."""


def poster(folder: Path, page: str, fonts: Path, cannot_show: str) -> bytes:
    """The PDF of a page; `cannot_show` stands where no font has the sign. Raises Busy and NoPdf."""
    name = _name(page, cannot_show)
    kept = _kept(folder / name)
    if kept is not None:
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / "lock"):
        kept = _kept(folder / name)
        if kept is not None:
            return kept
        made = _pressed(page, fonts, cannot_show)
        _keep(folder / name, made)
        _forget_oldest(folder)
    return made


def _name(page: str, cannot_show: str) -> str:
    whole = hashlib.sha256()
    for part in (page, cannot_show, version("weasyprint")):
        whole.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return f"{whole.hexdigest()}.pdf"


def _kept(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return content


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever reads meanwhile."""
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)


def _forget_oldest(folder: Path) -> None:
    posters = sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in posters[MOST:]:
        path.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One at a time on this machine: the system lets the file go when its holder ends, however."""
    with path.open("a") as held:
        tries = 1 + int(WAIT_SECONDS / _LOOK_SECONDS)
        while not _is_ours(held):
            tries -= 1
            if not tries:
                raise Busy("Another poster is being made. Try again in some seconds.")
            time.sleep(_LOOK_SECONDS)
        yield


def _is_ours(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pressed(page: str, fonts: Path, cannot_show: str) -> bytes:
    try:
        from engage.reports.renderers import pdf_press  # noqa: PLC0415  needs the system's Pango
    except OSError:
        raise NoPdf(NO_PANGO) from None
    return pdf_press.pressed(page, "", fonts, lambda _count: cannot_show)

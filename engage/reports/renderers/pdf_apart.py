"""PDFs pressed by a process beside this one, for a command that somebody waits for.

To load WeasyPrint and lay the pages out takes a third of a small report's time. The other process
loads while this one reads, and presses while this one writes the other files. It is told where the
page lies and hands back bytes: the files of a report are written by who builds it and by nobody
else, so nothing is left half done whichever of the two is killed. What it cannot do is done here,
which also says what is wrong.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final, cast

import engage

_CHILD: Final = "engage.reports.renderers.pdf_child"
_HOME: Final = Path(engage.__file__).resolve().parents[1]


class PressBeside:
    """The other process as this one sees it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._questions = cast("IO[bytes]", process.stdin)
        self._answers = cast("IO[bytes]", process.stdout)
        self._asked = 0
        self._known: list[bytes | None] = []

    def expect(self, style: str, fonts: Path) -> None:
        """What the PDFs will be made with: the process makes itself ready, and does not answer."""
        self._tell(style, fonts)

    def ask(self, page: Path, style: str, fonts: Path, language: str) -> Callable[[], bytes | None]:
        """Begins a PDF. `page` is the file of the page, `fonts` the folder of its letters.

        What is returned waits for it: None when the process ended without it. Whichever is waited
        for first, answers come in the order of the questions.
        """
        self._tell(style, fonts, page=str(page.absolute()), language=language)
        place, self._asked = self._asked, self._asked + 1
        return lambda: self._answer(place)

    def _tell(self, style: str, fonts: Path, **more: str) -> None:
        line = json.dumps({"style": style, "fonts": str(fonts.absolute()), **more})
        try:
            self._questions.write(line.encode() + b"\n")
            self._questions.flush()
        except OSError:
            return  # It has ended, and so will not answer.

    def _answer(self, place: int) -> bytes | None:
        while len(self._known) <= place:
            self._known.append(self._next())
        return self._known[place]

    def _next(self) -> bytes | None:
        size = int(self._answers.readline() or 0)
        content = self._answers.read(size)
        return content if size and len(content) == size else None


_BESIDE: ContextVar[PressBeside | None] = ContextVar("press_beside", default=None)


def press_beside() -> PressBeside | None:
    """Who presses PDFs now; None for this process itself."""
    return _BESIDE.get()


@contextmanager
def pressing_apart() -> Iterator[None]:
    """Within it another process presses, which begins to load at once and ends with it.

    With one processor that would take longer, and this process does it.
    """
    if len(os.sched_getaffinity(0)) == 1:
        yield
        return
    with TemporaryDirectory(prefix="engage-press-", ignore_cleanup_errors=True) as scratch:
        process = _started(scratch)
        token = _BESIDE.set(PressBeside(process))
        try:
            yield
        finally:
            _BESIDE.reset(token)
            process.kill()
            process.communicate()


def _started(scratch: str) -> subprocess.Popen[bytes]:
    """It gets no setting and no key of ours, says nothing of the report anywhere, and leaves what
    it unpacks in the folder `scratch`, which goes with it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGE_")}
    ours["TMPDIR"] = scratch
    return subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", _CHILD, scratch],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_HOME,
        env=ours,
    )

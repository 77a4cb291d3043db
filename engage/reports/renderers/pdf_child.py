"""The process that presses PDFs for the one that started it (`pdf_apart`).

In comes a line of JSON for each, which says where its page and its letters lie; out goes a line
with the number of bytes, and the PDF. A line without a page says what is to come. It ends when
nobody can ask any more, and then removes the folder that it was given for what it unpacks: who
started it may have been killed.
"""

import gc
import json
import sys
from pathlib import Path
from shutil import rmtree
from typing import Final

from engage.reports.renderers.pdf_press import pressed

_YOUNG: Final = 50_000
_OLDER: Final = (20, 20)
_FIRST_PAGE: Final = (
    '<!DOCTYPE html><html lang="en"><head><title>1</title><style></style></head>'
    "<body><h1>1</h1><p>1 <strong>1</strong></p></body></html>"
)


def main(scratch: str) -> None:
    try:
        _press_all()
    finally:
        rmtree(scratch, ignore_errors=True)


def _press_all() -> None:
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        if "page" not in asked:
            _make_ready(**asked)
            continue
        content = _made(**asked)
        sys.stdout.buffer.write(b"%d\n" % len(content))
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _make_ready(style: str, fonts: str) -> None:
    """Presses a page of nothing: the first one unpacks fonts and looks for those of the machine.

    What is loaded by then stays, and a page is laid out quicker if garbage is looked for less
    often.
    """
    pressed(_FIRST_PAGE, style, Path(fonts), str)
    gc.freeze()
    gc.set_threshold(_YOUNG, *_OLDER)


def _made(page: str, style: str, fonts: str, language: str) -> bytes:
    def cannot_show(count: int) -> str:
        from engage.reports.renderers.pdf import cannot_show_in  # noqa: PLC0415  few pages need it

        return cannot_show_in(language, count)

    return pressed(Path(page).read_text("utf-8"), style, Path(fonts), cannot_show)


if __name__ == "__main__":
    main(sys.argv[1])

"""The process that presses PDFs for the one that started it (`pdf_apart`).

In comes a line of JSON for each, which says where its page and its letters lie; out goes a line
with the number of bytes, and the PDF. It ends when nobody can ask any more.
"""

import json
import sys
from pathlib import Path

from engage.reports.renderers.pdf_press import pressed


def main() -> None:
    for line in sys.stdin.buffer:
        content = _made(**json.loads(line))
        sys.stdout.buffer.write(b"%d\n" % len(content))
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _made(page: str, style: str, fonts: str, language: str) -> bytes:
    def cannot_show(count: int) -> str:
        from engage.reports.renderers.pdf import cannot_show_in  # noqa: PLC0415  few pages need it

        return cannot_show_in(language, count)

    return pressed(Path(page).read_text("utf-8"), style, Path(fonts), cannot_show)


if __name__ == "__main__":
    main()

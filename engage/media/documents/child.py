"""The process that reads one PDF of anybody's, with little memory and little time, and ends.

In comes a line of JSON (title, language) and the file; out goes a line of JSON and, unless the file
is refused, the file made anew. What breaks here breaks nothing else.
"""

import io
import json
import resource
import sys
from typing import Any, Final

import pikepdf

from engage.media.documents.judging import judge
from engage.media.documents.limits import (
    CPU_SECONDS,
    DOCUMENT_BYTES,
    MEMORY,
    CleanDocument,
    Unfit,
    Why,
)
from engage.media.documents.washing import wash
from engage.media.documents.weighing import weigh

_FAULTS: Final = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)
"""What reading something that is no PDF, or half of one, is known to raise."""


def cleaned(content: bytes, title: str, language: str) -> CleanDocument:
    """The document that is stored for these bytes. Raises Unfit."""
    if b"%PDF-" not in content[:1024]:
        raise Unfit(Why.UNKNOWN)
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unfit(Why.LOCKED)
            return _made_anew(pdf, title, language)
    except pikepdf.PasswordError:
        raise Unfit(Why.LOCKED) from None
    except (MemoryError, RecursionError):
        raise Unfit(Why.HEAVY) from None
    except _FAULTS:
        raise Unfit(Why.BROKEN) from None


def _made_anew(pdf: pikepdf.Pdf, title: str, language: str) -> CleanDocument:
    weigh(pdf)
    removed = wash(pdf)
    faults, figures = judge(pdf)
    _say(pdf, title, language)
    into = io.BytesIO()
    pdf.save(
        into,
        linearize=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    made = into.getvalue()
    if len(made) > DOCUMENT_BYTES + DOCUMENT_BYTES // 4:
        raise Unfit(Why.HEAVY)
    return CleanDocument(made, len(pdf.pages), faults, figures, removed)


def _say(pdf: pikepdf.Pdf, title: str, language: str) -> None:
    """Its title in the window, and in which language to read it aloud: what staff said of it."""
    known = str(pdf.Root.get("/Lang", ""))
    if known.partition("-")[0].casefold() != language.partition("-")[0].casefold():
        pdf.Root.Lang = pikepdf.String(language)
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(title)))
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    try:
        made = cleaned(sys.stdin.buffer.read(), asked["title"], asked["language"])
    except Unfit as unfit:
        _answer({"unfit": unfit.why})
        return
    _answer(
        {
            "pages": made.pages,
            "faults": made.faults,
            "figures": made.figures,
            "removed": made.removed,
        },
        made.content,
    )


def _answer(said: dict[str, Any], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

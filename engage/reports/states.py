"""How far a report has come, and how to call its files. Pure.

A build that is ready is a draft. Whether it is being read, approved or released is no state of its
own: it follows from what was asked, decided and released (`approving`, `releases`).
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.core.language import marked

PART: Final = 1_000_000
"""Bytes of a file that are kept, sent and held in memory at once."""
SILENT_DIRECTLY: Final = timedelta(minutes=10)
"""After this long without a sign of life a build by a command is over: nobody begins it anew."""
SILENT_AS_JOB: Final = timedelta(hours=1)
"""The same for a build by a job, which another worker begins anew long before."""
MEDIA_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
}
FORMAT_WORDS: Final = {
    "html": marked("Web page"),
    "json": "JSON",
    "csv": "CSV",
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "txt": marked("Text"),
}
SUMS: Final = "SHA256SUMS"
STEP_WORDS: Final = {
    "reading": "Reading the comments",
    "writing": "Writing the files",
    "searching": "Searching the files for leaks",
    "keeping": "Keeping the files",
}
"""What a build tells of itself, in words."""


class State(StrEnum):
    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken_back"


UNDER_WAY_STATES: Final = frozenset({State.QUEUED, State.BUILDING})
WITHOUT_FILES: Final = frozenset({State.REFUSED, State.FAILED, State.CANCELLED, State.TAKEN_BACK})


def is_over(alive_at: datetime, now: datetime, *, is_direct: bool) -> bool:
    """Whether a build that was last seen alive then will never come to an end."""
    return now - alive_at >= (SILENT_DIRECTLY if is_direct else SILENT_AS_JOB)


def ending_of(name: str) -> str:
    """'pdf'; '' for a name without an ending."""
    return name.rpartition(".")[2] if "." in name else ""


def media_type_of(name: str) -> str:
    return MEDIA_TYPES.get(ending_of(name), "application/octet-stream")


def format_words(name: str) -> str:
    ending = ending_of(name)
    return FORMAT_WORDS.get(ending, ending.upper() or "File")


def language_of(name: str) -> str:
    """'fr' for a file in French, 'en' else, by the end of its name."""
    stem = name.rpartition(".")[0]
    return "fr" if stem.endswith(("-rapport", "-fr")) else "en"


def is_value(name: str) -> bool:
    """Whether a file holds the report's value as JSON, of which the content hash is."""
    return name.endswith("-report.json")


def reading_order(name: str) -> tuple[int, int, str]:
    """Sorts files as people look for them: what is read first, in English before French."""
    ending = ending_of(name)
    known = {"html": 0, "pdf": 1, "docx": 2, "xlsx": 3, "csv": 4, "json": 5}
    return known.get(ending, len(known)), int(language_of(name) == "fr"), name


def size_words(size: int) -> str:
    """'312 bytes', '48 KB', '1.4 MB'."""
    if size < 1_000:
        return f"{size}\u00a0bytes"
    return f"{size / 1_000:.0f}\u00a0KB" if size < 999_500 else f"{size / 1_000_000:.1f}\u00a0MB"

"""The data files, written in one pass over the comments.

Each comment is handed to the three files that hold all of them and is then let go of, so that
memory does not grow with their number. The workbook is put together in a folder of its own, which
is gone when it is done.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engage.reports.renderers.counts import counts_of
from engage.reports.renderers.csv import CommentsFile, write_counts, write_dictionary
from engage.reports.renderers.json import JsonFile
from engage.reports.renderers.schema import schema_text
from engage.reports.renderers.xlsx import CommentBook
from engage.reports.rules import Report
from engage.reports.words import Words

_NAMES: Final = (
    "report.json",
    "report.schema.json",
    "comments.csv",
    "counts.csv",
    "data.xlsx",
    "data-dictionary.csv",
)
_STEP: Final = 5_000
_WRITTEN: Final = 0.7
"""The share of the work that the pass is; packing the workbook is the rest."""


def write_data(
    report: Report, folder: Path, progress: Callable[[float], object]
) -> tuple[list[Path], str]:
    """Writes JSON, its schema, CSV and the workbook; the files, and the content hash.

    `progress` is told the share that is done.
    """
    words = Words(report.language)
    json, schema, comments, counts, book, dictionary = (
        folder / f"{report.slug}-{name}" for name in _NAMES
    )
    schema.write_text(schema_text(), encoding="utf-8")
    told = list(counts_of(report, words))
    write_counts(counts, told, words)
    write_dictionary(dictionary, report.topics)
    with TemporaryDirectory(dir=folder, prefix=".") as scratch, ExitStack() as closing_all:
        sheets = closing_all.enter_context(closing(CommentBook(book, Path(scratch), report, words)))
        lines = closing_all.enter_context(closing(JsonFile(json, report)))
        rows = closing_all.enter_context(closing(CommentsFile(comments, report)))
        takers = (lines.put, rows.put, sheets.put)
        for number, comment in enumerate(report.comments, 1):
            for put in takers:
                put(comment)
            if not number % _STEP:
                progress(_WRITTEN * number / len(report.comments))
        content_hash = lines.finish()
        sheets.finish(told, content_hash)
    progress(1.0)
    return [json, schema, comments, counts, book, dictionary], content_hash

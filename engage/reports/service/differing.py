"""What a release says otherwise than the one that it corrects, or than the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engage.core.unit import Unit
from engage.reports import queries
from engage.reports.comparing import (
    Difference,
    figure_changes,
    head_of,
    text_changes,
    text_of,
    word_changes,
)
from engage.reports.models import Report, ReportRelease
from engage.reports.rehash import COMMENTS, END
from engage.reports.service.handing_out import is_stale
from engage.reports.states import State, is_value

MOST_BYTES: Final = 20_000_000
"""Of the two JSON files together; beyond, comments are counted and not compared by their words."""


@dataclass(frozen=True)
class Compared:
    """Two releases, and what differs. `difference` is None where nothing may be shown: the earlier
    one was withdrawn, for something in it must not be seen. `has_words`: both values are still
    there, so that words are compared besides figures."""

    before: ReportRelease
    after: ReportRelease
    difference: Difference | None
    has_words: bool


def compared(unit: Unit, before: ReportRelease, after: ReportRelease) -> Compared:
    """What the later release says otherwise."""
    session = unit.session
    if any(queries.was_withdrawn(session, one.report_id) for one in (before, after)):
        return Compared(before, after, None, has_words=False)
    old, new = (queries.report_by_id(session, one.report_id) for one in (before, after))
    figures = figure_changes(old.figures or "[]", new.figures or "[]")
    heads = [_head(unit, one) for one in (old, new)]
    if heads[0] is None or heads[1] is None:
        return Compared(before, after, Difference(figures, (), None, None), has_words=False)
    words = word_changes(heads[0], heads[1])
    if _size(unit, old) + _size(unit, new) > MOST_BYTES:
        gone, come = queries.count_held_otherwise(session, old.id, new.id)
        found = Difference(figures, words, None, None, gone, come)
    else:
        found = Difference(figures, words, *text_changes(_texts(unit, old), _texts(unit, new)))
    return Compared(before, after, found, has_words=True)


def _value_name(unit: Unit, report: Report) -> str | None:
    """The name of the file that holds the value; None where its words may not be shown."""
    if report.state != State.READY or is_stale(unit, report):
        return None
    files = queries.files_of(unit.session, [report.id]).get(report.id, [])
    return next((file.name for file in files if is_value(file.name)), None)


def _head(unit: Unit, report: Report) -> dict[str, object] | None:
    name = _value_name(unit, report)
    if name is None:
        return None
    lines = _lines(unit, report.id, name)
    next(lines, b"")
    return head_of(_bare(next(lines, b"")))


def _texts(unit: Unit, report: Report) -> Iterator[str]:
    name = _value_name(unit, report)
    if name is None:
        return
    lines = _lines(unit, report.id, name)
    for line in lines:
        if line == COMMENTS:
            break
    for line in lines:
        if line == END:
            return
        yield text_of(_bare(line))


def _size(unit: Unit, report: Report) -> int:
    files = queries.files_of(unit.session, [report.id]).get(report.id, [])
    return sum(file.size for file in files if is_value(file.name))


def _bare(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\n").removesuffix(",")


def _lines(unit: Unit, report_id: int, name: str) -> Iterator[bytes]:
    """The lines of a kept file, with their ends."""
    number, rest = 0, b""
    while (content := queries.part_of(unit.session, report_id, name, number)) is not None:
        *whole, rest = (rest + content).split(b"\n")
        for line in whole:
            yield line + b"\n"
        number += 1
    if rest:
        yield rest

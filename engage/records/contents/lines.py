"""Rows of tables as JSON, one object a line, so that neither we nor a later reader holds them all.

Columns are named, never taken as they come: a column that is added later does not get into the
record by itself, nor a sealed one in the clear.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.core.dates import iso

_AT_ONCE: Final = 1_000
_PIECE: Final = 500
"""Lines that are handed on together."""
Value = str | int | None | list["Value"] | dict[str, "Value"]
Line = dict[str, Value]
Columns = Sequence[InstrumentedAttribute[object] | InstrumentedAttribute[str]]


def plain(value: object) -> Value:
    """A column's value as JSON says it: instants in UTC to the second, days as days."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a record holds no {type(value).__name__}")


def line(values: Line) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def document(values: Value) -> Iterator[bytes]:
    """One JSON document, for people to open."""
    yield (json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def pieces(lines: Iterable[Line]) -> Iterator[bytes]:
    """Lines in pieces of some hundred."""
    waiting: list[bytes] = []
    for values in lines:
        waiting.append(line(values))
        if len(waiting) == _PIECE:
            yield b"".join(waiting)
            waiting = []
    if waiting:
        yield b"".join(waiting)


def rows(
    session: Session,
    columns: Sequence[InstrumentedAttribute[object]],
    *conditions: ColumnElement[bool],
    change: Callable[[Line], Line] = lambda values: values,
    by: int = 2,
) -> Iterator[bytes]:
    """Rows of one table with these columns, in the order of the first of them: of so many that no
    two rows are alike in all, so that the order is the same each time."""
    question = select(*columns).where(*conditions).order_by(*columns[:by])
    names = [column.key for column in columns]
    found = session.execute(question, execution_options={"yield_per": _AT_ONCE})
    return pieces(
        change({name: plain(value) for name, value in zip(names, row, strict=True)})
        for row in found
    )

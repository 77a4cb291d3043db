"""A list handed to the database in one parameter, which it takes apart itself.

SQLAlchemy looks at each value of each row, and names each member of each `IN`. For a thousand rows
that takes two or three times as long as the database needs to store or to find them. So a list goes
as one text of JSON, which SQLite and PostgreSQL both read, and one statement serves any number.
For a row or two the ordinary way is as quick.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeEngine

from engage.core.db import UtcDateTime

Cell = str | int | datetime | None
Insertion = sqlite.Insert | postgresql.Insert

NOTHING: Final[Mapping[str, Cell]] = MappingProxyType({})

_LIST: Final = "the_list"
_SAME: Final = "same_"


def is_in(
    session: Session, column: InstrumentedAttribute[Any], wanted: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """Whether the column's value is one of these numbers or texts."""
    given = bindparam(None, one_text(wanted), String)
    return _is_member(session.get_bind().dialect.name, column.expression, given)


def one_text(wanted: Collection[int] | Collection[str]) -> str:
    """The parameter of `is_listed`."""
    return json.dumps(list(wanted), ensure_ascii=False)


def is_listed(dialect: str, column: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
    """As `is_in`, for a statement that is put together once: the list comes as `parameter`, which
    takes `one_text` of it.

    Such a list is short, as what stands on a page is. PostgreSQL does not see that, and would read
    a table of some thousand rows as a whole: as an array the list leads it to the index.
    """
    given = bindparam(parameter, type_=String)
    if dialect != "postgresql":
        return _is_member(dialect, column, given)
    members = _members(column, given).scalar_subquery()
    return column == any_(func.array(members, type_=postgresql.ARRAY(members.type)))


def _is_member(
    dialect: str, column: ColumnElement[Any], given: BindParameter[Any]
) -> ColumnElement[bool]:
    if dialect != "postgresql":
        return column.in_(select(func.json_each(given).table_valued("value").c.value))
    return column.in_(_members(column, given))


def _members(column: ColumnElement[Any], given: BindParameter[Any]) -> Select[Any]:
    each = func.json_array_elements_text(cast(given, JSON)).column_valued("value")
    numbers = isinstance(column.type, Integer)  # that need not fit into the column
    return select(cast(each, BigInteger if numbers else String))


def insert_rows(
    session: Session,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Sequence[Cell]],
    same: Mapping[str, Cell] = NOTHING,
) -> None:
    """Writes rows of these columns, and what is the `same` for all of them. Columns that are not
    named get their default."""
    statement = inserting(session.get_bind().dialect.name, table, names, tuple(same))
    session.execute(statement, listed(rows, same))


@lru_cache
def inserting(
    dialect: str, table: Table, names: tuple[str, ...], same: tuple[str, ...]
) -> Insertion:
    """The statement of `insert_rows`, for who has to add to it; `listed` gives its parameters."""
    rows, cells = _rows(dialect, table, names)
    shared = [bindparam(_SAME + name, type_=table.c[name].type) for name in same]
    source = select(*shared, *cells).select_from(rows).where(true())  # or SQLite joins ON something
    into = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return into.from_select([*same, *names], source)


def listed(rows: Sequence[Sequence[Cell]], same: Mapping[str, Cell] = NOTHING) -> dict[str, Cell]:
    """The parameters of an `inserting`."""
    written = json.dumps(rows, ensure_ascii=False, default=_instant)
    return {_LIST: written} | {_SAME + name: value for name, value in same.items()}


def _rows(
    dialect: str, table: Table, names: tuple[str, ...]
) -> tuple[FromClause, list[ColumnElement[Any]]]:
    given = bindparam(_LIST, type_=String)
    if dialect != "postgresql":
        each = func.json_each(given).table_valued("value")
        return each, [
            func.json_extract(each.c.value, literal_column(f"'$[{at}]'"))
            for at in range(len(names))
        ]
    row = func.json_array_elements(cast(given, JSON)).table_valued("value")
    return row, [_cell(row.c.value, at, table.c[name].type) for at, name in enumerate(names)]


def _cell(row: ColumnElement[Any], at: int, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    written: ColumnElement[Any] = row.op("->>")(literal_column(str(at)))
    if isinstance(kind, UtcDateTime):
        written = written.op("||")(literal_column("'+00'"))
    return cast(written, kind)


def _instant(value: object) -> str:
    """An instant as SQLite keeps it: in UTC, without saying so."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    raise ValueError("neither text, a number nor an aware instant")

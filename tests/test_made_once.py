"""What is made once for all tests is used again, and never where it does not belong."""

from sqlalchemy import Dialect, literal, select

from engage.core.db import Database
from engage.core.unit import Units


def compiled_as(database: Database) -> tuple[object, type[Dialect]]:
    """What a statement, written anew each time, was compiled to, and for whom."""
    with database.session(writes=False) as session:
        found = session.connection().execute(select(literal("made once") + "for all"))
        compiled = found.context.compiled
        return compiled, type(compiled.dialect)


def test_another_database_of_the_kind_takes_what_was_compiled(
    both_units: Units, sqlite_url: str
) -> None:
    url = both_units.settings.database_url
    first, again = Database(url), Database(url)
    one, two = compiled_as(first), compiled_as(again)
    first.dispose()
    again.dispose()
    assert one == two
    assert one[1] is type(first.engine.dialect)


def test_sqlite_and_postgresql_take_nothing_from_each_other(
    sqlite_url: str, postgresql_url: str
) -> None:
    databases = [Database(sqlite_url), Database(postgresql_url)]
    compiled = [compiled_as(one) for one in databases]
    for one in databases:
        one.dispose()
    assert [kind for _, kind in compiled] == [type(one.engine.dialect) for one in databases]
    assert compiled[0][0] is not compiled[1][0]

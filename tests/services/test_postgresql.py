import psycopg
import pytest

from tests.services.postgresql import PostgresqlServer

THERE_IS_A_TABLE = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def connect(url: str) -> psycopg.Connection[tuple[int]]:
    return psycopg.connect(url.replace("+psycopg", ""), row_factory=psycopg.rows.tuple_row)


def test_a_fresh_database_is_empty(postgresql_database: str) -> None:
    with connect(postgresql_database) as connection:
        assert connection.execute(THERE_IS_A_TABLE).fetchone() == (0,)


def test_a_database_made_from_a_template_has_its_tables(
    postgresql_server: PostgresqlServer,
) -> None:
    with connect(postgresql_server.create("a_template")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    copy = postgresql_server.create("a_copy", template="a_template")
    with connect(copy) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    postgresql_server.drop("a_copy")
    postgresql_server.drop("a_template")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(copy)


def test_a_database_is_dropped_even_when_somebody_is_connected(
    postgresql_server: PostgresqlServer,
) -> None:
    with connect(postgresql_server.create("in_use")) as connection:
        postgresql_server.drop("in_use")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

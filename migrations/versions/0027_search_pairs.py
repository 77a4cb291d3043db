"""The public index: beginnings of three letters on SQLite, pairs of words on PostgreSQL."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _beginnings()
    else:
        _pairs()


def _beginnings() -> None:
    """FTS5 takes what it knows of beginnings from the statement that made the table."""
    op.execute(
        "CREATE TABLE public_search_before AS SELECT rowid AS number, words, tags"
        " FROM public_search"
    )
    op.execute("DROP TABLE public_search")
    op.execute(
        "CREATE VIRTUAL TABLE public_search USING fts5 (words, tags, detail = full, prefix = '3',"
        " tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute(
        "INSERT INTO public_search (rowid, words, tags)"
        " SELECT number, words, tags FROM public_search_before ORDER BY number"
    )
    op.execute("DROP TABLE public_search_before")


def _pairs() -> None:
    """Two words that stand side by side, as a number: see engage/search/postgresql.py."""
    op.execute("ALTER TABLE public_search ADD COLUMN pairs smallint[] DEFAULT '{}' NOT NULL")
    op.execute("DROP INDEX ix_public_search_words")
    op.execute(
        "UPDATE public_search AS kept SET pairs = found.pairs FROM ("
        " SELECT kind, subject_id, array_agg(DISTINCT CAST(CAST(CAST("
        " 'x' || substr(md5(word || ' ' || next_word), 1, 4) AS bit(16)) AS integer) - 32768"
        " AS smallint)) AS pairs FROM ("
        " SELECT kind, subject_id, said.lexeme AS word, place,"
        " lead(said.lexeme) OVER beside AS next_word, lead(place) OVER beside AS next_place"
        " FROM public_search, unnest(words) AS said, unnest(said.positions) AS place"
        " WINDOW beside AS (PARTITION BY kind, subject_id ORDER BY place)) AS placed"
        " WHERE next_place = place + 1 GROUP BY kind, subject_id) AS found"
        " WHERE kept.kind = found.kind AND kept.subject_id = found.subject_id"
    )
    op.execute("CREATE INDEX ix_public_search_words ON public_search USING gin (words, pairs)")
    op.execute(
        "CREATE INDEX ix_public_search_staff ON public_search USING gin (words)"
        " WHERE kind <> 'comment'"
    )

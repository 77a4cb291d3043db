"""The public index on SQLite: pairs of neighbours, as PostgreSQL has them."""

from hashlib import md5
from itertools import pairwise

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LETTERS = "".join(map(chr, (*range(0x4E00, 0x4E00 + 20_900), *range(0xAC00, 0xAC00 + 11_100))))


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    bind.connection.driver_connection.create_function("pairs_in", 1, pairs_in, deterministic=True)
    op.execute(
        "CREATE TABLE public_search_before AS"
        " SELECT rowid AS number, words, tags, pairs_in(words) AS pairs FROM public_search"
    )
    op.execute("DROP TABLE public_search")
    op.execute(
        "CREATE VIRTUAL TABLE public_search USING fts5 (words, tags, pairs, detail = full,"
        " prefix = '3', tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute(
        "INSERT INTO public_search (rowid, words, tags, pairs)"
        " SELECT number, words, tags, pairs FROM public_search_before ORDER BY number"
    )
    op.execute("DROP TABLE public_search_before")


def pairs_in(words: str) -> str:
    """See engage/search/pairs.py and engage/search/sqlite.py."""
    return " ".join(dict.fromkeys(letter(*two) for two in pairwise(words.split())))


def letter(word: str, following: str) -> str:
    said = md5(f"{word} {following}".encode(), usedforsecurity=False).digest()
    return LETTERS[int.from_bytes(said[:2], "big") % len(LETTERS)]

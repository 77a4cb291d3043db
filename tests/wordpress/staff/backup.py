"""A backup of a private WordPress's database, as its host makes one, and putting it back."""

from collections.abc import Callable
from pathlib import Path

from tests.services.process import program, run
from tests.services.wordpress import WordPressSite
from tests.services.wordpress.place import account

TABLES = ("wp_posts", "wp_postmeta", "wp_comments", "wp_commentmeta", "wp_term_relationships")


def back_up(site: WordPressSite) -> Callable[[], None]:
    """What was kept is put back by calling the result: numbers given since are given again."""
    kept = "; ".join(
        f"DROP TABLE IF EXISTS kept_{table}; CREATE TABLE kept_{table} LIKE {table};"
        f" INSERT INTO kept_{table} SELECT * FROM {table}"
        for table in TABLES
    )
    statement(site, kept)

    def put_back() -> None:
        statement(
            site,
            "; ".join(
                f"DROP TABLE {table}; CREATE TABLE {table} LIKE kept_{table};"
                f" INSERT INTO {table} SELECT * FROM kept_{table}"
                for table in TABLES
            ),
        )

    return put_back


def statement(site: WordPressSite, text: str) -> None:
    socket: Path = site.dir / "db.sock"
    client = [program("mariadb"), "--no-defaults", f"--socket={socket}", f"--user={account()}"]
    run([*client, "--database=wordpress", f"--execute={text}"])

"""What is in a WordPress that has lived: rows written past every interface of its own."""

import itertools
from datetime import UTC, datetime, timedelta

from tests.services.process import program, run
from tests.services.wordpress import WordPressSite
from tests.services.wordpress.place import account

_seconds = itertools.count()
STARTED = datetime(2026, 5, 1, 12, tzinfo=UTC)


def plant(
    site: WordPressSite,
    post_id: int,
    texts: list[bytes],
    *,
    kind: str = "comment",
    approved: str = "1",
    at: datetime | None = None,
    parent: int = 0,
) -> None:
    """One comment for each text, each a second after the last unless `at` says when."""
    rows = []
    for text in texts:
        moment = at or STARTED + timedelta(seconds=next(_seconds))
        date = moment.strftime("%Y-%m-%d %H:%M:%S")
        rows.append(
            f"({post_id}, 'Kim', 'kim@example.test', '', '203.0.113.7', '{date}', '{date}',"
            f" X'{text.hex()}', '{approved}', '', '{kind}', {parent}, 0)"
        )
    columns = (
        "comment_post_ID, comment_author, comment_author_email, comment_author_url,"
        " comment_author_IP, comment_date, comment_date_gmt, comment_content, comment_approved,"
        " comment_agent, comment_type, comment_parent, user_id"
    )
    execute(site, f"INSERT INTO wp_comments ({columns}) VALUES {', '.join(rows)}")
    execute(
        site,
        "UPDATE wp_posts SET comment_count = (SELECT COUNT(*) FROM wp_comments WHERE"
        f" comment_post_ID = {post_id} AND comment_approved = '1') WHERE ID = {post_id}",
    )


def execute(site: WordPressSite, statement: str) -> None:
    client = [program("mariadb"), "--no-defaults", f"--socket={site.dir / 'db.sock'}"]
    script = site.dir / "planted.sql"
    script.write_text(statement + ";\n")
    run([*client, f"--user={account()}", "--database=wordpress", f"--execute=source {script}"])

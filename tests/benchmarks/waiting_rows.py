"""Waiting comments by the hundred thousand, put into a private Engage by plain SQL.

They are what `receive` and the intake leave behind: comment, text, index of words, counters. The
real way is measured elsewhere (submissions, import); here only their number matters.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import cycle, islice

from engage.comments.rules import Channel, Hold
from engage.moderation.search import plain_words
from tests.benchmarks.engage_copy import SLUG, EngageCopy
from tests.benchmarks.words import made_up_comments

TEXTS = 5_000
PORTION = 20_000
HOLDS = (Hold.PRIVACY, Hold.SPAM, Hold.CAMPAIGN, *[Hold.ORDINARY] * 47)
CHANNELS = (Channel.EMAIL, Channel.PAPER, *[Channel.WEB] * 18)
LANGUAGES = ("fr", *["en"] * 8)
BETWEEN = timedelta(milliseconds=1_500)

COMMENT = """
INSERT INTO comment (id, public_id, engagement_id, topic_id, channel, state, hold, signals,
  screened_version, language, notice_given, received_at, recorded_at, waiting_since, version)
VALUES (?, ?, ?, ?, ?, 'waiting', ?, '', 1, ?, 'shown_before_form', ?, ?, ?, 1)
"""
TEXT = "INSERT INTO comment_text (comment_id, version, body, recorded_at) VALUES (?, 1, ?, ?)"
WORDS = "INSERT INTO comment_search (rowid, words) VALUES (?, ?)"
COUNT = """
INSERT INTO counter (scope, name, value) VALUES (?, ?, ?)
ON CONFLICT (scope, name) DO UPDATE SET value = value + excluded.value
"""


def let_wait(copy: EngageCopy, count: int) -> None:
    """Adds comments until so many wait."""
    path = copy.folder / "engage.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-400000")
        (held,) = database.execute("SELECT coalesce(max(id), 0) FROM comment").fetchone()
        with _without_indexes(database):
            for first in range(held, count, PORTION):
                _add(database, copy, first, min(first + PORTION, count))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _add(database: sqlite3.Connection, copy: EngageCopy, first: int, last: int) -> None:
    engagement, topics = _places(database)
    texts = list(made_up_comments(TEXTS))
    words = [" ".join(plain_words(one.text)) for one in texts]
    numbers = range(first + 1, last + 1)
    at = {n: f"{copy.opened_at + n * BETWEEN:%Y-%m-%d %H:%M:%S.%f}" for n in numbers}
    comments = [
        (
            n,
            f"w{n}",
            engagement,
            topics[n % len(topics)],
            CHANNELS[n % len(CHANNELS)],
            HOLDS[n % len(HOLDS)],
            LANGUAGES[n % len(LANGUAGES)],
            at[n],
            at[n],
            at[n],
        )
        for n in numbers
    ]
    database.execute("BEGIN")
    database.executemany(COMMENT, comments)
    database.executemany(TEXT, ((n, f"{texts[n % TEXTS].text} ({n})", at[n]) for n in numbers))
    database.executemany(WORDS, ((n, f"{words[n % TEXTS]} {n}") for n in numbers))
    for scope in ("queue", f"engagement:{engagement}"):
        database.execute(COUNT, (scope, "waiting", len(comments)))
        for hold in set(HOLDS):
            held = sum(1 for one in comments if one[5] == hold)
            database.execute(COUNT, (scope, f"waiting:{hold}", held))
    database.execute("COMMIT")


def _places(database: sqlite3.Connection) -> tuple[int, list[int]]:
    (engagement,) = database.execute("SELECT id FROM engagement WHERE slug = ?", (SLUG,)).fetchone()
    topics = database.execute("SELECT id FROM topic WHERE engagement_id = ?", (engagement,))
    return engagement, [number for (number,) in topics]


@contextmanager
def _without_indexes(database: sqlite3.Connection) -> Iterator[None]:
    """Indexes are made anew at the end, which is quicker than row by row."""
    made = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'comment'"
        " AND sql IS NOT NULL"
    ).fetchall()
    for name, _sql in made:
        database.execute(f"DROP INDEX {name}")
    yield
    for _name, sql in made:
        database.execute(sql)


def texts_for_wordpress(count: int) -> Iterator[str]:
    """The same words, for the other side."""
    return islice(cycle(one.text for one in made_up_comments(TEXTS)), count)

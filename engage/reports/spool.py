"""Published comments put aside while a report is built, so that a million of them need no memory.

They lie in an unnamed database of SQLite, which the system deletes with the process that made it:
a build that is killed leaves nothing behind. It holds what the report will hold and nothing else.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from engage.reports.rules import PublishedComment

_BATCH: Final = 2_000
_CACHE_KIB: Final = 16_384


class Spool:
    """Comments by topic, period and a digest of their words, which tells no time."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._file.execute("CREATE TABLE comment (topic TEXT, week INT, digest BLOB, words TEXT)")
        self._file.execute("CREATE TABLE place (week INT PRIMARY KEY, period INT)")
        self._file.execute("CREATE TABLE topic (slug TEXT PRIMARY KEY, rank INT)")
        self._waiting: list[tuple[str, int, bytes, str]] = []
        self._is_sorted = False

    def put(self, topic: str, week: date, text: str) -> None:
        digest = hashlib.sha256(f"{topic}\n{text}".encode()).digest()
        self._waiting.append((topic, week.toordinal(), digest, text))
        if len(self._waiting) >= _BATCH:
            self._write()

    def rows(
        self, topics: Sequence[str], weeks: Mapping[date, int], labels: Sequence[str], wordless: str
    ) -> "SpooledRows":
        """All comments in order: `weeks` gives the place of each Monday's period in `labels`.

        `wordless` is said for a comment that consists of answers alone. Raises ValueError when a
        comment lies in no topic or no period.
        """
        if not self._is_sorted:
            self._sort(topics, weeks)
        return SpooledRows(self._file, labels, wordless)

    def _sort(self, topics: Sequence[str], weeks: Mapping[date, int]) -> None:
        self._write()
        ranks = [(slug, rank) for rank, slug in enumerate(topics)]
        self._file.executemany("INSERT INTO topic VALUES (?, ?)", ranks)
        places = [(monday.toordinal(), place) for monday, place in weeks.items()]
        self._file.executemany("INSERT INTO place VALUES (?, ?)", places)
        self._file.execute(
            "CREATE TABLE listed AS SELECT comment.topic, place.period, comment.words FROM comment"
            " JOIN topic ON topic.slug = comment.topic JOIN place ON place.week = comment.week"
            " ORDER BY topic.rank, place.period, comment.digest"
        )
        if self._count("listed") != self._count("comment"):
            raise ValueError("a comment belongs to no topic or to no period of the engagement")
        self._file.execute("DROP TABLE comment")
        self._is_sorted = True

    def _count(self, table: str) -> int:
        return int(self._file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def close(self) -> None:
        self._file.close()

    def _write(self) -> None:
        self._file.execute("BEGIN")
        self._file.executemany("INSERT INTO comment VALUES (?, ?, ?, ?)", self._waiting)
        self._file.execute("COMMIT")
        self._waiting = []


class SpooledRows:
    """Reads from the spool each time it is gone through."""

    def __init__(self, file: sqlite3.Connection, labels: Sequence[str], wordless: str) -> None:
        self._file, self._labels, self._wordless = file, labels, wordless
        self._size = int(file.execute("SELECT count(*) FROM listed").fetchone()[0])

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[PublishedComment]:
        rows = self._file.execute("SELECT topic, period, words FROM listed ORDER BY rowid")
        for topic, period, text in rows:
            yield PublishedComment(topic, self._labels[period], text or self._wordless)

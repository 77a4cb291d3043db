"""Published comments by the hundred thousand, as a lively consultation leaves them, by plain SQL.

What the report reads is there: versions of texts that are all different, from a vocabulary of
thousands of words; names and addresses of some of those who wrote, sealed by the copy's own keys;
every tenth comment declined, with a reason; every twentieth written after one of a few letters.
"""

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Final

from tests.benchmarks.engage_copy import READ, SLUG, WRITTEN, EngageCopy
from tests.benchmarks.words import made_up_comments

PORTION: Final = 20_000
WEEKS: Final = 8
VOCABULARY: Final = 6_000
CHANNELS: Final = ("web", "web", "web", "web", "email", "email", "paper", "phone")
REASONS: Final = ("off_topic", "profanity", "third_party_information")
LETTERS: Final = tuple(one.text for one in made_up_comments(5, seed=9))

COMMENT: Final = """
INSERT INTO comment (id, public_id, engagement_id, topic_id, channel, state, hold, signals,
  screened_version, language, notice_given, received_at, recorded_at, version, decided_version,
  published_version, published_at, receipt_hash)
VALUES (?, ?, ?, ?, ?, ?, 'ordinary', '', 1, 'en', 'shown_before_form', ?, ?, 1, 1, ?, ?, ?)
"""
TEXT: Final = (
    "INSERT INTO comment_text (comment_id, version, body, recorded_at) VALUES (?, 1, ?, ?)"
)
PERSON: Final = """
INSERT INTO comment_person (comment_id, name_cipher, email_cipher, email_index, purposes)
VALUES (?, ?, ?, ?, '')
"""
DECISION: Final = """
INSERT INTO decision (id, comment_id, version, from_state, to_state, outcome, decided_at)
VALUES (?, ?, 1, 'waiting', 'not_published', 'not_publish', ?)
"""
REASON: Final = "INSERT INTO decision_reason (decision_id, reason) VALUES (?, ?)"
CAMPAIGN: Final = """
INSERT INTO campaign (id, engagement_id, first_comment_id, found_at) VALUES (?, ?, ?, ?)
"""
MEMBER: Final = """
INSERT INTO campaign_member (comment_id, campaign_id, adds_something) VALUES (?, ?, 0)
"""


def publish_many(copy: EngageCopy, count: int) -> None:
    """Adds comments until so many are published."""
    with closing(sqlite3.connect(copy.folder / "engage.db", isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-400000")
        writer = _Writer(database, copy)
        for first in range(0, count, PORTION):
            writer.write(first, min(first + PORTION, count))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Writer:
    def __init__(self, database: sqlite3.Connection, copy: EngageCopy) -> None:
        self._database, self._copy = database, copy
        self._chosen = random.Random(20260302)
        self._words = list(_vocabulary())
        self._engagement, self._topics = _places(database)
        self._number = 0

    def write(self, first: int, last: int) -> None:
        """The published comments from `first` to `last`, and what was declined between them."""
        comments, texts, people, decisions, reasons, members = [], [], [], [], [], []
        for published in range(first, last):
            for is_public in (True, False) if published % 10 == 0 else (True,):
                number = self._number = self._number + 1
                at = self._at(number)
                comments.append(self._comment(number, at, is_public=is_public))
                letter = number % 20 == 0
                texts.append((number, self._text(number, is_letter=letter), at))
                if letter:
                    members.append((number, 1 + number // 20 % len(LETTERS)))
                if number % 3 == 0:
                    people.append(self._person(number))
                if not is_public:
                    decisions.append((number, number, at))
                    reasons.append((number, REASONS[number % len(REASONS)]))
        self._database.execute("BEGIN")
        if first == 0:
            rows = [(n + 1, self._engagement, 1, self._at(1)) for n in range(len(LETTERS))]
            self._database.executemany(COMMENT, comments[:1])
            self._database.executemany(CAMPAIGN, rows)
            comments = comments[1:]
        for statement, rows in (
            (COMMENT, comments), (TEXT, texts), (PERSON, people), (DECISION, decisions),
            (REASON, reasons), (MEMBER, members),
        ):  # fmt: skip
            self._database.executemany(statement, rows)
        self._database.execute("COMMIT")

    def _at(self, number: int) -> str:
        # From one end of the weeks to the other and round again, to the second.
        second = number * 7_919 % int(timedelta(weeks=WEEKS).total_seconds())
        at = self._copy.opened_at - timedelta(weeks=WEEKS) + timedelta(seconds=second)
        return f"{at:%Y-%m-%d %H:%M:%S.%f}"

    def _comment(self, number: int, at: str, *, is_public: bool) -> tuple[object, ...]:
        state = "published" if is_public else "not_published"
        digest = hashlib.sha256(b"receipt %d" % number).hexdigest()
        return (
            number, f"p{number}", self._engagement, self._topics[number % 2],
            CHANNELS[number % len(CHANNELS)], state, at, at, 1 if is_public else None,
            at if is_public else None, digest,
        )  # fmt: skip

    def _text(self, number: int, *, is_letter: bool) -> str:
        if is_letter:
            return LETTERS[number // 20 % len(LETTERS)]
        length = self._chosen.randint(12, 48)
        said = " ".join(self._chosen.choices(self._words, k=length))
        return f"{said.capitalize()}, thought {number}."

    def _person(self, number: int) -> tuple[object, ...]:
        keyring, context = self._copy.units.keyring, f"comment_person:{number}"
        name = f"{self._chosen.choice(self._words)} {self._chosen.choice(self._words)}".title()
        email = f"writer{number}@people.example"
        return (
            number,
            keyring.encrypt(name, f"{context}.name"),
            keyring.encrypt(email, f"{context}.email") if number % 9 == 0 else None,
            None,
        )


def _vocabulary() -> Iterator[str]:
    """Words that can be spoken, none of them in a dictionary, the same at every run."""
    chosen = random.Random(7)
    for _ in range(VOCABULARY):
        yield "".join(
            chosen.choice("bdfgklmnprstv") + chosen.choice("aeiou")
            for _ in range(chosen.randint(2, 4))
        )


def _places(database: sqlite3.Connection) -> tuple[int, tuple[int, int]]:
    (engagement,) = database.execute("SELECT id FROM engagement WHERE slug = ?", (SLUG,)).fetchone()
    topics = dict(
        database.execute("SELECT slug, id FROM topic WHERE engagement_id = ?", (engagement,))
    )
    return engagement, (topics[READ], topics[WRITTEN])

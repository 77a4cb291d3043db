"""Official replies and what came of them, in a table of three rows (R74).

Replies and the comments that they answer stand on the site one by one; what citizens wrote back may
wait or be declined, so its number is told as any other count of people.
"""

from collections.abc import Iterator

from engage.privacy.disclosure import NOT_SHOWN, Figure, figure, keeps_growth
from engage.reports.earlier import Releases
from engage.reports.rules import Row, Table
from engage.reports.source import ReplyFacts
from engage.reports.words import Words


def reply_tables(
    replies: ReplyFacts, past: Releases, threshold: int, words: Words
) -> Iterator[Table]:
    if not replies.replies:
        return
    counts = {
        "replies": replies.replies,
        "answered": replies.answered,
        "written_back": replies.written_back,
    }
    before = past.of("replies")
    figures = {key: _told(count, threshold) for key, count in counts.items()}
    if not all(
        keeps_growth(figures["written_back"], told.figure("written_back", "number"), threshold)
        for told in before
    ):
        figures["written_back"] = NOT_SHOWN
    yield Table(
        "replies",
        "participation",
        words("replies.caption"),
        words("replies.first"),
        (words("number"),),
        tuple(Row(words(f"replies.{key}"), (one,)) for key, one in figures.items()),
        words("replies.note"),
        tuple(counts),
        ("number",),
    )


def _told(count: int, threshold: int) -> Figure:
    return figure(count, threshold) if count else Figure(exact=0)

"""A reader who has the whole report, counts what it lists and subtracts what it says.

Written apart from the rules it attacks: it knows only the published value.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from engage.reports.build import build_report
from engage.reports.rules import as_json
from tests.reports.factories import declined, listed_whole, published, source, unpublished

SMALL = range(1, 10)
REASONS = ("off_topic", "spam", "profanity", "threat")

comments = st.lists(
    st.one_of(
        st.builds(
            lambda n, week, channel: [
                published(f"text {n} {i}", week=week, channel=channel) for i in range(n)
            ],
            st.integers(1, 14),
            st.integers(0, 5),
            st.sampled_from(("web", "email", "phone")),
        ),
        st.builds(
            lambda n, week, channel, reasons: [
                declined(*reasons, week=week, channel=channel) for _ in range(n)
            ],
            st.integers(1, 12),
            st.integers(0, 5),
            st.sampled_from(("web", "email", "paper")),
            st.lists(st.sampled_from(REASONS), min_size=1, max_size=2, unique=True),
        ),
        st.builds(lambda n: [unpublished("withdrawn") for _ in range(n)], st.integers(1, 4)),
    ),
    max_size=14,
).map(lambda groups: [comment for group in groups for comment in group])


def whole_report(frozen, threshold: int = 10):
    return listed_whole(build_report(frozen, threshold))


class Reader:
    """Bounds for what is not printed, from the published value alone."""

    def __init__(self, value: dict) -> None:
        self.tables = {table["key"]: table for table in value["tables"]}
        self.listed = Counter(comment["period"] for comment in value["comments"])
        self.published = sum(self.listed.values())
        self.withheld = self._bounds_of_withheld(value["outcome"])

    def _bounds_of_withheld(self, outcome: dict) -> tuple[float, float]:
        low, high = 0.0, float("inf")
        received, withheld = outcome["received"], outcome["withheld"]
        if withheld["exact"] is not None:
            low = high = withheld["exact"]
        if withheld["fewer_than"]:
            high = withheld["fewer_than"] - 1
        if received["exact"] is not None:
            low = high = received["exact"] - self.published
        if received["fewer_than"]:
            high = min(high, received["fewer_than"] - 1 - self.published)
        for key in ("weeks", "weeks_received", "channels"):
            whole = sum(self._differences(key))
            if self._differences(key):
                low, high = max(low, whole), min(high, whole)
        return low, high

    def _differences(self, key: str) -> list[int]:
        """Received less published of each row but the total."""
        table = self.tables.get(key, {"columns": [], "rows": []})
        if list(table["columns"]) != ["Received", "Published"]:
            return []
        return [
            row["figures"][0]["exact"] - row["figures"][1]["exact"] for row in table["rows"][:-1]
        ]

    def differences(self) -> list[int]:
        return [
            n for key in ("weeks", "weeks_received", "channels") for n in self._differences(key)
        ]

    def sums_of_rows(self) -> list[int]:
        """What any choice of rows of one table leaves out."""
        found = []
        for key in ("weeks", "weeks_received", "channels"):
            rows = self._differences(key)
            for size in range(len(rows) + 1):
                found += [sum(some) for some in combinations(rows, size)]
        return found

    def reasons(self) -> list[int]:
        rows = self.tables.get("reasons", {"rows": []})["rows"]
        return [n["exact"] for row in rows for n in row["figures"] if n["exact"] is not None]


@settings(max_examples=120, deadline=None)
@given(comments)
def test_nobody_can_work_out_a_small_count_from_the_report(comments: list) -> None:
    reader = Reader(as_json(whole_report(source(*comments))))
    truth = sum(comment.text is None for comment in comments)
    low, high = reader.withheld
    assert low <= truth <= high, "the attack itself is sound"
    if truth in SMALL:
        assert (low, high) == (0, 9), "a hidden count keeps all its possible values"
        assert not reader.differences() and not reader.reasons()
    assert not set(SMALL) & set(reader.sums_of_rows())
    assert all(count >= 10 for count in reader.reasons())
    if low == high:
        assert all(low - count not in SMALL for count in reader.reasons())
        assert low - sum(reader.reasons()) not in SMALL


@settings(max_examples=40, deadline=None)
@given(comments)
def test_no_period_lists_fewer_than_ten_unless_there_are_fewer(comments: list) -> None:
    reader = Reader(as_json(whole_report(source(*comments))))
    if reader.published >= 10:
        assert min(reader.listed.values()) >= 10
    else:
        assert set(reader.listed) <= {"The whole time"}


@settings(max_examples=40, deadline=None)
@given(comments)
def test_every_printed_count_is_none_or_at_least_ten(comments: list) -> None:
    value = as_json(whole_report(source(*comments)))
    figures = [n for table in value["tables"] for row in table["rows"] for n in row["figures"]]
    assert all(n["exact"] not in SMALL for n in figures)


@settings(max_examples=120, deadline=None)
@given(comments, st.lists(st.integers(-9, 9), min_size=1, max_size=20))
def test_nothing_tells_in_which_week_an_unpublished_comment_came(
    comments: list, weeks: list[int]
) -> None:
    """They are sent through the calendar, beyond its ends too: no period, no date follows them."""
    moved = [
        comment
        if comment.text is not None
        else replace(comment, week=comment.week + timedelta(weeks=weeks[n % len(weeks)]))
        for n, comment in enumerate(comments)
    ]
    before, after = (build_report(source(*each)) for each in (comments, moved))
    assert after.periods == before.periods
    assert list(after.comments) == list(before.comments)
    assert after.outcome == before.outcome
    printed = {row.label for table in after.tables for row in table.rows if table.key == "weeks"}
    assert printed <= {"Total", *(period.label for period in before.periods)}


def test_the_attack_finds_a_small_count_where_nothing_is_hidden() -> None:
    """The attacker is worth something: with the protection switched off it succeeds."""
    mixed = [published(f"text {n}") for n in range(20)] + [declined() for _ in range(3)]
    reader = Reader(as_json(whole_report(source(*mixed), threshold=1)))
    assert reader.withheld == (3, 3)

"""Why comments were not published is told such that nobody learns a small number (R82, R74)."""

from collections import defaultdict
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.service import find_by_receipt, withdraw
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.queries.public_reasons import reason_counts
from engage.moderation.service import decide
from engage.site.figures import OTHER_REASONS, ReasonFigure, reasons_in_words
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen
from tests.moderation.senders import send

LABELS = {name: name.upper() for name in ("a", "b", "c", *"defgh")}
Secret = tuple[int, ...]
PAGE = "/engagements/night-buses/moderation"

# --- what is told ---------------------------------------------------------------------------------

reasons = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40))


@given(reasons, st.integers(0, 60))
def test_no_number_and_no_rest_is_a_small_one(counts: dict[str, int], waiting: int) -> None:
    others = sum(counts.values()) + waiting
    shown = reasons_in_words(counts, others, LABELS)
    told = [int(row.words) for row in shown if row.words.isdigit()]
    assert all(number >= 10 for number in told)
    assert all(others - number not in range(1, 10) for number in told)
    assert not told or others - sum(told) not in range(1, 10)


@given(reasons, st.integers(0, 60))
def test_one_row_stands_for_all_that_is_not_told(counts: dict[str, int], waiting: int) -> None:
    shown = reasons_in_words(counts, sum(counts.values()) + waiting, LABELS)
    joined = [row for row in shown if row.label == OTHER_REASONS]
    assert len(joined) <= 1
    assert all(not row.words.isdigit() for row in joined)
    assert list(shown) == [*(row for row in shown if row not in joined), *joined]


@pytest.mark.parametrize(
    ("counts", "others", "rows"),
    [
        ({"a": 0, "b": 0}, 0, []),
        ({"a": 9, "b": 0}, 9, []),
        ({"a": 9, "b": 3}, 12, []),
        ({"a": 12, "b": 30}, 60, [("B", "30"), ("A", "12")]),
        ({"a": 12, "b": 3}, 40, [("A", "12"), (OTHER_REASONS, "fewer than 10")]),
        ({"a": 1_200, "b": 0}, 1_200, [("A", "1,200"), (OTHER_REASONS, "fewer than 10")]),
        # What is left of 42 would be 2: the smaller reason is not told either.
        ({"a": 12, "b": 28, "c": 2}, 42, [("B", "28"), (OTHER_REASONS, "not shown")]),
    ],
)
def test_the_table(counts: dict[str, int], others: int, rows: list[tuple[str, str]]) -> None:
    assert reasons_in_words(counts, others, LABELS) == tuple(ReasonFigure(*row) for row in rows)


# --- the reader who knows the rules ---------------------------------------------------------------
# Such a reader knows `others` from the page beside and tries every world: how many comments have
# reason a only, b only, c only, and how many are waiting or taken back. A lower threshold keeps the
# number of worlds small; the rule is the same.

LOW = 3


@cache
def worlds(others: int) -> dict[object, list[Secret]]:
    """All that the page may say beside this number, and the worlds in which it says it."""
    found: dict[object, list[Secret]] = defaultdict(list)
    for a, b, c in product(range(others + 1), repeat=3):
        if a + b + c <= others:
            world = (a, b, c, others - a - b - c)
            found[told(world)].append(world)
    return found


def told(world: Secret) -> object:
    return reasons_in_words(dict(zip("abc", world, strict=False)), sum(world), LABELS, LOW)


@given(st.tuples(*[st.integers(0, 6)] * 4))
def test_no_hidden_cell_can_be_worked_out(world: Secret) -> None:
    others = sum(world)
    # Below the threshold the page does not even tell `others`.
    possible = range(LOW) if others < LOW else [others]
    fitting = [each for total in possible for each in worlds(total).get(told(world), [])]
    for place, values in enumerate(zip(*fitting, strict=True)):
        assert len(set(values)) > 1 or not 0 < values[0] < LOW, (place, values[0])


# --- what is counted ------------------------------------------------------------------------------


def decline(units: Units, *given_reasons: str, number: int = 0) -> str:
    comment_id, code = send(units, f"Comment {number} of {given_reasons}")
    with units.writing(SYSTEM) as unit:
        decide(unit, comment_id, 1, "not_publish", given_reasons, "")
    return code


def test_comments_are_counted_by_the_decision_that_stands(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    decline(both_units, "spam", "off_topic")
    gone = decline(both_units, "spam")
    with both_units.writing(CITIZEN) as unit:
        withdraw(unit, unit.session.get_one(Engagement, engagement.id), find_by_receipt(unit, gone))
    with both_units.reading(SYSTEM) as unit:
        counted = reason_counts(unit.session, engagement.id)
    assert {reason: count for reason, count in counted.items() if count} == {
        "spam": 1,
        "off_topic": 1,
    }


def test_the_page_tells_reasons_from_ten_on(units: Units) -> None:
    build_engagement(units)
    for number in range(11):
        decline(units, "off_topic", number=number)
    citizen = Citizen.of(units)
    page = citizen.get(PAGE)
    rows = [[*row.itertext()] for row in page.tree.iter("tr")]
    cells = [[part.strip() for part in row if part.strip()] for row in rows]
    assert cells[1:] == [["Far off topic", "11"], [OTHER_REASONS, "fewer than 10"]]


def test_a_query_leads_to_the_page_that_is_kept(units: Units) -> None:
    build_engagement(units)
    answer = Citizen.of(units).get(f"{PAGE}?x=1").response
    assert (answer.status_code, answer.location) == (302, PAGE)


def test_a_few_are_not_told_apart(units: Units) -> None:
    build_engagement(units)
    decline(units, "threat")
    page = Citizen.of(units).get(PAGE)
    assert "There are too few comments to say" in page.words
    assert "<table" not in page.html

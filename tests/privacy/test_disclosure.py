"""Counts are protected: by property, and against a reader who knows every rule."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.privacy.disclosure import (
    NOT_SHOWN,
    THRESHOLD,
    Figure,
    Overlap,
    Tally,
    figure,
    finest_runs,
    is_safe_row,
    keeps_growth,
    kinds_in_line,
    outcome,
    overlapping_figures,
    reason_figures,
    total,
)

tallies = st.builds(lambda p, w: Tally(p + w, p), st.integers(0, 25), st.integers(0, 25))
safe = partial(is_safe_row, threshold=THRESHOLD)


def joined_kinds(
    kinds: dict[str, Tally], is_safe: Callable[[Tally], bool]
) -> tuple[tuple[str, ...], ...]:
    """As the table of ways joins them while there is no earlier release."""
    line = kinds_in_line(kinds)
    return tuple(line[a:b] for a, b in finest_runs([kinds[name] for name in line], is_safe))


@given(st.integers(0, 200))
def test_a_count_is_exact_only_from_the_threshold_on(count: int) -> None:
    shown = figure(count, THRESHOLD)
    assert shown == (Figure(exact=count) if count >= 10 else Figure(fewer_than=10))


def test_figures_say_what_they_hide() -> None:
    said = [f.words for f in (Figure(exact=1234), Figure(exact=0), Figure(fewer_than=10), Figure())]
    assert said == ["1,234", "none", "fewer than 10", "not shown"]


@given(tallies)
def test_the_totals_never_differ_by_a_small_count(tally: Tally) -> None:
    shown = outcome(tally, THRESHOLD)
    if shown.received.exact is not None:
        assert shown.received.exact - tally.published not in range(1, THRESHOLD)
    if tally.withheld in range(1, THRESHOLD):
        assert shown.withheld == Figure(fewer_than=THRESHOLD)


@given(st.lists(tallies, min_size=1, max_size=12))
def test_weeks_are_joined_until_every_period_is_safe(weeks: list[Tally]) -> None:
    runs = finest_runs(weeks, safe)
    assert all(safe(total(weeks[start:end])) for start, end in runs)
    assert runs or not safe(total(weeks))
    if runs:
        assert [start for start, _ in runs] == [0, *(end for _, end in runs[:-1])]
        assert runs[-1][1] == len(weeks)


@given(st.lists(tallies, min_size=1, max_size=8))
def test_no_finer_cut_into_periods_would_be_safe(weeks: list[Tally]) -> None:
    def most(start: int) -> int:
        if start == len(weeks):
            return 0
        counts = [
            1 + rest
            for end in range(start + 1, len(weeks) + 1)
            if safe(total(weeks[start:end])) and (rest := most(end)) >= 0
        ]
        return max(counts, default=-1)

    # Empty weeks never end a period, so they are no place to cut.
    weeks = [week for week in weeks if week.received] or [Tally(20, 20)]
    assert len(finest_runs(weeks, safe)) == max(most(0), 0)


def test_centuries_of_empty_weeks_change_no_period_and_cost_little() -> None:
    weeks = [Tally(12, 12), *[Tally()] * 20_000, Tally(15, 15)]
    assert finest_runs(weeks, safe) == ((0, 1), (1, 20_002))


@given(st.dictionaries(st.sampled_from("abcdefgh"), tallies))
def test_channels_are_joined_until_every_row_is_safe(channels: dict[str, Tally]) -> None:
    groups = joined_kinds(channels, safe)
    assert all(safe(total([channels[name] for name in group])) for group in groups)
    named = sorted(name for group in groups for name in group)
    used = sorted(name for name, tally in channels.items() if tally.received)
    assert named in ([], used)


def test_a_single_letter_is_counted_with_something_larger() -> None:
    channels = {"web": Tally(80, 80), "email": Tally(30, 30), "paper": Tally(1, 1)}
    assert joined_kinds(channels, safe) == (("web",), ("email", "paper"))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=1), st.integers())
def test_reasons_leave_no_small_rest(counts: dict[str, int], more: int) -> None:
    withheld = max(THRESHOLD, *counts.values()) + abs(more) % 60
    exact = [
        f.exact for f in reason_figures(counts, withheld, THRESHOLD).values() if f.exact is not None
    ]
    assert all(count >= THRESHOLD for count in exact)
    assert all(withheld - count not in range(1, THRESHOLD) for count in exact)
    assert withheld - sum(exact) not in range(1, THRESHOLD)


# --- what came since an earlier release -----------------------------------------------------------

figures = st.one_of(
    st.builds(Figure, exact=st.integers(0, 60)), st.just(Figure(fewer_than=10)), st.just(NOT_SHOWN)
)


def worlds(shown: Figure) -> range:
    """What a count can be of which this is shown; nobody has more than a hundred."""
    if shown.exact is not None:
        return range(shown.exact, shown.exact + 1)
    return range(shown.fewer_than or 101)


@given(figures, figures)
def test_growth_is_told_where_it_is_none_or_many_and_else_left_open(
    now: Figure, before: Figure
) -> None:
    grown = {n - m for n in worlds(now) for m in worlds(before)}
    small = {n for n in grown if 0 < abs(n) < THRESHOLD}
    if keeps_growth(now, before, THRESHOLD) and small:
        assert min(grown) <= 1 and max(grown) >= -1
        assert max(grown) - min(grown) >= THRESHOLD - 1
    if not small:
        assert keeps_growth(now, before, THRESHOLD)


@pytest.mark.parametrize(
    ("now", "before", "is_told"),
    [
        (Figure(30), Figure(30), True),
        (Figure(31), Figure(30), False),
        (Figure(29), Figure(30), False),
        (Figure(40), Figure(30), True),
        (Figure(20), Figure(30), True),
        (Figure(15), Figure(fewer_than=10), False),
        (Figure(19), Figure(fewer_than=10), True),
        (Figure(fewer_than=10), Figure(fewer_than=10), True),
        (Figure(fewer_than=10), Figure(15), False),
        (Figure(fewer_than=10), Figure(7), False),
        (Figure(30), NOT_SHOWN, True),
    ],
)
def test_growth_in_a_few_cases(now: Figure, before: Figure, is_told: bool) -> None:
    assert keeps_growth(now, before, THRESHOLD) is is_told


counted = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 60), min_size=4)


@given(counted, st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30), min_size=4))
def test_no_figure_and_no_rest_of_it_grows_by_a_few(
    counts: dict[str, int], more: dict[str, int]
) -> None:
    whole = Figure(max(THRESHOLD, *counts.values()) + 5)
    first = overlapping_figures(counts, (whole,), THRESHOLD)
    later = {name: n + more[name] for name, n in counts.items()}
    all_now = Figure((whole.exact or 0) + max(more.values()) + 3)
    second = overlapping_figures(later, (all_now,), THRESHOLD, [Overlap(first, (whole,))])
    for name, now in second.items():
        was = first[name]
        assert keeps_growth(now, was, THRESHOLD)
        if now.exact is not None and was.exact is not None:
            rest = (all_now.exact or 0) - now.exact - ((whole.exact or 0) - was.exact)
            assert rest not in range(1, THRESHOLD) and -rest not in range(1, THRESHOLD)


def test_what_was_small_is_not_told_by_how_little_all_of_them_grew() -> None:
    """Ten now, and two came in all: it was eight at least."""
    before = Overlap({"a": Figure(fewer_than=10), "b": Figure(30)}, (Figure(60),))
    told = overlapping_figures({"a": 10, "b": 30, "c": 0}, (Figure(62),), THRESHOLD, [before])
    assert told["a"] == NOT_SHOWN


# --- the reader who knows the rules ---------------------------------------------------------------
# Every secret is tried: those that would have given the very same page are what such a reader is
# left with. A lower threshold keeps the number of cases small; the rules are the same.

LOW = 3
Secret = tuple[int, ...]


def determined(view: Callable[[Secret], object], secrets: list[Secret]) -> set[tuple[int, int]]:
    """Cells (place, value) with a small value that the page pins to that one value."""
    alike: defaultdict[object, list[Secret]] = defaultdict(list)
    for secret in secrets:
        alike[view(secret)].append(secret)
    pinned: set[tuple[int, int]] = set()
    for possible in alike.values():
        for place, values in enumerate(zip(*possible, strict=True)):
            if len(set(values)) == 1 and 0 < values[0] < LOW:
                pinned.add((place, values[0]))
    return pinned


LOW_SAFE = partial(is_safe_row, threshold=LOW)
SECRETS = [secret for secret in product(range(9), repeat=3) if sum(secret) <= 8]


@pytest.mark.parametrize("first", [0, 1, 3, 5])
def test_no_weeks_count_can_be_worked_out_even_by_who_knows_the_rules(first: int) -> None:
    def page(withheld: Secret, published: Secret) -> object:
        weeks = [Tally(p + w, p) for p, w in zip(published, withheld, strict=True)]
        runs = finest_runs(weeks, LOW_SAFE) if LOW_SAFE(total(weeks)) else ()
        return outcome(total(weeks), LOW), runs, tuple(total(weeks[a:b]) for a, b in runs)

    for others in product((0, 1, 3, 5), repeat=2):
        assert determined(partial(page, published=(first, *others)), SECRETS) == set()


@pytest.mark.parametrize("first", [0, 1, 3, 5])
def test_no_channels_count_can_be_worked_out_even_by_who_knows_the_rules(first: int) -> None:
    def page(withheld: Secret, published: Secret) -> object:
        channels = {
            name: Tally(p + w, p) for name, p, w in zip("abc", published, withheld, strict=True)
        }
        whole = total(list(channels.values()))
        groups = joined_kinds(channels, LOW_SAFE) if LOW_SAFE(whole) else ()
        rows = tuple(total([channels[name] for name in group]) for group in groups)
        return outcome(whole, LOW), groups, rows

    for others in product((0, 1, 3, 5), repeat=2):
        assert determined(partial(page, published=(first, *others)), SECRETS) == set()


def test_no_reasons_count_can_be_worked_out_even_if_each_comment_had_one_reason() -> None:
    def page(secret: Secret) -> object:
        *counts, without_reason = secret  # withdrawn or waiting
        withheld = sum(counts) + without_reason
        if withheld < LOW:
            return "fewer"
        shown = reason_figures(dict(zip("abc", counts, strict=True)), withheld, LOW)
        return withheld, tuple(shown.items())

    secrets = [secret for secret in product(range(11), repeat=4) if sum(secret) <= 10]
    assert determined(page, secrets) == set()


def test_few_options_do_not_add_up_to_what_each_of_them_is() -> None:
    """Eighteen answered, and fewer than ten chose either: nine chose each, and nobody both."""
    assert set(reason_figures({"a": 9, "b": 9}, 18, THRESHOLD).values()) == {NOT_SHOWN}
    assert set(reason_figures({"a": 8, "b": 9}, 17, THRESHOLD).values()) == {NOT_SHOWN}
    assert set(reason_figures({"a": 8, "b": 9}, 9, THRESHOLD).values()) == {Figure(fewer_than=10)}
    three = reason_figures({"a": 12, "b": 9, "c": 9}, 30, THRESHOLD)
    assert three == {"a": Figure(12), "b": NOT_SHOWN, "c": NOT_SHOWN}


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 40), min_size=1),
    st.integers(0, 60),
)
def test_each_small_number_could_be_none_though_each_comment_has_one_at_least(
    counts: dict[str, int], whole: int
) -> None:
    whole = min(max(whole, *counts.values(), 1), max(1, sum(counts.values())))
    told = reason_figures(counts, whole, THRESHOLD).values()
    others = sum(f.exact or 0 for f in told)
    small = sum(f.fewer_than is not None for f in told)
    assert not small or whole - others <= (small - 1) * (THRESHOLD - 1)


@pytest.mark.parametrize("options", [2, 3])
def test_no_answers_count_can_be_worked_out_by_who_knows_that_each_gave_one(options: int) -> None:
    """Comments by the set of the options that they chose, of which none is empty."""
    chosen = [one for one in product((0, 1), repeat=options) if any(one)]

    def counts(of_sets: Secret) -> Secret:
        return tuple(
            sum(n for n, one in zip(of_sets, chosen, strict=True) if one[place])
            for place in range(options)
        )

    most = 12 if options == 2 else 5
    worlds = {
        (*counts(of_sets), sum(of_sets))
        for of_sets in product(range(most), repeat=len(chosen))
        if LOW <= sum(of_sets) < most
    }

    def page(secret: Secret) -> object:
        *numbers, answered = secret
        shown = reason_figures(dict(zip("abc", numbers, strict=False)), answered, LOW)
        return answered, tuple(shown.items())

    assert determined(page, sorted(worlds)) == set()

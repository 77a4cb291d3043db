"""Charts: what is told has its length, what is not told has none, whatever the table holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.privacy.disclosure import NOT_SHOWN, Figure
from engage.reports.renderers.charts import Chart, chart_of, shades_of
from engage.reports.renderers.html import render_html
from engage.reports.rules import Table
from engage.reports.words import Words
from tests.reports.documents import (
    ANSWERS,
    CHANNELS,
    CROSSED,
    FEW,
    NONE,
    OUTCOME,
    THEMES,
    WEEKS,
    report,
    table,
    told,
    vast,
)
from tests.reports.factories import templates
from tests.reports.test_renderers import Page

WORDS = Words()


def chart(of: Table) -> Chart:
    made = chart_of(of, WORDS)
    assert made is not None
    return made


def test_bars_are_as_long_as_their_figures() -> None:
    lengths = {line.label: line.bars[0].percent for line in chart(ANSWERS).lines}
    assert lengths["Yes"] / lengths["No"] == pytest.approx(3 / 7, abs=0.001)
    assert max(lengths.values()) < 80


def test_a_sum_is_not_drawn_beside_its_parts() -> None:
    assert [line.label for line in chart(ANSWERS).lines] == ["Yes", "No", "No answer"]
    several = table(
        "several",
        "answers",
        {"Gave an answer": (told(90),), "By car": (told(60),), "On foot": (told(50),)},
        keys=("answered", "car", "foot"),
    )
    assert [line.label for line in chart(several).lines] == ["By car", "On foot"]


def test_a_count_that_is_not_told_has_no_length() -> None:
    bars = {line.label: line.bars[0] for line in chart(THEMES).lines}
    assert (bars["Crew"].kind, bars["Crew"].percent, bars["Crew"].words) == (
        "few",
        0,
        "fewer than 10",
    )
    assert (bars["Docks"].kind, bars["Docks"].percent) == ("hidden", 0)
    assert chart(THEMES).marks == ("few", "hidden")


def test_bars_of_hidden_counts_are_drawn_alike_in_every_chart() -> None:
    """Nothing in the drawing of 'fewer than' depends on anything but the words."""
    pages = [
        render_html(
            report(
                tables=(table("a", "answers", {"x": (told(big),), "y": (told(12),), "z": (FEW,)}),)
            ),
            templates(),
        ).decode()
        for big in (12, 90_000)
    ]
    stubs = [page[page.index('<path class="stub"') :].partition("</svg>")[0] for page in pages]
    assert stubs[0] == stubs[1]


def test_none_is_drawn_as_none() -> None:
    assert chart(ANSWERS).lines[-1].bars[0].kind == "none"


@pytest.mark.parametrize(
    "undrawn",
    [
        OUTCOME,
        CROSSED,
        table("alone", "answers", {"Yes": (told(20),)}),
        table("hidden", "answers", {"Yes": (NOT_SHOWN,), "No": (NOT_SHOWN,)}),
        table("nothing", "answers", {"Yes": (NONE,), "No": (NONE,)}),
        table("rowless", "answers", {}),
    ],
    ids=lambda made: made.key,
)
def test_what_cannot_be_compared_is_not_drawn(undrawn: Table) -> None:
    assert chart_of(undrawn, WORDS) is None


def test_several_columns_are_named_and_described() -> None:
    made = chart(CHANNELS)
    assert made.series == ("Received", "Published")
    assert "Each has a bar for Received and Published." in made.description
    assert "with 960." in made.description


def test_the_description_tells_how_many_are_not_told() -> None:
    assert "2 are drawn without a length" in chart(THEMES).description


def test_periods_stand_in_their_order_with_figures_above() -> None:
    wide, narrow = chart(WEEKS).plots
    assert [column.words for column in wide.columns] == ["640", "620", "400", "390", "200", "189"]
    assert [column.x for column in wide.columns] == sorted(column.x for column in wide.columns)
    assert len(narrow.ticks) == 3 and narrow.ticks[1].lines == ("9 to 29", "March 2026")


def test_many_periods_name_the_ends_and_the_tallest() -> None:
    wide = chart(vast().tables[1]).plots[0]
    assert [tick.anchor for tick in wide.ticks] == ["start", "end"]
    assert [column.words for column in wide.columns if column.words] == ["408"]
    assert wide.is_dense


def test_a_crosstab_is_shaded_by_told_figures_alone() -> None:
    shades = shades_of(CROSSED)
    assert shades == ((2, 1, 0, 3, 0), (4, 0, 2, 1, 0), (0, 0, 0, 0, 0))
    assert {shade for row in shades_of(WEEKS) for shade in row} == {0}


def test_every_drawing_has_a_name_and_says_what_it_shows() -> None:
    for made in (report(), vast()):
        parsed = Page(render_html(made, templates()).decode())
        drawings = [one for one in parsed.all("svg")]
        assert {one["role"] for one in drawings} == {"img"}
        assert len(parsed.all("desc")) == len(drawings) == len(parsed.all("title")) - 1
        for one in parsed.all("div"):
            if one.get("class") == "chart":
                assert one["role"] == "img" and len(str(one["aria-label"])) > 40


figures = st.one_of(
    st.integers(10, 10**7).map(told), st.just(FEW), st.just(NONE), st.just(NOT_SHOWN)
)


@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(st.tuples(*[figures] * width), min_size=1, max_size=70)
    ),
    st.sampled_from(("weeks", "answers_x")),
    st.booleans(),
)
def test_no_drawing_leaves_its_frame_or_tells_what_the_table_does_not(
    rows: list[tuple[Figure, ...]], key: str, has_total: bool
) -> None:
    columns = tuple(f"column {n}" for n in range(len(rows[0])))
    labelled = {f"label {n}": row for n, row in enumerate(rows)}
    made = table(key, "answers", labelled, *columns, has_total=has_total)
    assert len(shades_of(made)) == len(rows)
    found = chart_of(made, WORDS)
    if found is None:
        return
    said = {WORDS.figure(figure) for row in rows for figure in row}
    for line in found.lines:
        for bar in line.bars:
            assert 0 <= bar.percent <= 78 and bar.words in said
    for plot in found.plots:
        for column in plot.columns:
            assert column.x >= 0 and column.x + column.width <= 100.1
            assert column.y >= 20 and column.y + column.height <= plot.base + 0.2
            assert column.words in {*said, ""}

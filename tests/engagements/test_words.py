"""What changed, in words; and addresses made from titles."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.rules import (
    SLUG,
    Avenue,
    AvenueKind,
    EngagementContent,
    Kind,
    Timing,
    TopicContent,
)
from engage.engagements.slugs import suggested_slug
from engage.engagements.words import Mark, Piece, marked, shown_changes, standing

TZ = "America/Vancouver"
TEXTS = st.text(alphabet="ab \n", max_size=60)


def test_a_change_in_a_long_text_shows_the_lines_around_it() -> None:
    before = "\n".join(["one", "two", "three", "four", "five", "six", "seven"])
    after = before.replace("six", "SIX")
    assert marked(before, after) == (
        Piece(Mark.SAME, "…\nfive"),
        Piece(Mark.GONE, "six"),
        Piece(Mark.NEW, "SIX"),
        Piece(Mark.SAME, "seven"),
    )


@given(TEXTS, TEXTS)
def test_every_line_that_went_or_came_is_shown(before: str, after: str) -> None:
    pieces = marked(before, after)
    gone = [line for one in pieces if one.mark is Mark.GONE for line in one.text.split("\n")]
    new = [line for one in pieces if one.mark is Mark.NEW for line in one.text.split("\n")]
    assert not gone or set(gone) <= set(before.split("\n"))
    assert not new or set(new) <= set(after.split("\n"))
    if before == after:
        assert not gone + new


def test_dates_kinds_and_avenues_are_told_in_words() -> None:
    before = EngagementContent()
    after = EngagementContent(
        kind=Kind.ONGOING,
        opens_at=datetime(2026, 3, 14, 23, tzinfo=UTC),
        avenues=(
            Avenue(AvenueKind.EMAIL, "a@gov.bc.ca"),
            Avenue(AvenueKind.MAIL, "Box 1\nVictoria"),
        ),
    )
    words = {
        one.label: "".join(p.text for p in one.pieces) for one in shown_changes(before, after, TZ)
    }
    assert words["Opens"] == "Saturday, 14 March 2026, 4 pm Pacific time"
    assert words["Kind"].endswith("It is ongoing, with no closing date")
    assert words["Other ways to take part"] == "E-mail: a@gov.bc.ca\nMail: Box 1\nVictoria"


def test_nothing_changed_is_no_change() -> None:
    assert shown_changes(TopicContent(title="A"), TopicContent(title="A"), TZ) == ()


def test_where_an_engagement_stands() -> None:
    march = datetime(2026, 3, 2, 20, tzinfo=UTC)
    april = datetime(2026, 4, 2, 20, tzinfo=UTC)
    may = datetime(2026, 5, 2, 20, tzinfo=UTC)

    def words(*instants: datetime | None, was_public: bool = True) -> str:
        return standing(Timing(*instants), april, TZ, was_public=was_public).words

    assert words(None, march, may, None, was_public=False) == "Draft, not public"
    assert words(None, march, may, None) == "Taken from public view"
    assert words(march, may, None, None) == "Opens in 30 days"
    assert words(march, march, may, None) == "Open, closes in 30 days"
    assert words(march, march, None, None) == "Open, no closing date"
    assert words(march, march, march, None) == "Closed 2 March 2026, no results yet"
    assert words(march, march, march, march) == "Results published"
    assert words(march, march, None, march) == "Open, results published"


@given(st.text(max_size=300))
def test_a_suggested_address_is_usable_or_none(title: str) -> None:
    slug = suggested_slug(title)
    assert slug == "" or SLUG.fullmatch(slug)
    assert len(slug) <= 60


def test_an_address_is_cut_between_words() -> None:
    assert suggested_slug("Should B.C.'s buses run?") == "should-b-c-s-buses-run"
    long = suggested_slug(
        "Should night buses connect all of the towns of the Selwyn Valley and beyond?"
    )
    assert long == "should-night-buses-connect-all-of-the-towns-of-the-selwyn"

"""A report of what the database holds: published words, facts of the rest, the same every time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engage.comments.import_rules import read_mapping, read_sheet
from engage.comments.models import Comment
from engage.comments.service import correct
from engage.core.clock import FixedClock
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TopicContent
from engage.engagements.service import add_topic
from engage.moderation.importing import import_comments
from engage.reports.freeze import freeze
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.reports.people import (
    SLUG,
    all_text,
    crowd,
    made_for,
    order_now,
    say,
    send_by_form,
    value_in,
)

VALUE, COMMENTS = f"{SLUG}-report.json", f"{SLUG}-comments.csv"


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    build_engagement(both_units)
    return both_units


@pytest.fixture
def elsewhere(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Units]:
    """Another machine with a database, keys and a clock of its own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    made = make_units(settings_for(f"sqlite:///{path}", folder), FixedClock(NOON))
    yield made
    made.database.dispose()


def test_published_words_are_in_every_file_of_comments_and_nothing_else_is(units: Units) -> None:
    crowd(units)
    say(units, "A later bus from the hospital, please.", name="Jane Hume")
    say(units, "Buy cheap watches from my brother today.", "not_published", reason="spam")
    say(units, "Nobody has read these words of mine yet.", "waiting")
    send_by_form(units, "On second thought I take this back.", "withdrawn")
    made = made_for(units)
    for name in (VALUE, COMMENTS):
        assert "bus from the hospital" in made.files[name].decode("utf-8-sig")
    text = all_text(made.files)
    for word in ("Jane", "watches", "Nobody has read", "second thought"):
        assert word not in text


def test_a_correction_that_waits_leaves_the_earlier_words_in_the_report(units: Units) -> None:
    number = say(units, "The first words of this comment.")
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        engagement = engagement_by_slug(unit.session, SLUG)
        correct(unit, engagement, comment, "Words that nobody has approved.", seen_version=1)
    text = all_text(made_for(units).files)
    assert "first words" in text and "nobody has approved" not in text


def test_of_everything_else_the_facts_are_frozen(units: Units, clock: FixedClock) -> None:
    say(units, "Yes.", channel="email", topic="fares")
    clock.advance(weeks=1)
    say(units, "No.", "not_published", reason="profanity", channel="phone")
    say(units, "Perhaps.", "waiting")
    with units.reading(SYSTEM) as unit:
        frozen = freeze(unit, engagement_by_slug(unit.session, SLUG), order_now(units))
        facts = [
            (c.topic, c.state, c.channel, str(c.week), c.reasons, c.text) for c in frozen.comments
        ]
    assert facts == [
        ("fares", "published", "email", "2026-03-02", (), "Yes."),
        ("routes", "not_published", "phone", "2026-03-09", ("profanity",), None),
        ("routes", "waiting", "web", "2026-03-09", (), None),
    ]
    assert [topic.slug for topic in frozen.topics] == ["routes", "fares"]
    assert frozen.title == "Should buses run at night?"
    assert frozen.contact == "Citizen Engagement team, citizenengagement@gov.bc.ca"


def test_comments_on_a_topic_that_never_became_public_are_left_out(units: Units) -> None:
    say(units, "Trams.")
    with units.writing(SYSTEM) as unit:
        draft = TopicContent("Secret plans", "Words.", "What of them?", "We plan.")
        add_topic(unit, engagement_by_slug(unit.session, SLUG), "plans", draft)
    say(units, "Comment on a draft.", topic="plans")
    text = all_text(made_for(units).files)
    assert "Trams." in text and "Comment on a draft." not in text and "Secret plans" not in text


def test_what_was_never_published_has_no_report(units: Units) -> None:
    build_engagement(units, "a-draft", published=False)
    with pytest.raises(Refused, match="never published"):
        made_for(units, "a-draft")


def test_an_engagement_without_comments_has_a_report(units: Units) -> None:
    assert {VALUE, COMMENTS} <= set(made_for(units).files)


def test_building_again_gives_the_same_bytes(units: Units, clock: FixedClock) -> None:
    crowd(units)
    first = made_for(units)
    clock.advance(days=3)
    again = made_for(units)
    assert (again.content_hash, again.files) == (first.content_hash, first.files)


def test_one_more_comment_gives_another_hash(units: Units) -> None:
    crowd(units)
    first = made_for(units).content_hash
    say(units, "One more.")
    assert made_for(units).content_hash != first


def rows_of(count: int) -> bytes:
    """A file of another body: comments over five weeks, every fifth one declined."""
    rows = [
        f"{1_770_000_000_000 + n * 40_000_000},{1 if n % 5 else -1},Comment number {n} of many."
        for n in range(count)
    ]
    return "\n".join(["timestamp,moderated,text", *rows]).encode()


def bring_in(units: Units) -> None:
    mapping = read_mapping(["text=text,received_at=timestamp,state=moderated"])
    sheet = read_sheet(rows_of(70), mapping, datetime(2027, 1, 1, tzinfo=UTC))
    import_comments(units, SYSTEM, SLUG, "routes", sheet)


@pytest.mark.parametrize("is_over", [False, True], ids=["running", "closed"])
def test_the_same_data_on_another_machine_give_the_same_bytes(
    units: Units, elsewhere: Units, clock: FixedClock, is_over: bool
) -> None:
    """Imported, decided and built at other instants, with other keys and other numbers."""
    build_engagement(elsewhere, "another-one")
    elsewhere.clock.advance(hours=5)
    build_engagement(elsewhere)
    for machine, days in ((units, 1), (elsewhere, 9)):
        machine.clock.advance(days=days)
        bring_in(machine)
        machine.clock.advance(days=40 if is_over else days)
    order = order_now(units)
    here, there = made_for(units, order=order), made_for(elsewhere, order=order)
    assert here.is_final is is_over
    assert (here.content_hash, here.files) == (there.content_hash, there.files)


def test_a_comment_that_is_not_published_moves_no_date_of_a_report(
    units: Units, clock: FixedClock
) -> None:
    crowd(units)
    order = order_now(units)
    before = value_in(made_for(units, order=order))
    clock.advance(weeks=2)
    say(units, "Nobody has read this.", "waiting")
    say(units, "Cheap watches.", "not_published")
    after = value_in(made_for(units, order=order))
    for key in ("as_of", "periods", "comments"):
        assert after[key] == before[key]


def test_what_is_frozen_stands_still_while_others_write(units: Units) -> None:
    crowd(units, 3)
    with units.reading(SYSTEM, snapshot=True) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        before = list(freeze(unit, engagement, order_now(units)).comments)
        say(units, "Too late for this one.")
        assert list(freeze(unit, engagement, order_now(units)).comments) == before


def test_the_progress_goes_from_start_to_end(units: Units) -> None:
    crowd(units)
    told: list[tuple[float, str]] = []
    made_for(units, progress=lambda share, step: told.append((share, step)))
    shares = [share for share, _step in told]
    assert shares == sorted(shares) and shares[0] < 0.5 and shares[-1] == 1.0
    assert list(dict.fromkeys(step for _share, step in told)) == ["reading", "writing", "searching"]


CONSULTATIONS = {
    "american-assembly.bowling-green": (datetime(2018, 2, 1), datetime(2018, 3, 1), 896),
    "canadian-electoral-reform": (datetime(2016, 10, 1), datetime(2017, 3, 1), 174),
}


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_a_real_consultation_becomes_a_report(
    units: Units, elsewhere: Units, shared_data: Path, name: str
) -> None:
    opened, closed, count = CONSULTATIONS[name]
    raw = (shared_data / "consultations" / f"{name}.csv").read_bytes()
    columns = "text=comment-body,received_at=timestamp,state=moderated,source_id=comment-id"
    for machine in (units, elsewhere):
        build_engagement(
            machine,
            "real",
            opens_at=opened.replace(tzinfo=UTC),
            closes_at=closed.replace(tzinfo=UTC),
        )
        sheet = read_sheet(raw, read_mapping([columns]), machine.clock.now())
        import_comments(machine, SYSTEM, "real", "routes", sheet)
        machine.clock.advance(days=3)
    made = made_for(units, "real")
    assert list(made.leaks) == []
    report = value_in(made, "real")
    accepted = [row for row in sheet.rows if row.state == "published"]
    assert len(sheet.rows) == count
    assert report["outcome"]["received"]["exact"] == count
    assert sorted(c["text"] for c in report["comments"]) == sorted(row.text for row in accepted)
    text = all_text(made.files)
    public = {row.text for row in accepted}
    declined = {row.text for row in sheet.rows if row.state != "published"} - public
    assert not [row for row in declined if len(row) > 40 and row in text]
    there = made_for(elsewhere, "real")
    assert (there.content_hash, there.figures) == (made.content_hash, made.figures)
    assert there.files == made.files

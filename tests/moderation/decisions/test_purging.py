"""Removed words on their purge date: afterwards they are nowhere, in no table and in no file."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.events import CommentPurged
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.worker import run_due
from engage.moderation import search
from engage.moderation.emptying import PURGE
from engage.moderation.models import (
    AuthorMessage,
    CommentFlag,
    CommentNote,
    CommentSketch,
    DecisionNote,
    QuarantineReveal,
)
from engage.moderation.reported.models import CommentReport
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import add_note, purge_due, reveal
from engage.reports.models import Report, ReportFile
from engage.reports.service import State as ReportState
from engage.reports.tasks import TAKE_BACK
from engage.search.tasks import CLEAR_PURGED
from engage.wiring.jobs import HANDLERS, RECURRING
from tests.moderation.decisions import acts
from tests.moderation.senders import send
from tests.reports.people import built

MARKED = "Zyxquorn Vellamotte"
"""A name that stands nowhere else on earth."""
WORDS = ("zyxquorn", "vellamotte")
TEXT = f"The bus is late because {MARKED} parks in its way, says everybody at the stop."
KINDS = (PURGE, TAKE_BACK, CLEAR_PURGED)
EVERY = [one for one in RECURRING if one.kind == PURGE]


def carry_out(units: Units) -> None:
    """Purging, and what it causes."""
    run_due(units, {kind: HANDLERS[kind] for kind in KINDS}, EVERY)


def tables_with(units: Units) -> set[str]:
    """Every table with one of the marked words in any value of any row, bytes included."""
    found = set()
    with units.database.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                values = " ".join(
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in row
                ).casefold()
                if any(word in values for word in WORDS):
                    found.add(table)
    return found


def files_with(folder: Path) -> set[str]:
    """Every file under a folder that holds one of the marked words."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and any(word in path.read_bytes().lower() for word in map(str.encode, WORDS))
    }


def plant(units: Units, moderator: Actor) -> int:
    """A comment that names somebody, public in its first version and in a report, and everything
    that is worked out from it or written about it."""
    comment_id, _ = send(units, TEXT)
    acts.published(units, moderator, comment_id)
    built(units)
    acts.corrected(units, comment_id, f"{TEXT} Again.")
    with units.writing(SYSTEM) as unit:
        search.index(unit, comment_id, f"{TEXT} Again.")
        unit.session.add(CommentSketch(comment_id=comment_id, band=7, engagement_id=1))
        for version in (1, 2):
            start = TEXT.index(MARKED)
            flag = CommentFlag(
                comment_id=comment_id,
                version=version,
                start=start,
                end=start + len(MARKED),
                source="detector",
                kind="person",
                whose="third",
                reason="It looks like a name.",
            )
            unit.session.add(flag)
        unit.session.add(
            CommentReport(
                comment_id=comment_id,
                version=1,
                kind="privacy",
                note=f"I am {MARKED}, take it down.",
                reported_at=unit.now,
            )
        )
    return comment_id


def remove(units: Units, moderator: Actor, officer: Actor, comment_id: int) -> None:
    """Takes the name out; staff name it in part all the same, wherever they write."""
    acts.decided(
        units,
        moderator,
        comment_id,
        Outcome.NOT_PUBLISH,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.spans(f"{TEXT} Again.", (MARKED, "name")),
        note="About Vellamotte once more.",
        message="Please leave Zyxquorn out of it.",
    )
    with units.writing(moderator) as unit:
        add_note(unit, comment_id, f"We know {MARKED} already.")
        add_note(unit, comment_id, "Nothing of a person.")
    with units.writing(officer) as unit:
        reveal(unit, 1, f"Request of {MARKED} for access.")


@pytest.fixture
def planted(units: Units, engagement: Engagement, moderator: Actor) -> int:
    return plant(units, moderator)


def test_after_the_purge_the_words_are_in_no_table_and_no_file(
    units: Units, moderator: Actor, officer: Actor, planted: int, clock: FixedClock, tmp_path: Path
) -> None:
    assert {"comment_text", "comment_report", "report_file_part"} < tables_with(units)
    assert any(table.startswith("comment_search") for table in tables_with(units))
    remove(units, moderator, officer, planted)
    left = tables_with(units)
    assert "comment_text" not in left
    assert {"decision_note", "comment_note", "author_message", "quarantine_reveal"} < left
    if units.database.is_sqlite:
        assert files_with(tmp_path)
    clock.advance(days=units.settings.quarantine_days, seconds=1)
    carry_out(units)
    assert tables_with(units) == set()
    assert files_with(tmp_path) == set()


def test_what_the_purge_keeps_and_what_it_puts_in_place(
    units: Units, moderator: Actor, officer: Actor, planted: int, clock: FixedClock
) -> None:
    remove(units, moderator, officer, planted)
    clock.advance(days=30, seconds=1)
    with units.writing(SYSTEM) as unit:
        assert purge_due(unit) == 2
        assert unit.events == [CommentPurged(planted)]
    with units.reading(SYSTEM) as unit:
        session = unit.session
        assert [note.body for note in session.scalars(select(CommentNote))] == [
            "Nothing of a person."
        ]
        assert session.scalars(select(DecisionNote)).all() == []
        (message,) = session.scalars(select(AuthorMessage)).all()
        assert "did not publish it" in message.body
        assert session.scalars(select(QuarantineReveal)).one().reason == ""
        assert session.scalars(select(CommentReport)).one().note == ""
        assert session.scalars(select(CommentFlag)).all() == []
        assert session.scalars(select(CommentSketch)).all() == []
        assert session.get_one(Comment, planted).state == "published"
    rows = acts.quarantined(units)
    assert [(row.cipher, row.emptied_at) for row in rows] == [(None, clock.now())] * 2
    assert acts.body(units, planted, 1).startswith("The bus is late because [name removed] parks")


def test_reports_that_hold_the_words_lose_their_files(
    units: Units, moderator: Actor, officer: Actor, planted: int, clock: FixedClock
) -> None:
    remove(units, moderator, officer, planted)
    built(units)
    clock.advance(days=31)
    carry_out(units)
    with units.reading(SYSTEM) as unit:
        states = unit.session.scalars(select(Report.state).order_by(Report.number)).all()
        kept = set(unit.session.scalars(select(ReportFile.report_id)))
    assert states == [ReportState.TAKEN_BACK, ReportState.READY]
    assert kept == {2}


def test_nothing_is_purged_before_its_date(
    units: Units, moderator: Actor, officer: Actor, planted: int, clock: FixedClock
) -> None:
    remove(units, moderator, officer, planted)
    clock.advance(days=30, seconds=-1)
    with units.writing(SYSTEM) as unit:
        assert purge_due(unit) == 0
    assert all(row.cipher for row in acts.quarantined(units))


def test_a_purge_goes_on_batch_by_batch_and_ends(
    units: Units, moderator: Actor, engagement: Engagement, clock: FixedClock
) -> None:
    for number in range(3):
        comment_id, _ = send(units, f"{TEXT} {number}")
        acts.refused(units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION)
    clock.advance(days=31)
    emptied = []
    for _ in range(3):
        with units.writing(SYSTEM) as unit:
            emptied.append(purge_due(unit, batch=2))
    assert emptied == [2, 1, 0]


def test_a_whole_text_takes_every_note_with_it_that_shares_a_word(
    units: Units, moderator: Actor, engagement: Engagement, clock: FixedClock
) -> None:
    comment_id, _ = send(units, TEXT)
    acts.refused(
        units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION, note="Vellamotte again"
    )
    clock.advance(days=31)
    with units.writing(SYSTEM) as unit:
        purge_due(unit)
    assert tables_with(units) - {"comment_search"} == set()


def test_without_its_key_a_row_is_emptied_and_all_that_staff_wrote_goes(
    units: Units, moderator: Actor, engagement: Engagement, clock: FixedClock
) -> None:
    comment_id, _ = send(units, TEXT)
    acts.refused(units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION, note="Read twice.")
    with units.writing(SYSTEM) as unit:
        unit.session.execute(text("UPDATE quarantine SET cipher = 'gone.AAAA'"))
    clock.advance(days=31)
    with units.writing(SYSTEM) as unit:
        assert purge_due(unit) == 1
        assert unit.session.scalars(select(DecisionNote)).all() == []


def test_the_log_is_cut_off_as_soon_as_no_reader_needs_it(
    units: Units, moderator: Actor, engagement: Engagement, clock: FixedClock
) -> None:
    with units.reading(SYSTEM) as reader:
        reader.session.scalars(select(Comment)).all()
        comment_id, _ = send(units, TEXT)
        assert comment_id
        assert units.database.truncate_log() is not units.database.is_sqlite
    assert units.database.truncate_log()

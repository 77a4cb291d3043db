"""The index itself: compared, made anew, in step with two at once, and forgetting for good."""

import threading
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.elections.queries import hidden_comments
from engage.governance.elections.service import show_comments_in_elections
from engage.jobs.schedule import Recurring
from engage.jobs.worker import run_due
from engage.search import service
from engage.search.hidden import kept_from_view
from engage.search.models import SearchDue
from engage.search.rules import Kind
from engage.search.service import FEW, begin_rebuild, compared, follow_part
from engage.search.tasks import CLEAR_TRACES, FOLLOW_PUBLIC, HANDLERS, RECURRING
from engage.search.texts import AT_ONCE
from tests.app_fixtures import build_engagement, make_person
from tests.benchmarks.home_rows import add_comments
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    IN_TRANSITION,
    SWORN,
    director,
    set_election,
)
from tests.moderation.decisions import acts
from tests.moderation.senders import send
from tests.search.test_public import finds, is_in_step

MARK = "Zyxquorn"


def index_row(units: Units, statement: str, **values: object) -> None:
    with units.database.engine.execution_options(engage_writes=True).begin() as connection:
        connection.execute(text(statement), values)


def run(units: Units, kind: str) -> None:
    every: list[Recurring] = [one for one in RECURRING if one.kind == kind]
    run_due(units, {kind: HANDLERS[kind]}, every)


@pytest.fixture
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


def test_many_at_once_are_left_to_the_job(both_units: Units, engagement: Engagement) -> None:
    add_comments(both_units, [engagement.id], FEW + 1)
    with both_units.writing(SYSTEM) as unit:
        unit.touch("site")
    assert finds(both_units, "neighbours") == []
    assert is_in_step(both_units)
    run(both_units, FOLLOW_PUBLIC)
    assert len(finds(both_units, '"of batch 1"')) == FEW + 1
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(SearchDue).where(SearchDue.kind != "traces")).all() == []
    assert is_in_step(both_units)


def test_an_index_that_lacks_texts_or_keeps_too_many_is_noticed_and_made_anew(
    both_units: Units, engagement: Engagement
) -> None:
    moderator = make_person(both_units, Role.MODERATOR)
    numbers = [send(both_units, f"Bus number {n} to Lytton.")[0] for n in range(3)]
    for number in numbers:
        acts.published(both_units, moderator, number)
    if both_units.database.is_sqlite:
        index_row(
            both_units, "DELETE FROM public_search WHERE rowid = :row", row=numbers[0] * 8 + 1
        )
        index_row(
            both_units,
            "UPDATE public_search SET words = 'x' WHERE rowid = :row",
            row=numbers[1] * 8 + 1,
        )
        index_row(
            both_units, "INSERT INTO public_search (rowid, words, tags) VALUES (8001, 'x', 'k1 e1')"
        )
    else:
        index_row(
            both_units,
            "DELETE FROM public_search WHERE kind = 'comment' AND subject_id = :id",
            id=numbers[0],
        )
        index_row(
            both_units,
            "UPDATE public_search SET words = '''x''' WHERE kind = 'comment' AND subject_id = :id",
            id=numbers[1],
        )
        index_row(both_units, "INSERT INTO public_search VALUES ('comment', 1000, '''x''')")
    with both_units.writing(SYSTEM) as unit:
        found = compared(unit)
    assert not found.is_right
    assert found.missing[Kind.COMMENT] == numbers[:2]
    assert found.left_over[Kind.COMMENT] == [1000]
    with both_units.writing(SYSTEM) as unit:
        begin_rebuild(unit)
    with both_units.writing(SYSTEM) as unit:
        assert not follow_part(unit)
    with both_units.writing(SYSTEM) as unit:
        found = compared(unit)
    assert found.is_right
    assert finds(both_units, "lytton") == numbers[::-1]


def test_only_an_administrator_makes_it_anew(units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    with pytest.raises(NotAllowed), units.writing(lead) as unit:
        begin_rebuild(unit)


def test_a_comment_that_is_withdrawn_while_the_job_follows_it_is_not_found(
    both_units: Units, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job has read the text and not written it yet when the author takes it back."""
    add_comments(both_units, [engagement.id], 1)
    took_back = threading.Thread(
        target=index_row,
        args=(both_units, "UPDATE comment SET published_version = NULL WHERE id = 1"),
    )
    read = service.public_texts

    def read_slowly(session: Session, kind: Kind, ids: list[int]) -> object:
        texts = read(session, kind, ids)
        took_back.start()
        took_back.join(0.3)
        return texts

    monkeypatch.setattr(service, "public_texts", read_slowly)
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    monkeypatch.setattr(service, "public_texts", read)
    took_back.join()
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
        assert compared(unit).left_over[Kind.COMMENT] == []
    assert finds(both_units, "batch") == []


def test_words_that_were_taken_out_are_in_no_file_after_an_hour(
    units: Units, tmp_path: Path, clock: FixedClock
) -> None:
    build_engagement(units)
    moderator = make_person(units, Role.MODERATOR)
    numbers = [send(units, f"{MARK} wrote {n}, or somebody.")[0] for n in range(12)]
    for number in numbers:
        acts.published(units, moderator, number)
    for number in numbers:
        # By the statement alone: that texts themselves are erased is shown elsewhere.
        index_row(
            units, "UPDATE comment_text SET body = 'Erased' WHERE comment_id = :id", id=number
        )
    with units.writing(SYSTEM) as unit:
        unit.touch("site")
    index_row(units, "DELETE FROM comment_search")
    index_row(units, "INSERT INTO comment_search (comment_search) VALUES ('optimize')")

    def files() -> bytes:
        units.database.truncate_log()
        return b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file()).lower()

    assert MARK.lower().encode() in files()
    run(units, CLEAR_TRACES)
    assert MARK.lower().encode() not in files()
    assert b"somebody" not in files()
    with units.reading(SYSTEM) as unit:
        assert service.traces(unit.session) is None
    assert is_in_step(units)


def test_words_taken_out_while_it_is_cleared_away_are_cleared_the_next_time(units: Units) -> None:
    build_engagement(units)
    index_row(units, "INSERT INTO search_due (kind, subject_id) VALUES ('traces', 0)")
    with units.writing(SYSTEM) as unit:
        assert service.traces(unit.session) == 1
        service.forget_traces(unit, 0)
        assert service.traces(unit.session) == 1
        service.forget_traces(unit, 1)
        assert service.traces(unit.session) is None


@pytest.mark.parametrize("now", [CALL, IN_INTERREGNUM, IN_TRANSITION, SWORN, AFTER])
def test_an_election_hides_from_the_search_what_it_hides_from_pages(
    both_units: Units, clock: FixedClock, now: object
) -> None:
    chosen = Random(7)
    made = [build_engagement(both_units, f"one-{n}") for n in range(3)]
    add_comments(both_units, [one.id for one in made], 60)
    with both_units.writing(SYSTEM) as unit:
        for comment in unit.session.scalars(select(Comment)):
            comment.published_at = chosen.choice(
                [None, CALL - (AFTER - CALL) / 9, CALL, IN_INTERREGNUM, IN_TRANSITION, SWORN, AFTER]
            )
    set_election(both_units)
    with both_units.writing(director(both_units)) as unit:
        show_comments_in_elections(unit, made[1].id, shows=True)
    clock.instant = IN_INTERREGNUM
    number, _ = send(both_units, "Held.", slug="one-0")
    acts.published(both_units, make_person(both_units, Role.MODERATOR), number)
    with both_units.reading(SYSTEM) as unit:
        expected = set()
        for comment in unit.session.scalars(select(Comment)):
            at = comment.published_at
            windows = hidden_comments(unit.session, comment.engagement_id, now)  # type: ignore[arg-type]
            if at is not None and any(one.holds(at) for one in windows):
                expected.add(comment.id)
        conditions = kept_from_view(unit.session, now)  # type: ignore[arg-type]
        hidden = {
            number
            for condition in conditions
            for number in unit.session.scalars(select(Comment.id).where(condition))
        }
    assert hidden == expected
    assert AT_ONCE > FEW

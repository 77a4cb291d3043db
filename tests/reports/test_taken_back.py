"""Reports and words that were taken out of a text which stayed public."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from engage.core.errors import Conflict
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.rules import Reason
from engage.reports import held, service
from engage.reports.models import Report, ReportFile
from engage.reports.service import State
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import send
from tests.reports.kept import content_of, files, held_words, parts
from tests.reports.people import built, quick_renderer

AGAIN = f"I repeat: {acts.NAME} parks there."


@pytest.fixture
def moderator(both_units: Units) -> Actor:
    build_engagement(both_units)
    return make_person(both_units, Role.MODERATOR)


@pytest.fixture
def units(both_units: Units) -> Units:
    return both_units


def out_of_date(units: Units) -> set[int]:
    with units.reading(SYSTEM) as unit:
        return held.out_of_date(unit.session, [1, 2])


def states(units: Units) -> Sequence[str]:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Report.state).order_by(Report.number)).all()


def refuse_the_correction(units: Units, moderator: Actor, comment_id: int) -> int:
    """A correction that names somebody is refused; the earlier text stays public without them."""
    acts.corrected(units, comment_id, AGAIN)
    return acts.refused(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        version=2,
        redactions=acts.name_in(AGAIN),
    )


def test_a_report_with_words_taken_out_since_is_handed_out_no_more(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    built(units)
    assert out_of_date(units) == set()
    refuse_the_correction(units, moderator, comment_id)
    assert acts.standing(units, comment_id)[:2] == ("published", 1)
    assert out_of_date(units) == {1}
    with units.reading(SYSTEM) as unit:
        name = unit.session.scalars(select(ReportFile.name)).first()
    assert name is not None
    with units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        service.download(unit, 1, name)
    built(units)
    assert out_of_date(units) == {1}


def test_undoing_the_removal_makes_the_report_good_again(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    built(units)
    decision_id = refuse_the_correction(units, moderator, comment_id)
    assert out_of_date(units) == {1}
    acts.undone(units, moderator, decision_id)
    assert out_of_date(units) == set()


def test_a_report_that_is_frozen_while_words_are_taken_out_is_made_again(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    acts.corrected(units, comment_id, AGAIN)
    render, others = quick_renderer(units.settings), make_units(units.settings, units.clock)
    moves = [lambda: acts.refused(others, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION,
                                  version=2, redactions=acts.name_in(AGAIN))]  # fmt: skip

    def slow(reports, folder, told):
        if moves:
            moves.pop()()
        return render(reports, folder, told)

    built(units, render=slow)
    others.database.dispose()
    assert states(units) == [State.READY]
    assert out_of_date(units) == set()
    contents = [content_of(units, 1, file.name) for file in files(units)]
    assert contents and all(b"Pellwick" not in content for content in contents)


def test_files_are_deleted_for_what_is_stale_and_kept_for_the_rest(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    built(units)
    refuse_the_correction(units, moderator, comment_id)
    built(units)
    assert parts(units, 1) and parts(units, 2)
    assert service.take_back(units, comment_id) == 1
    assert states(units) == [State.TAKEN_BACK, State.READY]
    assert parts(units, 1) == held_words(units, 1) == 0
    assert parts(units, 2) and held_words(units, 2)
    assert service.take_back(units, 99_999) == 0

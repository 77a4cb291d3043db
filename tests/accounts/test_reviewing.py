"""The quarterly review: when it is due, what counts as a decision, and when it may end."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.accounts.review_queries import open_review, past_reviews, review_due_at, verdicts
from engage.accounts.reviewing import QUARTER, Verdict, due_at, is_due
from engage.accounts.service.people import disable_person, person_of, set_grants
from engage.accounts.service.reviewing import begin_review, end_review, keep_access, note_change
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from tests.accounts.factories import Member, Staff

ADMINISTRATOR, MODERATOR = Grant(Role.ADMINISTRATOR), Grant(Role.MODERATOR)
DAY = datetime(2026, 3, 2, tzinfo=UTC)


def acting(member: Member) -> Actor:
    return Actor(ActorKind.PERSON, member.id, frozenset({ADMINISTRATOR}))


@pytest.mark.parametrize(
    ("ended", "oldest", "now", "expected"),
    [
        (None, None, DAY, False),
        (None, DAY - QUARTER + timedelta(seconds=1), DAY, False),
        (None, DAY - QUARTER, DAY, True),
        (DAY - timedelta(days=90), DAY - timedelta(days=900), DAY, False),
        (DAY - timedelta(days=91), DAY - timedelta(days=900), DAY, True),
    ],
)
def test_a_review_is_due_a_quarter_after_the_last_or_the_oldest_account(
    ended: datetime | None, oldest: datetime | None, now: datetime, expected: bool
) -> None:
    assert is_due(due_at(ended, oldest), now) is expected


def test_a_review_ends_when_everybody_is_decided_about(
    staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    boss, other = staff.member("", ADMINISTRATOR), staff.member("", ADMINISTRATOR)
    kept, changed, leaver = (staff.member("", MODERATOR) for _ in range(3))
    with staff_units.writing(acting(boss)) as unit:
        review_id = begin_review(unit).id
    newcomer = staff.member("", MODERATOR)
    staff_clock.advance(seconds=1)
    with staff_units.writing(acting(boss)) as unit:
        keep_access(unit, kept.id, [MODERATOR])
        keep_access(unit, other.id, [ADMINISTRATOR])
        set_grants(unit, person_of(unit, changed.id), [Grant(Role.MINISTRY_VIEWER)])
        note_change(unit, changed.id, Verdict.CHANGED)
        disable_person(unit, person_of(unit, leaver.id))
        note_change(unit, leaver.id, Verdict.DISABLED)
    with staff_units.writing(acting(boss)) as unit, pytest.raises(Refused):
        end_review(unit)
    with staff_units.writing(acting(other)) as unit:
        keep_access(unit, boss.id, [ADMINISTRATOR])
        keep_access(unit, newcomer.id, [MODERATOR])
        end_review(unit)
    with staff_units.reading(SYSTEM) as unit:
        assert open_review(unit.session) is None
        [past] = past_reviews(unit.session)
        assert past.review.id == review_id
        assert past.review.ended_by == other.id
        assert dict(past.counts) == {
            Verdict.KEPT: 4,
            Verdict.CHANGED: 1,
            Verdict.DISABLED: 1,
        }
        assert review_due_at(unit.session) == staff_clock.now() + QUARTER


def test_nobody_judges_the_own_access_unless_alone(staff: Staff, staff_units: Units) -> None:
    boss = staff.member("", ADMINISTRATOR)
    with staff_units.writing(acting(boss)) as unit:
        begin_review(unit)
        with unit.attempt():
            keep_access(unit, boss.id, [ADMINISTRATOR])
            end_review(unit)
    staff.member("", ADMINISTRATOR)
    with staff_units.writing(acting(boss)) as unit:
        begin_review(unit)
        with pytest.raises(Refused):
            keep_access(unit, boss.id, [ADMINISTRATOR])


def test_roles_that_changed_since_the_page_was_made_are_not_kept_unseen(
    staff: Staff, staff_units: Units
) -> None:
    boss, member = staff.member("", ADMINISTRATOR), staff.member("", MODERATOR)
    with staff_units.writing(acting(boss)) as unit:
        begin_review(unit)
        set_grants(unit, person_of(unit, member.id), [Grant(Role.PRIVACY_OFFICER)])
        with pytest.raises(Conflict):
            keep_access(unit, member.id, [MODERATOR])


def test_only_one_review_is_under_way_and_only_those_of_it_are_decided_about(
    staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    boss = staff.member("", ADMINISTRATOR)
    with staff_units.writing(acting(boss)) as unit, pytest.raises(Conflict):
        keep_access(unit, boss.id, [ADMINISTRATOR])
    with staff_units.writing(acting(boss)) as unit:
        review = begin_review(unit)
        with pytest.raises(Conflict):
            begin_review(unit)
        staff_clock.advance(seconds=1)
    newcomer = staff.member("", MODERATOR)
    with staff_units.writing(acting(boss)) as unit:
        for person_id in (newcomer.id, 999):
            with pytest.raises(NotFound):
                keep_access(unit, person_id, [MODERATOR])
        assert verdicts(unit.session, review.id) == {}


def test_changing_roles_between_reviews_notes_nothing(staff: Staff, staff_units: Units) -> None:
    member = staff.member("", MODERATOR)
    with staff_units.writing(SYSTEM) as unit:
        note_change(unit, member.id, Verdict.CHANGED)
        assert open_review(unit.session) is None


def test_the_desk_of_administrators_says_that_a_review_is_due(
    staff: Staff, staff_units: Units, staff_clock: FixedClock
) -> None:
    boss, member = staff.member("", ADMINISTRATOR), staff.member("", MODERATOR)
    staff_clock.advance(days=91)
    with staff_units.reading(acting(boss)) as unit:
        assert "/staff/people/review" in [one.href for one in duties(unit)]
    moderator = Actor(ActorKind.PERSON, member.id, frozenset({MODERATOR}))
    with staff_units.reading(moderator) as unit:
        assert "/staff/people/review" not in [one.href for one in duties(unit)]

"""Publication gates, and the hold on everything that goes out."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.core.errors import NotAllowed, Refused
from engage.core.permissions import CITIZEN, Role
from engage.core.unit import Units
from engage.governance.rules import Assessed, Candidate, Missing, missing_for_publication
from engage.governance.service import Action, Outbound, lift_hold, outbound_guard, place_hold
from tests.app_fixtures import build_engagement, make_person

NOW = datetime(2026, 3, 1, tzinfo=UTC)
COMPLETE = Candidate(
    title="Should buses run at night?",
    summary="Tell us.",
    body="Words.",
    is_time_limited=True,
    opens_at=NOW,
    closes_at=NOW + timedelta(days=28),
    has_notice=True,
    government_emails=1,
    topics=1,
    open_for=timedelta(days=28),
    short_period_reason="",
    privacy=Assessed.CURRENT,
    security=Assessed.CURRENT,
)
OPEN = Missing("need", "Say what it is needed for.", "/plan/need")


def fields_missing(**changes: object) -> set[str]:
    candidate = Candidate(**(vars(COMPLETE) | changes))
    return {missing.field for missing in missing_for_publication(candidate)}


def test_nothing_is_missing_from_a_complete_engagement() -> None:
    assert fields_missing() == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"summary": ""}, "summary"),
        ({"body": ""}, "body"),
        ({"topics": 0}, "topics"),
        ({"has_notice": False}, "notice_template"),
        ({"government_emails": 0}, "avenue_email"),
        ({"plan_gaps": (OPEN,)}, "need"),
        ({"questions": (Missing("necessity", "Say why.", "/topics/routes"),)}, "necessity"),
        ({"privacy": Assessed.MISSING}, "number"),
        ({"privacy": Assessed.OUTDATED}, "number"),
        ({"security": Assessed.MISSING}, "number"),
        ({"security": Assessed.OUTDATED}, "number"),
        ({"security": Assessed.UNFINISHED}, "decision"),
        ({"open_for": timedelta(days=27, hours=23)}, "short_period_reason"),
        ({"opens_at": None}, "opens_at"),
        ({"closes_at": None}, "closes_at"),
        ({"closes_at": NOW}, "closes_at"),
    ],
)
def test_each_missing_thing_is_named(changes: dict[str, object], field: str) -> None:
    assert field in fields_missing(**changes)


def test_everything_missing_is_named_at_once() -> None:
    missing = fields_missing(
        title="",
        summary="",
        body="",
        opens_at=None,
        closes_at=None,
        has_notice=False,
        government_emails=0,
        topics=0,
        plan_gaps=(OPEN,),
        privacy=Assessed.MISSING,
        security=Assessed.UNFINISHED,
        open_for=timedelta(days=1),
    )
    assert len(missing) == 12


def test_an_ongoing_engagement_needs_no_closing_date() -> None:
    assert fields_missing(is_time_limited=False, closes_at=None, open_for=None) == set()


def test_a_period_below_four_weeks_is_a_matter_of_saying_why() -> None:
    assert (
        fields_missing(open_for=timedelta(days=3), short_period_reason="The season ends.") == set()
    )
    assert fields_missing(open_for=timedelta(days=28)) == set()


def test_what_is_missing_names_the_page_where_it_is_put_right() -> None:
    candidate = Candidate(
        **(vars(COMPLETE) | {"plan_gaps": (OPEN,), "privacy": Assessed.OUTDATED, "topics": 0})
    )
    found = {one.field: one.page for one in missing_for_publication(candidate)}
    assert found == {"topics": "/topics", "need": "/plan/need", "number": "/plan/pia"}


def test_a_hold_stops_publishing_and_its_end_lets_it_go(both_units: Units) -> None:
    admin = make_person(both_units, Role.ADMINISTRATOR)
    with both_units.writing(admin) as unit:
        place_hold(unit, "An emergency elsewhere")
    with pytest.raises(Refused, match=r"^All publishing is on hold: An emergency elsewhere$"):
        build_engagement(both_units)
    with both_units.writing(admin) as unit:
        assert not outbound_guard(unit, Action(Outbound.PUSH_POST)).allowed
        lift_hold(unit)
        assert outbound_guard(unit, Action(Outbound.PUSH_POST)).allowed
    assert build_engagement(both_units).published_at is not None


def test_only_one_hold_stands_and_only_administrators_place_it(units: Units) -> None:
    admin = make_person(units, Role.ADMINISTRATOR)
    moderator = make_person(units, Role.MODERATOR)
    for actor in (moderator, CITIZEN):
        with pytest.raises(NotAllowed), units.writing(actor) as unit:
            place_hold(unit, "No")
    with units.writing(admin) as unit:
        place_hold(unit, "Yes")
    with pytest.raises(Refused), units.writing(admin) as unit:
        place_hold(unit, "Again")

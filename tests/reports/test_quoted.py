"""Quotations in a report: what stands there, what keeps it from going out, what is registered."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.moderation.service import unpublish
from engage.reports.service import OutOfDate
from engage.reuse import service as reuse
from engage.reuse.models import ReuseRecord
from engage.reuse.queries.standing import quotation_by_id
from tests.app_fixtures import build_engagement
from tests.reports.people import built, crowd
from tests.reports.released import approve, released
from tests.reuse.quoting import (
    approved,
    changed,
    decided,
    here,
    people,
    published,
    quoted,
    suggested,
)

Staff = tuple[Actor, Actor, Actor]


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    build_engagement(both_units)
    crowd(both_units)
    return both_units


@pytest.fixture
def staff(units: Units) -> Staff:
    return people(units)


def said(units: Units) -> str:
    """Everything that the newest report says but its list of comments."""
    _number, made = built(units)
    value = json.loads(made.files["night-buses-report.json"])
    del value["comments"]
    return json.dumps(value, ensure_ascii=False)


def register(units: Units) -> list[tuple[int, str, int | None]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(ReuseRecord).order_by(ReuseRecord.id))
        return [(row.quotation_id, row.target, row.target_number) for row in rows]


def test_an_approved_quotation_stands_in_the_report_without_what_was_taken_out(
    units: Units, staff: Staff
) -> None:
    lead, second, moderator = staff
    approved(units, lead, second, published(units, moderator))
    head = said(units)
    assert "and walk home." in head and "Kitimat" not in head


def test_a_release_writes_the_register_from_what_stands_in_the_report(
    units: Units, staff: Staff
) -> None:
    lead, second, moderator = staff
    first = approved(units, lead, second, published(units, moderator))
    built(units)
    later = published(units, moderator, "I live in Kitimat and walk home. It is dark by then.")
    approved(units, lead, second, later)
    approve(units, 1)
    released(units, 1)
    assert register(units) == [(first, "Report 1, release 1", 1)]


def test_a_report_with_a_quotation_that_was_changed_since_is_not_released(
    units: Units, staff: Staff
) -> None:
    lead, second, moderator = staff
    number = approved(units, lead, second, published(units, moderator))
    built(units)
    approve(units, 1)
    changed(units, lead, number, [])
    with pytest.raises(Refused, match=rf"not be used any more as they stand there: {number}\."):
        released(units, 1)
    assert register(units) == []


def test_a_report_with_a_quotation_that_was_removed_is_not_released(
    units: Units, staff: Staff
) -> None:
    lead, second, moderator = staff
    number = approved(units, lead, second, published(units, moderator))
    built(units)
    approve(units, 1)
    with units.writing(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        reuse.remove(unit, here(unit), number, seen=one.row.revision)
    with pytest.raises(Refused, match="build the report again"):
        released(units, 1)


def test_with_its_comment_a_quotation_leaves_and_the_report_is_out_of_date(
    units: Units, staff: Staff
) -> None:
    lead, second, moderator = staff
    comment = published(units, moderator)
    approved(units, lead, second, comment)
    built(units)
    approve(units, 1)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, comment, ("off_topic",), "")
    with pytest.raises(OutOfDate):
        released(units, 1)


def test_a_quotation_that_gives_back_what_another_gave_up_refuses_the_build(
    units: Units, staff: Staff
) -> None:
    """One lead put the town in general words, another one let it stand."""
    lead, second, moderator = staff
    approved(units, lead, second, published(units, moderator))
    text = "I live in Kitimat and walk home. The bridge there has no light."
    kept_town(units, lead, second, published(units, moderator, text))
    with pytest.raises(Refused, match="put in general terms"):
        built(units)


def kept_town(units: Units, lead: Actor, second: Actor, comment: int) -> None:
    """Approves a quotation in which the town stands, with a reason."""
    number = quoted(units, lead, comment)
    with units.reading(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        kept = [replace(edit, words="", reason="A town of many.") for edit in suggested(unit, one)]
    changed(units, lead, number, kept)
    with units.writing(lead) as unit:
        revision = quotation_by_id(unit.session, here(unit).id, number, unit.now).row.revision
        seen = reuse.propose(unit, here(unit), number, seen=revision).content_hash
    decided(units, second, number, seen)

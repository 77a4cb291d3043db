"""Releases: what they need, that nothing of them changes, what an election holds."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.governance.approvals.rules import Step, Verdict, content_hash, rule_of
from engage.governance.approvals.service import decide
from engage.governance.elections.models import ElectionPeriod, HeldItem
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import approve_again
from engage.governance.service import Held, Outbound
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.service import unpublish
from engage.reports import queries, service
from engage.reports.approving import report_subject
from engage.reports.models import Report, ReportRelease
from engage.reports.order import WEEK
from engage.reports.service import OutOfDate, State, Unapproved
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.reports.kept import files, parts, reports
from tests.reports.people import SLUG, a_week_later, built, crowd, say
from tests.reports.released import (
    approve,
    approved_and_released,
    correcting,
    lead,
    released,
)


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL, with a report that is built."""
    build_engagement(both_units)
    crowd(both_units)
    return both_units


def releases(units: Units) -> list[ReportRelease]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(ReportRelease).order_by(ReportRelease.number)))


def audited(units: Units, action: str) -> list[AuditEntry]:
    with units.reading(SYSTEM) as unit:
        found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(unit.session.scalars(found))


def election(units: Units, *, sworn_at: object = None) -> None:
    """An election whose period is on at the clock's now."""
    now = units.clock.now()
    with units.writing(SYSTEM) as unit:
        unit.session.add(
            ElectionPeriod(
                called_at=now - timedelta(days=1),
                voting_ends_at=now + timedelta(days=30),
                sworn_at=sworn_at,
                known_at=now - timedelta(days=1),
                set_at=now - timedelta(days=1),
            )
        )


def test_a_public_release_needs_both_approvals_and_an_internal_one_the_privacy_officers(
    units: Units,
) -> None:
    built(units)
    with pytest.raises(Unapproved, match=r"Privacy officer.*Communications director"):
        released(units, 1)
    with pytest.raises(Unapproved, match="Privacy officer"):
        released(units, 1, is_public=False)
    approve(units, 1, Step.PRIVACY)
    with pytest.raises(Unapproved, match="Communications director"):
        released(units, 1)
    inside = released(units, 1, is_public=False)
    approve(units, 1, Step.COMMUNICATIONS)
    outside = released(units, 1)
    assert [(one.number, one.is_public) for one in (inside, outside)] == [(1, False), (2, True)]
    with units.reading(SYSTEM) as unit:
        given = queries.approvals_in(unit.session.get_one(ReportRelease, outside.id))
        assert [one.step for one in given] == ["privacy", "communications"]
        assert len({one.person_id for one in given}) == 2
        assert queries.files_in(outside) == tuple(queries.files_of(unit.session, [1])[1])


def test_who_asked_for_the_build_cannot_approve_it(units: Units) -> None:
    both = make_person(units, Role.ENGAGEMENT_LEAD, Role.PRIVACY_OFFICER)
    built(units)
    with units.writing(both) as unit:
        unit.session.get_one(Report, 1).requested_by = both.person_id
    with units.writing(both) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 1)
        service.ask_for_approval(unit, engagement, report)
    with pytest.raises(NotAllowed, match="You wrote a part"), units.writing(both) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        subject = report_subject(unit, engagement, unit.session.get_one(Report, 1))
        rule = rule_of(subject.kind, Step.PRIVACY)
        decide(unit, subject, Step.PRIVACY, Verdict.APPROVED, seen_hash=content_hash(subject, rule))


def test_a_returned_report_is_not_released(units: Units) -> None:
    built(units)
    approve(units, 1, Step.PRIVACY)
    approve(units, 1, Step.COMMUNICATIONS, verdict=Verdict.RETURNED)
    with pytest.raises(Unapproved, match="returned with a reason"):
        released(units, 1)


def test_a_release_tells_whom_it_is_for_and_shows_on_the_site(units: Units) -> None:
    built(units)
    approved_and_released(units, 1)
    (entry,) = audited(units, "report.released")
    assert json.loads(entry.detail)["public"] is True
    assert SLUG not in entry.detail
    with units.reading(SYSTEM) as unit:
        version = unit.session.scalar(
            text("SELECT version FROM content_version WHERE scope = 'engagement:1'")
        )
    assert version


def test_what_was_seen_must_be_what_is_released(units: Units) -> None:
    built(units)
    approve(units, 1)
    with pytest.raises(Conflict, match="changed while you were"), units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 1)
        service.release(unit, engagement, report, is_public=True, seen="other")


def test_the_second_of_two_releases_is_told_of_the_first(units: Units) -> None:
    built(units)
    approved_and_released(units, 1)
    with pytest.raises(Conflict, match="released already"):
        released(units, 1)


def test_a_draft_that_was_not_compared_with_a_release_is_not_released(units: Units) -> None:
    """Two drafts of before any release know nothing of each other (R74)."""
    built(units)
    crowd(units, 3)
    built(units)
    approve(units, 1)
    approve(units, 2)
    a_week_later(units)
    released(units, 1, is_public=False)
    with pytest.raises(Refused, match="released since"):
        released(units, 2)
    released(units, 1)
    built(units)
    approved_and_released(units, 3)


def test_a_report_of_fewer_weeks_does_not_come_after_one_of_more(units: Units) -> None:
    """The longer one told what the difference of the two would be, when it knew nothing of it."""
    built(units)
    crowd(units, 3)
    built(units)
    with units.reading(SYSTEM) as unit:
        usual = service.usual_for(unit, engagement_by_slug(unit.session, SLUG))
    assert usual.week is not None
    shorter = replace(usual, week=usual.week - WEEK)
    built(units, order=shorter)
    approved_and_released(units, 2)
    with pytest.raises(Refused, match="more weeks") as refusal:
        built(units, order=shorter)
    assert refusal.value.field == "week"
    built(units)


STAYS = "stays as it was released"
CHANGES = (
    "UPDATE report_release SET content_hash = 'x'",
    "UPDATE report_release SET released_by = NULL",
    "DELETE FROM report_release",
    "UPDATE report SET content_hash = 'x'",
    "UPDATE report SET figures = '[]'",
    "UPDATE report SET threshold = 5",
    "UPDATE report SET week = NULL",
    "UPDATE report SET correction = 'x'",
    "DELETE FROM report",
    "UPDATE report_file SET sha256 = 'x'",
    "DELETE FROM report_file",
    "INSERT INTO report_file (report_id, name, media_type, sha256, size)"
    " VALUES (1, 'x.csv', 'text/csv', 'x', 1)",
    "INSERT INTO report_file_part (report_id, name, number, content) VALUES (1, 'x.csv', 0, 'x')",
)


def test_nothing_of_a_release_changes_in_the_database_either(units: Units) -> None:
    built(units)
    approved_and_released(units, 1)
    before = [(file.name, file.sha256) for file in files(units)]
    for change in CHANGES:
        with pytest.raises(DatabaseError, match=STAYS), units.writing(SYSTEM) as unit:
            unit.session.execute(text(change))
    with units.writing(SYSTEM) as unit:
        service.withdraw(unit, 1, "A name stands in it.")
    for change in ("UPDATE report_withdrawal SET reason = 'x'", "DELETE FROM report_withdrawal"):
        with pytest.raises(DatabaseError, match=STAYS), units.writing(SYSTEM) as unit:
            unit.session.execute(text(change))
    assert [(file.name, file.sha256) for file in files(units)] == before


def test_nothing_of_a_release_is_emptied_at_one_stroke(units: Units) -> None:
    if units.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    built(units)
    approved_and_released(units, 1)
    for table in ("report_withdrawal", "report_file", "report_release, report_withdrawal"):
        with pytest.raises(DatabaseError, match=STAYS), units.writing(SYSTEM) as unit:
            unit.session.execute(text(f"TRUNCATE {table}"))


def test_a_draft_may_still_change_and_be_swept(units: Units) -> None:
    built(units)
    with units.writing(SYSTEM) as unit:
        unit.session.execute(text("UPDATE report SET correction = 'x'"))
        unit.session.execute(text("DELETE FROM report_file"))
    assert files(units) == []


def test_an_election_holds_the_public_release_and_not_the_internal_one(
    units: Units, clock: FixedClock
) -> None:
    built(units)
    approve(units, 1)
    election(units)
    with pytest.raises(Held, match="held during the election"):
        released(units, 1)
    released(units, 1, is_public=False)
    assert [one.is_public for one in releases(units)] == [False]
    with units.reading(SYSTEM) as unit:
        (item,) = unit.session.scalars(select(HeldItem)).all()
        assert (item.kind, item.engagement_id, item.subject_id) == ("release_report", 1, 1)


def test_what_an_election_held_is_released_only_after_it_was_approved_again(
    units: Units, clock: FixedClock
) -> None:
    built(units)
    approve(units, 1)
    election(units, sworn_at=clock.now() + timedelta(days=40))
    with pytest.raises(Held):
        released(units, 1)
    clock.advance(days=41)
    with pytest.raises(Held, match="approves it again"):
        released(units, 1)
    assert releases(units) == []
    director = make_person(units, Role.COMMUNICATIONS_DIRECTOR, email="director@gov.bc.ca")
    with units.writing(director) as unit:
        approve_again(unit, 1)
    assert releases(units) == []
    released(units, 1)
    assert [one.is_public for one in releases(units)] == [True]


def test_comments_that_an_election_keeps_from_the_public_are_not_in_a_public_report(
    units: Units, clock: FixedClock
) -> None:
    with units.writing(SYSTEM) as unit:
        period = ElectionPeriod(
            called_at=unit.now,
            voting_ends_at=unit.now + timedelta(days=2),
            sworn_at=unit.now + timedelta(days=3),
            known_at=unit.now,
            set_at=unit.now,
        )
        unit.session.add(period)
        unit.session.flush()
        unit.session.add(
            HeldItem(
                period_id=period.id,
                key="comments:1",
                kind=Outbound.SHOW_COMMENT,
                engagement_id=engagement_by_slug(unit.session, SLUG).id,
                subject_id=1,
                held_at=unit.now,
                outcome=Outcome.WAITING,
            )
        )
    clock.advance(days=4)
    built(units)
    approve(units, 1)
    with pytest.raises(Refused, match="not see yet"):
        released(units, 1)
    released(units, 1, is_public=False)


def test_a_report_with_words_that_left_view_is_neither_approved_nor_released(
    units: Units,
) -> None:
    number = say(units, "My neighbour will not like these words.")
    built(units)
    approve(units, 1)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    with pytest.raises(OutOfDate):
        released(units, 1)


def test_a_correction_names_its_release_and_falls_out_of_approval_when_it_is_changed(
    units: Units,
) -> None:
    built(units)
    approved_and_released(units, 1)
    say(units, "One more voice.")
    built(units)
    with pytest.raises(Refused, match="one of the releases"):
        correcting(units, 2, 7, "Wrong.")
    with pytest.raises(Refused, match="what was wrong"):
        correcting(units, 2, 1, "  ")
    correcting(units, 2, 1, "The chart of ferries was wrong.")
    approve(units, 2)
    correcting(units, 2, 1, "The chart of buses was wrong.")
    with pytest.raises(Unapproved, match="changed since"):
        released(units, 2)
    approve(units, 2)
    second = released(units, 2)
    assert (second.number, second.corrects) == (2, 1)
    with pytest.raises(Conflict, match="released already"):
        correcting(units, 2, None, "")
    with units.reading(SYSTEM) as unit:
        newest, first = queries.releases(unit.session, engagement_id=1)
        assert (newest.replaced_by, first.replaced_by) == (None, 2)
        earlier = queries.earlier_releases(unit.session, 1)
        assert [one.number for one in earlier] == [1, 2]
        assert all(json.loads(one.figures) for one in earlier)


def test_the_second_of_two_corrections_does_not_write_over_the_first(units: Units) -> None:
    built(units)
    approved_and_released(units, 1)
    say(units, "One more voice.")
    built(units)
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 2)
        seen = service.seen_hash(unit, engagement, report)
    correcting(units, 2, 1, "The chart of ferries was wrong.")
    with pytest.raises(Conflict, match="changed while you were"), units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 2)
        service.name_correction(unit, engagement, report, None, "", seen=seen)
    assert reports(units)[1].correction == "The chart of ferries was wrong."


def test_what_is_corrected_while_somebody_releases_is_not_lost(units: Units) -> None:
    if units.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    built(units)
    approved_and_released(units, 1)
    say(units, "One more voice.")
    built(units)
    approve(units, 2)
    with pytest.raises(Conflict, match="changed while you were"), units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 2)
        seen = service.seen_hash(unit, engagement, report)
        correcting(units, 2, 1, "The chart of ferries was wrong.")
        service.release(unit, engagement, report, is_public=True, seen=seen)
    assert len(releases(units)) == 1


def test_who_wrote_what_is_corrected_cannot_approve_it(units: Units) -> None:
    both = make_person(units, Role.ENGAGEMENT_LEAD, Role.PRIVACY_OFFICER)
    built(units)
    approved_and_released(units, 1)
    say(units, "One more voice.")
    built(units)
    with units.writing(both) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 2)
        seen = service.seen_hash(unit, engagement, report)
        service.name_correction(unit, engagement, report, 1, "It was wrong.", seen=seen)
        service.ask_for_approval(unit, engagement, report)
    with pytest.raises(NotAllowed, match="You wrote a part"), units.writing(both) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        report = queries.report_by_number(unit.session, engagement.id, 2)
        subject = report_subject(unit, engagement, report)
        rule = rule_of(subject.kind, Step.PRIVACY)
        decide(unit, subject, Step.PRIVACY, Verdict.APPROVED, seen_hash=content_hash(subject, rule))


def test_the_difference_is_told_from_the_two_values_and_never_of_a_withdrawn_one(
    units: Units,
) -> None:
    say(units, "The bus to the ferry is always late.")
    built(units)
    approved_and_released(units, 1)
    say(units, "Nobody tells us when the last bus goes.")
    built(units)
    correcting(units, 2, 1, "Comments of the last week were missing.")
    approve(units, 2)
    released(units, 2)
    with units.reading(SYSTEM) as unit:
        first, second = unit.session.scalars(
            select(ReportRelease).order_by(ReportRelease.number)
        ).all()
        found = service.compared(unit, first, second)
        assert found.has_words and found.difference is not None
        assert found.difference.gone == ()
        assert found.difference.come == ("Nobody tells us when the last bus goes.",)
        changed = {(one.before, one.after) for one in found.difference.figures}
        assert ("13", "14") in changed
    with units.writing(SYSTEM) as unit:
        service.withdraw(unit, first.id, "A name stands in it.")
    with units.reading(SYSTEM) as unit:
        assert service.compared(unit, first, second).difference is None


def test_a_withdrawn_release_is_handed_to_nobody_and_its_record_stays(units: Units) -> None:
    viewer = make_person(units, Role.MINISTRY_VIEWER, ministry="TRAN")
    built(units)
    approved_and_released(units, 1)
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        name = files(units)[0].name
        assert service.public_file(unit, engagement, 1, name).size
    with pytest.raises(NotAllowed), units.writing(viewer) as unit:
        service.withdraw(unit, 1, "No.")
    with units.writing(SYSTEM) as unit:
        assert service.withdraw(unit, 1, "A name stands in it.") == 1
    with pytest.raises(Conflict, match="already"), units.writing(SYSTEM) as unit:
        service.withdraw(unit, 1, "Again.")
    with units.reading(SYSTEM) as unit, pytest.raises(NotFound):
        service.public_file(unit, engagement, 1, name)
    with pytest.raises(Conflict, match="withdrawn for correction"), units.writing(viewer) as unit:
        service.download(unit, 1, name)
    with pytest.raises(Conflict, match="withdrawn for correction"):
        released(units, 1, is_public=False)
    assert len(releases(units)) == 1 and files(units) and parts(units)


def test_withdrawing_takes_along_what_was_said_and_deletes_where_that_was_asked(
    units: Units,
) -> None:
    for number in (1, 2):
        built(units)
        approve(units, number)
        released(units, number, is_public=False)
        released(units, number)
    with units.writing(SYSTEM) as unit:
        assert service.withdraw(unit, 4, "A name.", with_earlier=True, deletes=True) == 4
    run_due(units, HANDLERS)
    assert [one.state for one in reports(units)] == [State.TAKEN_BACK] * 2
    assert parts(units) == 0 and len(releases(units)) == 4 and files(units)


def test_what_is_purged_takes_the_bytes_of_a_release_and_leaves_its_hashes(units: Units) -> None:
    number = say(units, "My neighbour will not like these words.")
    built(units)
    approved_and_released(units, 1)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    with units.reading(SYSTEM) as unit, pytest.raises(NotFound):
        service.public_file(unit, engagement_by_slug(unit.session, SLUG), 1, files(units)[0].name)
    assert service.take_back(units, number) == 1
    (report,) = reports(units)
    assert (report.state, parts(units)) == (State.TAKEN_BACK, 0)
    assert report.taken_back_at is not None and report.finished_at is not None
    assert files(units) and len(releases(units)) == 1


def test_a_viewer_reads_what_was_released_to_the_own_ministry_and_nothing_else(
    units: Units,
) -> None:
    own = make_person(units, Role.MINISTRY_VIEWER, email="own@gov.bc.ca", ministry="TRAN")
    other = make_person(units, Role.MINISTRY_VIEWER, email="other@gov.bc.ca", ministry="ENV")
    built(units)
    name = files(units)[0].name
    with pytest.raises(NotFound), units.writing(own) as unit:
        service.download(unit, 1, name)
    approved_and_released(units, 1, is_public=False)
    with units.writing(own) as unit:
        assert service.download(unit, 1, name).size
    with pytest.raises(NotFound), units.writing(other) as unit:
        service.download(unit, 1, name)
    with units.reading(SYSTEM) as unit, pytest.raises(NotFound):
        service.public_file(unit, engagement_by_slug(unit.session, SLUG), 1, name)
    assert [entry.actor for entry in audited(units, "report.downloaded")] == [own.label]


def test_a_lead_of_another_ministry_cannot_release(units: Units) -> None:
    built(units)
    approve(units, 1)
    with pytest.raises(NotAllowed):
        released(units, 1, actor=lead(units, "ENV"))
    assert releases(units) == []
    assert released(units, 1, actor=lead(units, email="own@gov.bc.ca")).number == 1


def test_jobs_of_a_release_hold_numbers_alone(units: Units) -> None:
    built(units)
    approved_and_released(units, 1)
    with units.reading(SYSTEM) as unit:
        payloads = unit.session.scalars(select(Job.payload)).all()
    assert not [one for one in payloads if SLUG in one or "bus" in one]

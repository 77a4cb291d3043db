"""What a build keeps: whole files, or a refusal, or nothing; and who may have them."""

import hashlib
import json
import re

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.audit.service import verify
from engage.comments.models import Comment, CommentPerson
from engage.comments.service import correct
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.jobs.worker import next_claim, run_due
from engage.moderation.service import decide, unpublish
from engage.reports import held, queries, service, tasks
from engage.reports.rendering import renderer
from engage.reports.service import Leaking, State
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.reports.kept import (
    content_of,
    files,
    half_a_file,
    held_words,
    kept_files,
    parts,
    reports,
    request,
)
from tests.reports.people import SLUG, a_week_later, all_text, built, crowd, made_for, say

PHONE = "Call me at 604 555 0123 any time."
VALUE, COMMENTS = f"{SLUG}-report.json", f"{SLUG}-comments.csv"


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    build_engagement(both_units)
    return both_units


def test_a_report_is_kept_with_its_files_and_hashes(units: Units) -> None:
    crowd(units)
    number, made = built(units, render=renderer(units.settings))
    (report,) = reports(units)
    assert (number, report.number, report.state) == (1, 1, State.READY)
    assert report.content_hash == made.content_hash
    assert json.loads(made.files[VALUE])["content_hash"] == made.content_hash
    assert json.loads(report.figures or "") and report.figures == made.figures
    assert [file.name for file in files(units)] == sorted(made.files)
    for file in files(units):
        content = content_of(units, report.id, file.name)
        assert content == made.files[file.name]
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert file.size == len(content)


def test_numbers_follow_each_other(units: Units) -> None:
    assert [built(units)[0] for _ in range(3)] == [1, 2, 3]


def test_a_refused_report_keeps_the_places_and_no_file(units: Units) -> None:
    crowd(units)
    number = say(units, PHONE)
    with pytest.raises(Leaking) as refusal:
        built(units)
    assert "0123" not in str(refusal.value) + repr(refusal.value.made)
    (report,) = reports(units)
    assert (report.state, report.content_hash, kept_files(units)) == (State.REFUSED, None, 0)
    with units.reading(SYSTEM) as unit:
        leaks = queries.leaks_of(unit.session, report.id)
    assert {VALUE, COMMENTS} <= {leak.file for leak in leaks if leak.file}
    assert {leak.kind for leak in leaks} == {"phone"}
    assert [leak.comment_id for leak in leaks if leak.comment_id] == [number]
    assert report.leak_count == sum(leak.comment_id is None for leak in leaks)


def test_the_audit_says_who_built_what_and_nothing_of_anybody(units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    crowd(units)
    a_week_later(units)
    service.build(units, lead, SLUG, renderer(units.settings))
    say(units, PHONE, name="Jane Hume")
    a_week_later(units)
    with pytest.raises(Leaking):
        service.build(units, lead, SLUG, renderer(units.settings))
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.subject.like("report:%")).order_by(AuditEntry.seq)
        ).all()
        assert verify(unit.session, unit.keyring)[1] == []
    assert [entry.action for entry in entries] == [
        "report.requested",
        "report.ready",
        "report.requested",
        "report.refused",
    ]
    assert {entry.actor for entry in entries} == {lead.label}
    told = re.sub("[0-9a-f]{64}", "", " ".join(entry.detail for entry in entries))
    for word in ("0123", "Jane", "604", "Call"):
        assert word not in told


def test_a_requested_report_is_built_by_a_job(units: Units) -> None:
    crowd(units)
    a_week_later(units)
    request(units)
    assert [report.state for report in reports(units)] == [State.QUEUED]
    run_due(units, HANDLERS)
    (report,) = reports(units)
    assert (report.state, kept_files(units) > 0) == (State.READY, True)
    assert report.content_hash == made_for(units, order=queries.order_of(report)).content_hash


def test_a_job_that_finds_a_leak_keeps_no_file(units: Units) -> None:
    say(units, PHONE)
    a_week_later(units)
    request(units)
    run_due(units, HANDLERS)
    (report,) = reports(units)
    assert (report.state, kept_files(units)) == (State.REFUSED, 0)
    run_due(units, HANDLERS)
    assert len(reports(units)) == 1


def test_a_worker_that_died_leaves_nothing_and_the_next_one_builds_it(
    units: Units, clock: FixedClock
) -> None:
    crowd(units)
    a_week_later(units)
    report_id = request(units)
    assert next_claim(units, HANDLERS) is not None
    attempt = service.begin(units, report_id)
    assert attempt is not None
    half_a_file(attempt)
    assert ([report.state for report in reports(units)], parts(units)) == (["building"], 1)
    clock.advance(minutes=2)
    run_due(units, HANDLERS)
    (report,) = reports(units)
    assert report.state == State.READY
    assert [file.name for file in files(units)] == sorted(
        made_for(units, order=queries.order_of(report)).files
    )
    assert "half.csv" not in {file.name for file in files(units)}
    assert parts(units) == len(files(units))


def test_a_report_that_cannot_be_checked_fails(units: Units) -> None:
    say(units, "Hello.", name="Jane Hume")
    a_week_later(units)
    request(units)
    with units.writing(SYSTEM) as unit:
        row = next(queries.people_of(unit.session, 1))
        person = unit.session.get_one(CommentPerson, row.comment_id)
        person.name_cipher = "lost-key." + (row.name_cipher or "").partition(".")[2]
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["failed"], 0)


def test_only_one_report_of_an_engagement_is_under_way(units: Units, clock: FixedClock) -> None:
    a_week_later(units)
    request(units)
    with pytest.raises(Refused, match="built already"):
        request(units)
    clock.advance(hours=2)
    request(units)
    assert [report.state for report in reports(units)] == [State.FAILED, State.QUEUED]
    run_due(units, HANDLERS)
    assert [report.state for report in reports(units)] == [State.FAILED, State.READY]


def taking_away(units: Units, number: int, times: int = 1):
    """A renderer during whose work a comment is taken from view; once, or again and again."""
    render, left = renderer(units.settings), [times]

    def slow(reports, folder, told):
        if left[0] and len(reports[0].comments):
            left[0] -= 1
            with units.writing(SYSTEM) as unit:
                unpublish(unit, number, ("third_party_information",), "")
        return render(reports, folder, told)

    return slow


def test_a_comment_that_leaves_view_while_a_report_is_built_is_not_in_it(units: Units) -> None:
    crowd(units)
    number = say(units, "My neighbour will not like these words.")
    _, made = built(units, render=taking_away(units, number))
    assert "will not like" not in all_text(made.files)
    (report,) = reports(units)
    assert (report.state, report.content_hash) == (State.READY, made.content_hash)


def test_a_job_builds_again_when_a_comment_left_view_meanwhile(
    units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(units)
    number = say(units, "My neighbour will not like these words.")
    render = taking_away(units, number)
    monkeypatch.setattr(tasks, "renderer", lambda _settings: render)
    a_week_later(units)
    request(units)
    run_due(units, HANDLERS)
    assert [report.state for report in reports(units)] == ["building"]
    clock.advance(minutes=1)
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units) > 0) == (["ready"], True)
    assert (
        reports(units)[0].content_hash
        == made_for(units, order=queries.order_of(reports(units)[0])).content_hash
    )


def test_a_build_that_never_catches_up_ends_with_nothing_kept(units: Units) -> None:
    numbers = [say(units, f"Words of number {n}, soon gone.") for n in range(service.TRIES)]
    render = renderer(units.settings)

    def slow(reports, folder, told):
        if len(reports[0].comments):
            with units.writing(SYSTEM) as unit:
                unpublish(unit, numbers.pop(), ("third_party_information",), "")
        return render(reports, folder, told)

    with pytest.raises(Conflict, match="Build it again"):
        built(units, render=slow)
    assert [report.state for report in reports(units)] == [State.FAILED]
    assert (kept_files(units), parts(units), held_words(units)) == (0, 0, 0)


def test_a_report_that_holds_what_left_view_is_handed_out_no_more(units: Units) -> None:
    crowd(units)
    number = say(units, "My neighbour will not like these words.")
    built(units)
    (report,) = reports(units)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    with pytest.raises(Conflict, match="taken from view since"), units.writing(SYSTEM) as unit:
        service.download(unit, report.id, VALUE)
    built(units)
    with units.writing(SYSTEM) as unit:
        assert service.download(unit, reports(units)[1].id, VALUE).size
        assert held.out_of_date(unit.session, [1, 2]) == {report.id}


def test_corrected_words_are_no_longer_those_that_a_report_holds(units: Units) -> None:
    number = say(units, "The driver Bob is late.")
    built(units)
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        engagement = engagement_by_slug(unit.session, SLUG)
        correct(unit, engagement, comment, "The driver is late.", seen_version=1)
    with units.reading(SYSTEM) as unit:
        assert held.out_of_date(unit.session, [1]) == set()
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 2, "publish", (), "")
    with units.reading(SYSTEM) as unit:
        assert held.out_of_date(unit.session, [1]) == {1}


def test_what_is_published_or_declined_later_does_not_close_an_earlier_report(
    units: Units,
) -> None:
    crowd(units, 3)
    built(units)
    later = say(units, "One more voice.")
    say(units, "Cheap watches.", "not_published")
    with units.writing(SYSTEM) as unit:
        unpublish(unit, later, ("spam",), "")
    with units.writing(SYSTEM) as unit:
        assert service.download(unit, reports(units)[0].id, VALUE).size


def test_others_can_write_while_a_report_is_built(units: Units) -> None:
    crowd(units)
    render = renderer(units.settings)

    def slow_render(reports, folder, told):
        say(units, "Written meanwhile.", "waiting")
        return render(reports, folder, told)

    built(units, render=slow_render)
    assert [report.state for report in reports(units)] == [State.READY]


def test_a_report_belongs_to_its_ministry(units: Units) -> None:
    crowd(units)
    stranger = make_person(units, Role.ENGAGEMENT_LEAD, ministry="ENV")
    own = make_person(units, Role.ENGAGEMENT_LEAD, email="own@gov.bc.ca", ministry="TRAN")
    a_week_later(units)
    render = renderer(units.settings)
    with pytest.raises(NotFound):
        service.build(units, stranger, SLUG, render)
    with pytest.raises(NotFound):
        request(units, stranger)
    service.build(units, own, SLUG, render)
    report_id = reports(units)[0].id
    with pytest.raises(NotFound), units.writing(stranger) as unit:
        service.download(unit, report_id, VALUE)
    with units.writing(own) as unit:
        assert service.download(unit, report_id, VALUE).size
    moderator = make_person(units, Role.MODERATOR)
    with pytest.raises(NotFound):
        service.build(units, moderator, SLUG, render)

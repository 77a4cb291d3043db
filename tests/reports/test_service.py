"""A report of what the database holds: published words, facts of the rest, the same every time."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.audit.service import verify
from engage.comments.import_rules import read_mapping, read_sheet
from engage.comments.models import Comment, CommentPerson
from engage.comments.service import correct
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TopicContent
from engage.engagements.service import add_topic
from engage.jobs.worker import next_claim, run_due
from engage.moderation.importing import import_comments
from engage.moderation.service import decide, unpublish
from engage.reports import held, queries, service, tasks
from engage.reports.freeze import freeze
from engage.reports.models import Report, ReportFile
from engage.reports.service import Leaking, State
from engage.reports.tasks import renderer
from engage.wiring import HANDLERS, make_units
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.reports.people import (
    SLUG,
    all_text,
    built,
    crowd,
    made_for,
    say,
    send_by_form,
)

PHONE = "Call me at 604 555 0123 any time."
FILES = [
    "night-buses-comments.csv",
    "night-buses-counts.csv",
    "night-buses-report.html",
    "night-buses-report.json",
]


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


def reports(units: Units) -> list[Report]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Report).order_by(Report.number)))


def kept_files(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(ReportFile)) or 0


def request(units: Units, actor: Actor = SYSTEM) -> int:
    with units.writing(actor) as unit:
        return service.request_report(unit, SLUG).id


def test_published_words_are_in_every_file_of_comments_and_nothing_else_is(units: Units) -> None:
    crowd(units)
    say(units, "A later bus from the hospital, please.", name="Jane Hume")
    say(units, "Buy cheap watches from my brother today.", "not_published", reason="spam")
    say(units, "Nobody has read these words of mine yet.", "waiting")
    send_by_form(units, "On second thought I take this back.", "withdrawn")
    made = made_for(units)
    assert sorted(made.files) == FILES
    for name, content in made.files.items():
        assert ("bus from the hospital" in content.decode("utf-8-sig")) == ("counts" not in name)
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
        frozen = freeze(unit, engagement_by_slug(unit.session, SLUG))
    facts = [(c.topic, c.state, c.channel, str(c.week), c.reasons, c.text) for c in frozen.comments]
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
    assert sorted(made_for(units).files) == FILES


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
    here, there = made_for(units), made_for(elsewhere)
    assert here.is_final is is_over
    assert (here.content_hash, here.files) == (there.content_hash, there.files)


def test_a_report_is_kept_with_its_files_and_hashes(units: Units) -> None:
    crowd(units)
    number, made = built(units)
    (report,) = reports(units)
    assert (number, report.number, report.state) == (1, 1, State.READY)
    assert report.content_hash == made.content_hash
    assert json.loads(made.files[FILES[3]])["content_hash"] == made.content_hash
    with units.reading(SYSTEM) as unit:
        files = unit.session.scalars(select(ReportFile).order_by(ReportFile.name)).all()
    assert [file.name for file in files] == FILES
    for file in files:
        assert file.content == made.files[file.name]
        assert file.sha256 == hashlib.sha256(file.content).hexdigest()
        assert file.size == len(file.content)


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
    assert {leak.file for leak in leaks if leak.file} == {FILES[0], FILES[2], FILES[3]}
    assert {leak.kind for leak in leaks} == {"phone"}
    assert [leak.comment_id for leak in leaks if leak.comment_id] == [number]
    assert report.leak_count == sum(leak.comment_id is None for leak in leaks)


def test_the_audit_says_who_built_what_and_nothing_of_anybody(units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    crowd(units)
    service.build(units, lead, SLUG, renderer(units.settings))
    say(units, PHONE, name="Jane Hume")
    with pytest.raises(Leaking):
        service.build(units, lead, SLUG, renderer(units.settings))
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.subject.like("report:%")).order_by(AuditEntry.seq)
        ).all()
        assert verify(unit.session, unit.keyring)[1] == []
    assert [entry.action for entry in entries] == ["report.ready", "report.refused"]
    assert {entry.actor for entry in entries} == {lead.label}
    told = " ".join(entry.detail for entry in entries)
    for word in ("0123", "Jane", "604", "Call"):
        assert word not in told


def test_a_requested_report_is_built_by_a_job(units: Units) -> None:
    crowd(units)
    request(units)
    assert [report.state for report in reports(units)] == [State.QUEUED]
    run_due(units, HANDLERS)
    (report,) = reports(units)
    assert (report.state, kept_files(units)) == (State.READY, 4)
    assert report.content_hash == made_for(units).content_hash


def test_a_job_that_finds_a_leak_keeps_no_file(units: Units) -> None:
    say(units, PHONE)
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
    report_id = request(units)
    assert next_claim(units, HANDLERS) is not None
    with units.writing(SYSTEM) as unit:
        service.begin(unit, report_id)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["building"], 0)
    clock.advance(minutes=2)
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["ready"], 4)


def test_a_report_that_cannot_be_checked_fails(units: Units) -> None:
    say(units, "Hello.", name="Jane Hume")
    request(units)
    with units.writing(SYSTEM) as unit:
        row = next(queries.people_of(unit.session, 1))
        person = unit.session.get_one(CommentPerson, row.comment_id)
        person.name_cipher = "lost-key." + (row.name_cipher or "").partition(".")[2]
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["failed"], 0)


def test_only_one_report_of_an_engagement_is_under_way(units: Units, clock: FixedClock) -> None:
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

    def slow(report):
        if left[0] and report.comments:
            left[0] -= 1
            with units.writing(SYSTEM) as unit:
                unpublish(unit, number, ("third_party_information",), "")
        return render(report)

    return slow


def test_a_comment_that_leaves_view_while_a_report_is_built_is_not_in_it(units: Units) -> None:
    crowd(units)
    number = say(units, "My neighbour will not like these words.")
    _, made = service.build(units, SYSTEM, SLUG, taking_away(units, number))
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
    request(units)
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["building"], 0)
    clock.advance(minutes=1)
    run_due(units, HANDLERS)
    assert ([report.state for report in reports(units)], kept_files(units)) == (["ready"], 4)
    assert reports(units)[0].content_hash == made_for(units).content_hash


def test_a_build_that_never_catches_up_ends_with_nothing_kept(units: Units) -> None:
    numbers = [say(units, f"Words of number {n}, soon gone.") for n in range(service.TRIES)]
    render = renderer(units.settings)

    def slow(report):
        if report.comments:
            with units.writing(SYSTEM) as unit:
                unpublish(unit, numbers.pop(), ("third_party_information",), "")
        return render(report)

    with pytest.raises(Conflict, match="Build it again"):
        service.build(units, SYSTEM, SLUG, slow)
    assert (reports(units), kept_files(units)) == ([], 0)


def test_a_report_that_holds_what_left_view_is_handed_out_no_more(units: Units) -> None:
    crowd(units)
    number = say(units, "My neighbour will not like these words.")
    built(units)
    (report,) = reports(units)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, number, ("third_party_information",), "")
    with pytest.raises(Conflict, match="taken from view since"), units.writing(SYSTEM) as unit:
        service.download(unit, report.id, FILES[0])
    built(units)
    with units.writing(SYSTEM) as unit:
        assert service.download(unit, reports(units)[1].id, FILES[0]).content
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
        assert service.download(unit, reports(units)[0].id, FILES[0]).content


def test_a_comment_that_is_not_published_moves_no_date_of_a_report(
    units: Units, clock: FixedClock
) -> None:
    crowd(units)
    before = value_of(units)
    clock.advance(weeks=2)
    say(units, "Nobody has read this.", "waiting")
    say(units, "Cheap watches.", "not_published")
    after = value_of(units)
    for key in ("as_of", "periods", "comments"):
        assert after[key] == before[key]


def value_of(units: Units) -> dict:
    return json.loads(made_for(units).files[FILES[3]])["report"]


def test_others_can_write_while_a_report_is_built(units: Units) -> None:
    crowd(units)
    render = renderer(units.settings)

    def slow_render(report):
        say(units, f"Written meanwhile {len(report.comments)}.", "waiting")
        return render(report)

    service.build(units, SYSTEM, SLUG, slow_render)
    assert [report.state for report in reports(units)] == [State.READY]


def test_what_is_frozen_stands_still_while_others_write(units: Units) -> None:
    crowd(units, 3)
    with units.reading(SYSTEM, snapshot=True) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        before = freeze(unit, engagement)
        say(units, "Too late for this one.")
        assert freeze(unit, engagement) == before


def test_a_report_belongs_to_its_ministry(units: Units) -> None:
    crowd(units)
    stranger = make_person(units, Role.ENGAGEMENT_LEAD, ministry="ENV")
    own = make_person(units, Role.ENGAGEMENT_LEAD, email="own@gov.bc.ca", ministry="TRAN")
    render = renderer(units.settings)
    with pytest.raises(NotFound):
        service.build(units, stranger, SLUG, render)
    with pytest.raises(NotFound):
        request(units, stranger)
    service.build(units, own, SLUG, render)
    report_id = reports(units)[0].id
    with pytest.raises(NotFound), units.writing(stranger) as unit:
        service.download(unit, report_id, FILES[0])
    with units.writing(own) as unit:
        assert service.download(unit, report_id, FILES[0]).content
    moderator = make_person(units, Role.MODERATOR)
    with pytest.raises(NotFound):
        service.build(units, moderator, SLUG, render)


def test_the_progress_goes_from_start_to_end(units: Units) -> None:
    crowd(units)
    told: list[float] = []
    made_for(units, progress=told.append)
    assert told == sorted(told) and told[0] < 0.5 and told[-1] == 1.0


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
    report = json.loads(made.files["real-report.json"])["report"]
    accepted = [row for row in sheet.rows if row.state == "published"]
    assert len(sheet.rows) == count
    assert report["outcome"]["received"]["exact"] == count
    assert sorted(c["text"] for c in report["comments"]) == sorted(row.text for row in accepted)
    text = all_text(made.files)
    public = {row.text for row in accepted}
    declined = {row.text for row in sheet.rows if row.state != "published"} - public
    assert not [row for row in declined if len(row) > 40 and row in text]
    there = made_for(elsewhere, "real")
    assert replace(there, files={}) == replace(made, files={})
    assert there.files == made.files

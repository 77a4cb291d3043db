"""The package of an engagement: whole, apart, the same every time, for those who may have it."""

import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engage.accounts.models import Person
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service.documenting import add_document, take_away
from engage.governance.elections.service import Dates, ask_exception, revoke_exception
from engage.governance.outbound import Outbound
from engage.jobs.worker import run_due
from engage.media.documents.limits import CleanDocument
from engage.media.documents.queries import document_with_content
from engage.media.documents.rules import DocumentWords
from engage.media.service import store_picture
from engage.moderation.service import unpublish
from engage.records import keeping, queries, service
from engage.records.archive import read_manifest
from engage.records.contents import listing
from engage.records.models import RecordsPart
from engage.records.rules import State, differences
from engage.replies.models import ReplyApproval
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.approving import publish_stamped
from tests.governance.elections.calendar import (
    asked_for,
    director,
    executive,
    granted,
    set_election,
)
from tests.media.files import picture
from tests.records.filing import classified
from tests.replies.staff import save, speaker, with_standing_approval
from tests.reports.people import SLUG, built, crowd, say
from tests.reports.released import approved_and_released

NAME, EMAIL = "Rosalind Achterberg", "rosalind@achterberg.example"
SECRET = "The neighbour at the corner grows something he should not."
PAGES = {"/engagements/night-buses": b"<h1>Should buses run at night?</h1>"}


@pytest.fixture
def units(both_units: Units, clock: FixedClock) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL; the engagement has closed."""
    classified(both_units)
    crowd(both_units, 3)
    say(both_units, "More buses please, I would use them.", name=NAME, email=EMAIL)
    say(both_units, SECRET, "not_published", note="He is named in the paper.")
    clock.advance(days=40)
    return both_units


def filed(units: Units, number: str = "340-20/BUSES") -> int:
    with units.writing(SYSTEM) as unit:
        return service.file_records(unit, SLUG, number, date(2026, 4, 2), PAGES).id


def archived(units: Units, path: Path, filing_id: int, *, with_restricted: bool = True) -> bytes:
    service.make_archive(units, SYSTEM, filing_id, path, with_restricted=with_restricted)
    return path.read_bytes()


def lines(path: Path, name: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(name).splitlines()]


def test_an_open_engagement_cannot_be_filed(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit, pytest.raises(Refused, match="once an engagement has"):
        service.file_records(unit, SLUG, "340-20", date(2026, 3, 2), {})


def test_the_package_holds_what_was_asked_decided_and_sent(units: Units, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    archived(units, path, filed(units))
    _, stated, found = read_manifest(path)
    assert list(differences(stated, found, without_restricted=False)) == []
    assert [line["text"] for line in lines(path, "submissions/published.jsonl")] != []
    assert {line["step"] for line in lines(path, "approvals/decisions.jsonl")} >= {"privacy"}
    assert lines(path, "notice/versions.jsonl")[0]["authority"]
    assert lines(path, "plan/revisions.jsonl") and lines(path, "plan/assessments.jsonl")
    assert len(lines(path, "decisions/comments.jsonl")) == 5
    assert {line["action"] for line in lines(path, "decisions/audit.jsonl")} >= {
        "engagement.published",
        "comment.decided",
    }
    with zipfile.ZipFile(path) as archive:
        page = archive.read("pages/engagements/night-buses.html")
        assert PAGES[f"/engagements/{SLUG}"] in page
        engagement = json.loads(archive.read("engagement.json"))
    assert engagement["filing"]["file_number"] == "340-20/BUSES"


def test_who_wrote_and_what_was_not_published_lies_apart(units: Units, tmp_path: Path) -> None:
    filing = filed(units)
    path = tmp_path / "package.zip"
    archived(units, path, filing)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    for secret in (NAME, EMAIL, SECRET, "named in the paper"):
        where = {name for name, content in held.items() if secret in content}
        assert where and all(name.startswith("restricted/") for name in where)
    without = archived(units, tmp_path / "open.zip", filing, with_restricted=False)
    assert not any(secret.encode() in without for secret in (NAME, EMAIL, SECRET))


def test_the_same_filing_gives_the_same_archive(
    units: Units, tmp_path: Path, clock: FixedClock
) -> None:
    filing = filed(units)
    first = archived(units, tmp_path / "a.zip", filing)
    clock.advance(days=3)
    with units.writing(SYSTEM) as unit:
        service.taken_by_command(unit, SLUG, with_restricted=True)
    assert archived(units, tmp_path / "b.zip", filing) == first


def test_filing_again_keeps_the_earlier_filing(units: Units) -> None:
    filed(units)
    filed(units, "340-20/BUSES-2")
    with units.reading(SYSTEM) as unit:
        number = engagement_by_slug(unit.session, SLUG).id
        filings = queries.filings_of(unit.session, number)
    assert [(one.number, one.file_number) for one in filings] == [
        (2, "340-20/BUSES-2"),
        (1, "340-20/BUSES"),
    ]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE records_filing SET file_number = 'x'", "DELETE FROM records_page"],
)
def test_a_filing_is_never_changed(units: Units, statement: str) -> None:
    filed(units)
    with (
        units.database.engine.begin() as connection,
        pytest.raises(DBAPIError, match="stays as it was"),
    ):
        connection.execute(text(statement))


def test_filings_are_not_emptied_at_one_stroke(units: Units) -> None:
    if units.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    filed(units)
    with (
        units.database.engine.begin() as connection,
        pytest.raises(DBAPIError, match="stays as it was"),
    ):
        connection.execute(text("TRUNCATE records_page"))


def test_a_job_makes_the_package_that_was_asked_for(units: Units, clock: FixedClock) -> None:
    filed(units)
    with units.writing(SYSTEM) as unit:
        package_id = service.request_package(unit, SLUG, with_restricted=False).id
    with units.writing(SYSTEM) as unit, pytest.raises(Refused, match="being made"):
        service.request_package(unit, SLUG, with_restricted=False)
    run_due(units, HANDLERS)
    with units.writing(SYSTEM) as unit:
        package, name = service.download(unit, package_id)
        assert package.state == State.READY and name == "night-buses-records-1-open.zip"
        size = package.size
    assert size and sum(map(len, keeping.streamed(units, package_id, size))) == size


def test_a_report_whose_words_left_view_is_in_no_package(units: Units, tmp_path: Path) -> None:
    built(units)
    approved_and_released(units, 1)
    filing = filed(units)
    path = tmp_path / "a.zip"
    archived(units, path, filing, with_restricted=False)
    assert any(name.startswith("report/1/") for name in zipfile.ZipFile(path).namelist())
    with units.writing(SYSTEM) as unit:
        number = unit.session.scalar(select(Comment.id).where(Comment.published_version == 1))
        assert number is not None
        unpublish(unit, number, ("third_party_information",), "")
    archived(units, path, filing, with_restricted=False)
    names = zipfile.ZipFile(path).namelist()
    assert "report/releases.jsonl" in names
    assert not any(name.startswith("report/1/") for name in names)


def test_pictures_and_documents_that_the_public_has_are_in_the_package(
    units: Units, tmp_path: Path
) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        given = {"alt": "A bus.", "owner": "The Province", "licence": "staff"}
        cleared = store_picture(unit, picture(), engagement_id=engagement.id, **given).name
        unclear = store_picture(
            unit, picture(size=(20, 20)), alt="A stop.", engagement_id=engagement.id
        ).name
        words = DocumentWords("The plan", "en", "", "The Province", "staff")
        kept = [
            add_document(unit, engagement, CleanDocument(content, 1), words).name
            for content in (b"%PDF- the plan", b"%PDF- gone")
        ]
        publish_stamped(unit, engagement)
        gone = document_with_content(unit.session, kept[1])
        assert gone is not None
        take_away(unit, engagement, gone)
    path = tmp_path / "a.zip"
    archived(units, path, filed(units), with_restricted=False)
    names = zipfile.ZipFile(path).namelist()
    assert f"shown/{cleared}.png" in names
    assert f"shown/{unclear}.png" not in names
    assert f"shown/{kept[0]}.pdf" in names
    assert f"shown/{kept[1]}.pdf" not in names
    assert zipfile.ZipFile(path).read(f"shown/{kept[0]}.pdf") == b"%PDF- the plan"
    assert [one["title"] for one in lines(path, "shown/documents.jsonl")] == ["The plan"] * 2
    assert len(lines(path, "shown/pictures.jsonl")) == 2


def parts(units: Units) -> list[tuple[int, int]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(select(RecordsPart.package_id, RecordsPart.number))
        return sorted((one, number) for one, number in rows)


def package_made(units: Units, *, with_restricted: bool = True) -> int:
    with units.writing(SYSTEM) as unit:
        number = service.request_package(unit, SLUG, with_restricted=with_restricted).id
    run_due(units, HANDLERS)
    return number


def test_a_package_is_kept_for_a_week_or_until_a_newer_one_of_its_kind(
    units: Units, clock: FixedClock
) -> None:
    filed(units)
    whole, without = package_made(units), package_made(units, with_restricted=False)
    newer = package_made(units)
    keeping.sweep(units)
    assert {one for one, _ in parts(units)} == {without, newer}
    with units.writing(SYSTEM) as unit, pytest.raises(Refused, match="made again"):
        service.download(unit, whole)
    clock.advance(days=8)
    keeping.sweep(units)
    assert parts(units) == []


def test_a_package_that_failed_leaves_no_bytes(units: Units, tmp_path: Path) -> None:
    filed(units)
    with units.writing(SYSTEM) as unit:
        number = service.request_package(unit, SLUG, with_restricted=True).id
    attempt = keeping.begin(units, number)
    assert attempt is not None
    (tmp_path / "a.zip").write_bytes(b"a name")
    attempt.store(tmp_path / "a.zip")
    with units.writing(SYSTEM) as unit:
        service.give_up(unit, attempt)
    keeping.sweep(units)
    assert parts(units) == []


def test_a_worker_that_slept_while_another_began_changes_nothing(
    units: Units, tmp_path: Path
) -> None:
    filed(units)
    with units.writing(SYSTEM) as unit:
        number = service.request_package(unit, SLUG, with_restricted=True).id
    first = keeping.begin(units, number)
    (tmp_path / "a.zip").write_bytes(b"first")
    second = keeping.begin(units, number)
    assert first is not None and second is not None
    with pytest.raises(keeping.Abandoned):
        first.store(tmp_path / "a.zip")
    with units.writing(SYSTEM) as unit, pytest.raises(keeping.Abandoned):
        service.give_up(unit, first)
    second.store(tmp_path / "a.zip")
    with units.writing(SYSTEM) as unit:
        service.finish(unit, second, "c" * 64, 5)
    assert parts(units) == [(number, 0)]


def test_another_ministry_and_a_lead_get_no_restricted_package(units: Units) -> None:
    filed(units)
    lead = make_person(units, Role.ENGAGEMENT_LEAD, ministry="TRAN")
    stranger = make_person(units, Role.ADMINISTRATOR, ministry="HLTH")
    with units.writing(lead) as unit, pytest.raises(NotAllowed):
        service.request_package(unit, SLUG, with_restricted=True)
    with units.writing(stranger) as unit, pytest.raises(NotFound):
        service.request_package(unit, SLUG, with_restricted=False)
    with units.writing(SYSTEM) as unit:
        package_id = service.request_package(unit, SLUG, with_restricted=True).id
    run_due(units, HANDLERS)
    with units.writing(lead) as unit, pytest.raises(NotFound):
        service.download(unit, package_id)
    assert isinstance(lead, Actor)


def test_only_staff_who_stand_in_the_package_are_named_in_it(units: Units, tmp_path: Path) -> None:
    filing, path = filed(units), tmp_path / "package.zip"
    first = archived(units, path, filing)
    decided = {line["person_id"] for line in lines(path, "approvals/decisions.jsonl")}
    assert decided <= {line["id"] for line in lines(path, "approvals/people.jsonl")}
    make_person(units, Role.MODERATOR, email="elsewhere@gov.bc.ca", ministry="HLTH")
    assert archived(units, path, filing) == first
    named = {line["name"] for line in lines(path, "approvals/people.jsonl")}
    with units.reading(SYSTEM) as unit:
        everybody = {one.name for one in unit.session.scalars(select(Person))}
    assert everybody - named


def test_policies_are_those_of_the_day_of_filing(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = filed(units)
    first = archived(units, tmp_path / "a.zip", filing)
    (tmp_path / "fr").mkdir()
    for name in ("terms.md", "fr/terms.md"):
        (tmp_path / name).write_text("Other terms, of another year.")
    monkeypatch.setattr(listing, "POLICIES", tmp_path)
    assert archived(units, tmp_path / "b.zip", filing) == first
    later = archived(units, tmp_path / "c.zip", filed(units, "340-20/BUSES-2"))
    assert b"of another year" in later


def test_who_approved_a_reply_to_what_stands_in_the_package(units: Units, tmp_path: Path) -> None:
    with units.reading(SYSTEM) as unit:
        number = unit.session.scalar(select(Comment.id).where(Comment.published_version == 1))
        engagement = engagement_by_slug(unit.session, SLUG)
    with_standing_approval(units, engagement)
    reply = save(units, speaker(units), number)
    people = [make_person(units, Role.MODERATOR).person_id for _ in range(2)]
    with units.writing(SYSTEM) as unit:
        for role, person in zip(("second", "first"), people, strict=True):
            signed = {"body_hash": "a" * 64, "approved_at": unit.now, "approved_by": person}
            unit.session.add(ReplyApproval(reply_id=reply.id, version=1, role=role, **signed))
    path = tmp_path / "package.zip"
    archived(units, path, filed(units), with_restricted=False)
    found = lines(path, "decisions/reply_approvals.jsonl")
    assert [(one["role"], one["approved_by"]) for one in found] == [
        ("first", people[1]),
        ("second", people[0]),
    ]
    (standing,) = lines(path, "approvals/standing.jsonl")
    named = {one["id"] for one in lines(path, "approvals/people.jsonl")}
    assert {standing["given_by"], standing["countersigned_by"], *people} <= named
    (told,) = lines(path, "decisions/replied_to.jsonl")
    assert (told["comment_id"], told["published_at"]) == (number, None)


def test_exceptions_of_elections_stand_in_the_package(units: Units, tmp_path: Path) -> None:
    """Those of this engagement, with who granted them and why, and who revoked one."""
    build_engagement(units, "ferries")
    with units.reading(SYSTEM) as unit:
        mine, other = (engagement_by_slug(unit.session, slug).id for slug in (SLUG, "ferries"))
        now = unit.now
    period = set_election(units, Dates(now - timedelta(days=1), now + timedelta(days=28), None))
    in_force = granted(units, period, mine, Outbound.PROMOTE).id
    granted(units, period, other, Outbound.PROMOTE)
    with units.writing(director(units)) as unit:
        half = ask_exception(unit, asked_for(period, mine, Outbound.PUBLISH_RESULTS)).id
    with units.writing(executive(units)) as unit:
        revoke_exception(unit, half)
    path = tmp_path / "package.zip"
    archived(units, path, filed(units), with_restricted=False)
    first, second = lines(path, "approvals/election_exceptions.jsonl")
    directors = (director(units).person_id, executive(units).person_id)
    assert (first["id"], first["kind"], first["ground"]) == (in_force, "promote", "emergency")
    assert (first["communications_by"], first["executive_by"]) == directors
    assert first["executive_reason"] == "I read it and agree."
    assert first["communications_at"] and first["executive_at"] and first["revoked_at"] is None
    assert (second["id"], second["executive_by"]) == (half, None)
    assert second["revoked_by"] == directors[1] and second["revoked_at"]
    named = {one["id"] for one in lines(path, "approvals/people.jsonl")}
    assert set(directors) <= named

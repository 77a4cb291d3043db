"""The audit, searched and taken away: by whom, and what is found."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from engage.audit.models import AuditEntry
from engage.audit.service import verify
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk import audit_web
from engage.desk.audit_queries import actions, audit_page, counted_up_to, families
from engage.desk.audit_rules import PAGE, Entry, Sought
from tests.app_fixtures import MakeEngagement, make_person

AUDIT = "/staff/audit"
SignIn = Callable[..., Actor]


def write(units: Units, actor: Actor, action: str, subject: str, **detail: str | int) -> None:
    with units.writing(actor) as unit:
        unit.audit(action, subject, **detail)


def found(units: Units, sought: Sought, **page: int) -> list[Entry]:
    with units.reading(SYSTEM) as unit:
        return audit_page(unit.session, sought, **{"limit": PAGE, **page})


def test_entries_are_found_by_who_what_about_what_and_when(
    both_units: Units, clock: FixedClock
) -> None:
    robin = make_person(both_units, Role.MODERATOR, acknowledged=False)
    write(both_units, robin, "comment.decided", "comment:1")
    clock.advance(hours=30)
    middle = clock.now()
    write(both_units, robin, "comment.noted", "comment:2")
    write(both_units, SYSTEM, "comments.imported", "engagement:7")
    clock.advance(hours=30)
    write(both_units, SYSTEM, "comment.decided", "comment:1")

    def numbers(**sought: object) -> list[tuple[str, str]]:
        entries = found(both_units, Sought(**sought))  # type: ignore[arg-type]
        assert [one.seq for one in entries] == sorted((e.seq for e in entries), reverse=True)
        return [(one.action, one.subject) for one in entries]

    noted, decided = ("comment.noted", "comment:2"), ("comment.decided", "comment:1")
    imported = ("comments.imported", "engagement:7")
    assert numbers(actor=robin.label) == [noted, decided]
    assert numbers(subject="comment:1") == [decided, decided]
    assert numbers(family="comment") == [decided, noted, decided]
    assert numbers(family="comment", actor="system") == [decided]
    assert numbers(since=middle, until=middle + timedelta(hours=1)) == [imported, noted]
    assert numbers(since=middle)[:3] == [decided, imported, noted]
    assert decided not in numbers(since=middle, until=middle + timedelta(hours=30))
    assert numbers(since=clock.now() + timedelta(days=3)) == []
    assert numbers(until=middle - timedelta(days=300)) == []
    assert numbers(family="comm") == []


def test_pages_follow_each_other_without_gap_or_repeat(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        for index in range(7):
            unit.audit("job.retried", f"job:{index}")
    pages, before = [], None
    while page := found(both_units, Sought(), limit=3, **({"before": before} if before else {})):
        pages.append([one.seq for one in page])
        before = page[-1].seq
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]


def test_the_kinds_of_actions_are_those_that_were_written(both_units: Units) -> None:
    for action in ("job.retried", "comment.noted", "job.retried", "old.thing"):
        write(both_units, SYSTEM, action, "thing:1")
    with both_units.reading(SYSTEM) as unit:
        assert actions(unit.session) == ["comment.noted", "job.retried", "old.thing"]
        assert families(unit.session) == ["comment", "job", "old"]
        assert counted_up_to(unit.session, Sought(), 10) == 4
        assert counted_up_to(unit.session, Sought(), 2) == 3


def test_the_audit_is_closed_to_other_roles(client: FlaskClient, sign_in: SignIn) -> None:
    others = [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)]
    sign_in(*others, acknowledged=False)
    for path in (AUDIT, f"{AUDIT}/export.csv", f"{AUDIT}/export.json"):
        assert client.get(path).status_code == 403


def test_one_ministry_is_not_enough(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, ministry="TRAN")
    for path in (AUDIT, f"{AUDIT}/export.csv"):
        assert client.get(path).status_code == 403
    assert 'href="/staff/audit"' not in client.get("/staff/").text


def test_an_entry_reads_in_words_with_names(
    client: FlaskClient, sign_in: SignIn, units: Units, make_engagement: MakeEngagement
) -> None:
    engagement = make_engagement()
    officer = sign_in(Role.PRIVACY_OFFICER)
    write(units, officer, "election.comments_shown", engagement.scope, before="held", after="shown")
    html = client.get(f"{AUDIT}?about={engagement.scope}").text
    for words in (
        "Newly approved comments shown in an election",
        "From held to shown",
        "Sam Staff",
        "Should buses run at night?",
        engagement.scope,
        "The system",
        "Monday, 2 March 2026,<br>noon",
        'href="/staff/audit" aria-current="page"',
    ):
        assert words in html, words


def test_days_are_those_of_the_province(
    client: FlaskClient, sign_in: SignIn, units: Units, clock: FixedClock
) -> None:
    sign_in(Role.ADMINISTRATOR)
    for moment, subject in (
        (datetime(2026, 3, 10, 6, 59, 59, tzinfo=UTC), "job:1"),
        (datetime(2026, 3, 10, 7, 0, tzinfo=UTC), "job:2"),
        (datetime(2026, 3, 11, 6, 59, 59, tzinfo=UTC), "job:3"),
        (datetime(2026, 3, 11, 7, 0, tzinfo=UTC), "job:4"),
    ):
        with units.writing(SYSTEM, moment) as unit:
            unit.audit("job.retried", subject)
    html = client.get(f"{AUDIT}?action=job&since=2026-03-10&until=2026-03-10").text
    assert [f"job:{n}" in html for n in (1, 2, 3, 4)] == [False, True, True, False]


WRONG = {
    "since=2026-02-30": "Enter a date as year, month and day",
    "until=tomorrow": "Enter a date as year, month and day",
    "since=2026-03-02&until=2026-03-01": "The last day lies before the first.",
    "since=0001-01-01": "Choose a day of the years 2000 to 2100.",
    "until=9999-12-31": "Choose a day of the years 2000 to 2100.",
    "about=engagement+7": "Enter what it is and its number",
    "about=%27+OR+1%3D1": "Enter what it is and its number",
    "actor=person:999": "Not a valid choice",
    "action=nothing": "Not a valid choice",
}


def test_a_wrong_search_is_told_at_its_field_and_keeps_the_rest(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(Role.ADMINISTRATOR)
    for query, message in WRONG.items():
        for path in (AUDIT, f"{AUDIT}/export.csv"):
            answer = client.get(f"{path}?{query}&x=1")
            assert answer.status_code == 422, query
            assert message in answer.text
    kept = client.get(f"{AUDIT}?about=engagement:7&since=x").text
    assert 'value="engagement:7"' in kept
    assert "No entry" not in kept


def test_a_wrong_place_is_no_crash(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    for before in ("0", "-1", "x", "", "9" * 20):
        assert client.get(f"{AUDIT}?before={before}").status_code == 200


def test_older_entries_keep_the_search(client: FlaskClient, sign_in: SignIn, units: Units) -> None:
    sign_in(Role.ADMINISTRATOR)
    with units.writing(SYSTEM) as unit:
        for index in range(PAGE + 1):
            unit.audit("job.retried", f"job:{index}")
    first = client.get(f"{AUDIT}?action=job").text
    assert 'about=job:0"' not in first
    older = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = client.get(older).text
    assert 'about=job:0"' in second
    assert 'about=job:1"' not in second
    assert 'href="/staff/audit?action=job">Newest entries' in second


def test_a_file_holds_what_was_found_and_taking_it_is_audited(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    officer = sign_in(Role.PRIVACY_OFFICER)
    write(units, SYSTEM, "job.retried", "job:1", kind="=1+1")
    answer = client.get(f"{AUDIT}/export.csv?action=job")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert header[0] == "Number"
    assert row[2:] == ["system", "job.retried", "Background work tried again", "job:1", row[6]]
    (taken,) = found(units, Sought(family="audit"))
    assert (taken.actor, taken.action) == (officer.label, "audit.exported")
    assert taken.detail["count"] == 1
    assert (taken.detail["form"], taken.detail["actions"]) == ("csv", "job")


def test_a_file_for_programs_can_be_checked(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    sign_in(Role.ADMINISTRATOR)
    rows = json.loads(client.get(f"{AUDIT}/export.json").data)
    with units.reading(SYSTEM) as unit:
        kept = {row.seq: row for row in unit.session.scalars(select(AuditEntry))}
        assert verify(unit.session, unit.keyring)[1] == []
    assert len(rows) == len(kept) - 1  # the entry about the file itself came after
    for row in rows:
        entry = kept[row["seq"]]
        assert (row["detail"], row["seal"], row["previous"]) == (
            entry.detail,
            entry.seal,
            entry.previous,
        )
        assert datetime.fromisoformat(row["at"]) == entry.at


def test_too_many_entries_are_not_cut_off_in_silence(
    client: FlaskClient, sign_in: SignIn, units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(Role.ADMINISTRATOR)
    monkeypatch.setattr(audit_web, "LARGEST_FILE", 1)
    answer = client.get(f"{AUDIT}/export.csv")
    assert answer.status_code == 422
    assert "Choose fewer days" in answer.text
    assert found(units, Sought(family="audit")) == []


def test_an_edited_entry_is_shown_and_named(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    """What a forger wrote is text: it acts nowhere."""
    sign_in(Role.ADMINISTRATOR)
    with units.writing(SYSTEM) as unit:
        unit.session.execute(
            insert(AuditEntry).values(
                seq=10_000,
                at=unit.now,
                actor="<b>",
                action="<i>",
                subject="<script>alert(1)</script>",
                detail="<u>",
                key_id="",
                previous="",
                seal="",
            )
        )
    html = client.get(AUDIT).text
    for forged in ("<b>", "<i>", "<u>", "<script>alert"):
        assert forged not in html
    assert "&lt;script&gt;" in html

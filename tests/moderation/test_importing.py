"""Comments of another body come in whole or not at all, and never twice."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from engage.audit.models import AuditEntry
from engage.comments.import_rules import Sheet, read_mapping, read_sheet
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.queries import display_name, public_comments
from engage.comments.rules import State
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed, NotFound
from engage.core.events import CommentsImported
from engage.core.ledgers import Counter as Ledger
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.importing import FaultyFile, import_comments, import_sheet
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.queries.comments import comments_of_engagement
from engage.moderation.queries.waiting import waiting_for_review
from tests.app_fixtures import build_engagement, make_person

COLUMNS = "text=comment-body,received_at=timestamp,state=moderated"
STATES = {"1": State.PUBLISHED, "0": State.WAITING, "-1": State.NOT_PUBLISHED}
CONSULTATIONS = ["american-assembly.bowling-green.csv", "canadian-electoral-reform.csv"]


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    return both_units


@pytest.fixture
def lead(units: Units) -> Actor:
    build_engagement(units)
    return make_person(units, Role.ADMINISTRATOR)


def written(*rows: tuple[str, ...], heading: str = "timestamp,moderated,comment-body") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heading.split(","), *rows])
    return text.getvalue().encode()


def sheet_of(raw: bytes, units: Units, columns: str = COLUMNS) -> Sheet:
    return read_sheet(raw, read_mapping([columns]), units.clock.now())


THREE = written(
    ("1518501496471", "1", "More buses."),
    ("1518501496472", "-1", "Buy my car."),
    ("1518501496473", "0", "Trams, too."),
)


def run(units: Units, actor: Actor, raw: bytes, columns: str = COLUMNS) -> tuple[int, int]:
    done = import_comments(units, actor, "night-buses", "routes", sheet_of(raw, units, columns))
    return done.new, done.already


def rows_of(units: Units) -> Counter[str]:
    with units.reading(SYSTEM) as unit:
        tables = (Comment, CommentText, CommentPerson, Decision, DecisionReason, AuditEntry, Ledger)
        return Counter(
            {
                table.__tablename__: unit.session.scalar(select(func.count()).select_from(table))
                for table in tables
            }
        )


def ledger(units: Units) -> dict[tuple[str, str], int]:
    with units.reading(SYSTEM) as unit:
        found = unit.session.scalars(select(Ledger))
        return {(row.scope, row.name): row.value for row in found if row.value}


def test_rows_become_comments_in_their_states(units: Units, lead: Actor, clock: FixedClock) -> None:
    assert run(units, lead, THREE) == (3, 0)
    with units.reading(SYSTEM) as unit:
        comments = unit.session.scalars(select(Comment).order_by(Comment.id)).all()
        assert [one.state for one in comments] == ["published", "not_published", "waiting"]
        assert {one.channel for one in comments} == {"import"}
        assert {one.notice_given for one in comments} == {"by_the_collecting_body"}
        assert {one.notice_version_id for one in comments} == {None}
        assert [one.waiting_since for one in comments] == [None, None, clock.now()]
        assert [one.published_version for one in comments] == [1, None, None]
        assert comments[0].received_at.isoformat() == "2018-02-13T05:58:16.471000+00:00"
        texts = unit.session.scalars(select(CommentText.body).order_by(CommentText.comment_id))
        assert texts.all() == ["More buses.", "Buy my car.", "Trams, too."]


def test_decisions_of_the_collecting_body_are_recorded_under_who_imports(
    units: Units, lead: Actor
) -> None:
    run(units, lead, THREE)
    with units.reading(SYSTEM) as unit:
        decisions = unit.session.scalars(select(Decision).order_by(Decision.id)).all()
        assert [(one.outcome, one.to_state, one.decided_by) for one in decisions] == [
            ("publish", "published", lead.person_id),
            ("not_publish", "not_published", lead.person_id),
        ]
        reasons = unit.session.scalars(select(DecisionReason)).all()
        assert [(one.decision_id, one.reason) for one in reasons] == [(decisions[1].id, "imported")]


def test_counts_are_those_of_the_rows(units: Units, lead: Actor) -> None:
    run(units, lead, THREE)
    assert ledger(units) == {
        ("engagement:1", "published"): 1,
        ("engagement:1", "not_published"): 1,
        ("engagement:1", "waiting"): 1,
        ("engagement:1", "reason:imported"): 1,
        ("engagement:1", "waiting:intake"): 1,
        ("queue", "waiting"): 1,
        ("queue", "waiting:intake"): 1,
        ("topic:1", "published"): 1,
    }


def test_a_second_run_writes_nothing(units: Units, lead: Actor) -> None:
    run(units, lead, THREE)
    before = rows_of(units)
    assert run(units, lead, THREE) == (0, 3)
    assert rows_of(units) == before


def test_a_longer_file_adds_what_is_new(units: Units, lead: Actor) -> None:
    run(units, lead, THREE)
    longer = THREE + written(("1518501496474", "1", "Ferries."), heading="").lstrip(b'\r\n"')
    assert run(units, lead, longer) == (1, 3)


def test_a_source_id_tells_rows_apart(units: Units, lead: Actor) -> None:
    columns = f"{COLUMNS},source_id=id"
    heading = "timestamp,moderated,comment-body,id"
    first = written(("1518501496471", "0", "Bus.", "7"), heading=heading)
    decided_since = written(("1518501496471", "1", "Bus.", "7"), heading=heading)
    assert run(units, lead, first, columns) == (1, 0)
    assert run(units, lead, decided_since, columns) == (0, 1)


def test_ids_of_another_consultation_are_refused_rather_than_passed_over(
    units: Units, lead: Actor
) -> None:
    columns = f"{COLUMNS},source_id=id"
    heading = "timestamp,moderated,comment-body,id"
    run(units, lead, written(("1518501496471", "1", "Bus.", "7"), heading=heading), columns)
    before = rows_of(units)
    other = written(
        ("1518501400000", "1", "Tram.", "8"), ("1518501499999", "1", "Ferry.", "7"), heading=heading
    )
    with pytest.raises(FaultyFile) as refusal:
        run(units, lead, other, columns)
    assert [fault.line for fault in refusal.value.faults] == [3]
    assert rows_of(units) == before


def test_keys_hold_neither_ids_nor_plain_hashes(units: Units, lead: Actor) -> None:
    raw = written(
        ("1518501496471", "1", "Bus.", "robin@example.ca"),
        heading="timestamp,moderated,comment-body,id",
    )
    run(units, lead, raw, f"{COLUMNS},source_id=id")
    source = sheet_of(raw, units, f"{COLUMNS},source_id=id").rows[0].source
    with units.reading(SYSTEM) as unit:
        key = unit.session.scalars(select(Comment.source_key)).one()
    assert key is not None
    assert "robin" not in key
    assert source not in key


def test_names_are_kept_encrypted_and_shown(units: Units, lead: Actor) -> None:
    heading = "timestamp,moderated,comment-body,who,tongue"
    raw = written(
        ("1518501496471", "1", "Bus.", "Robin Roe", "fr"),
        ("1518501496472", "1", "Tram.", "", ""),
        heading=heading,
    )
    run(units, lead, raw, f"{COLUMNS},display_name=who,language=tongue")
    with units.reading(SYSTEM) as unit:
        (person,) = unit.session.scalars(select(CommentPerson)).all()
        assert "Robin" not in (person.name_cipher or "")
        name = display_name(unit.keyring, person.comment_id, person.name_cipher)
        assert name == "Robin Roe"
        languages = unit.session.scalars(select(Comment.language).order_by(Comment.id)).all()
        assert languages == ["fr", None]


def test_a_faulty_file_imports_nothing(units: Units, lead: Actor) -> None:
    before = rows_of(units)
    with pytest.raises(FaultyFile, match=r"Nothing was imported: the file has 1 fault\.$"):
        run(units, lead, THREE + b"soon,1,Late.\r\n")
    assert rows_of(units) == before


def test_a_failure_on_the_way_imports_nothing(
    units: Units, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engage.moderation.importing.CHUNK", 1)
    before = rows_of(units)

    def fail_at_the_second(_done: int) -> None:
        seen.append(_done)
        if len(seen) == 3:
            raise OSError("the disk is full")

    seen: list[int] = []
    with pytest.raises(OSError, match="disk"):
        import_comments(
            units, lead, "night-buses", "routes", sheet_of(THREE, units), fail_at_the_second
        )
    assert rows_of(units) == before


def test_one_event_and_one_audit_entry_stand_for_the_file(units: Units, lead: Actor) -> None:
    sheet = sheet_of(THREE, units)
    with units.writing(lead) as unit:
        engagement, topic = _place(unit)
        import_sheet(unit, engagement, topic, sheet)
        assert unit.events == [CommentsImported(engagement.id)]
    with units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "comments.imported")
        ).one()
        assert entry.actor == f"person:{lead.person_id}"
        assert json.loads(entry.detail) == {
            "topic": 1,
            "sha256": sheet.digest,
            "published": 1,
            "not_published": 1,
            "waiting": 1,
        }


def _place(unit: Unit):  # type: ignore[no-untyped-def]
    engagement = engagement_by_slug(unit.session, "night-buses")
    return engagement, topic_by_slug(unit.session, engagement.id, "routes")


def test_importing_needs_a_lead_or_an_administrator_of_the_ministry(
    units: Units, lead: Actor
) -> None:
    with pytest.raises(NotAllowed):
        run(units, make_person(units, Role.MODERATOR), THREE)
    elsewhere = make_person(
        units, Role.ENGAGEMENT_LEAD, ministry="HLTH", email="elsewhere@gov.bc.ca"
    )
    with pytest.raises(NotAllowed):
        run(units, elsewhere, THREE)
    own = make_person(units, Role.ENGAGEMENT_LEAD, ministry="TRAN", email="own@gov.bc.ca")
    assert run(units, own, THREE) == (3, 0)


def test_an_unknown_place_is_not_found(units: Units, lead: Actor) -> None:
    sheet = sheet_of(THREE, units)
    with pytest.raises(NotFound):
        import_comments(units, lead, "day-buses", "routes", sheet)
    with pytest.raises(NotFound):
        import_comments(units, lead, "night-buses", "trams", sheet)


def test_progress_reaches_the_number_of_rows(units: Units, lead: Actor) -> None:
    run(units, lead, THREE)
    more = THREE + b"1518501496480,1,Ferries.\r\n"
    steps: list[int] = []
    import_comments(units, lead, "night-buses", "routes", sheet_of(more, units), steps.append)
    assert sum(steps) == 4


def test_statements_do_not_grow_with_the_rows(units: Units, lead: Actor) -> None:
    """Bulk, not row by row: five hundred rows take as many statements as five."""

    def statements(count: int, moment: int) -> int:
        states = ("1", "-1", "0")
        raw = written(*((str(moment + n), states[n % 3], f"Bus {n}.") for n in range(count)))
        seen: list[str] = []
        listen = ("before_cursor_execute", lambda *call: seen.append(call[2]))
        event.listen(units.database.engine, *listen)
        run(units, lead, raw)
        event.remove(units.database.engine, *listen)
        return len(seen)

    assert statements(500, 1518501000000) == statements(5, 1518502000000)


def test_waiting_rows_stand_in_the_queue_in_the_order_of_the_file(
    units: Units, lead: Actor
) -> None:
    texts = [f"Bus number {n}." for n in (3, 1, 2)]
    run(units, lead, written(*(("1518501496471", "0", text) for text in texts)))
    with units.reading(SYSTEM) as unit:
        rows = waiting_for_review(unit.session, within=None, limit=10)
        assert [row.excerpt for row in rows] == texts


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_a_real_consultation_is_imported_whole(
    units: Units, lead: Actor, shared_data: Path, name: str
) -> None:
    path = shared_data / "consultations" / name
    with path.open(encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    expected = Counter(STATES[row["moderated"]] for row in source)
    columns = f"{COLUMNS},source_id=comment-id"
    assert run(units, lead, path.read_bytes(), columns) == (len(source), 0)
    assert run(units, lead, path.read_bytes(), columns) == (0, len(source))
    with units.reading(SYSTEM) as unit:
        engagement, topic = _place(unit)
        tally = counts(unit.session, engagement.scope)
        assert {state: tally.get(state, 0) for state in expected} == expected
        assert tally["reason:imported"] == expected[State.NOT_PUBLISHED]
        everything = comments_of_engagement(unit.session, engagement.id, state=None, limit=2000)
        assert len(everything) == len(source)
        public = public_comments(unit.session, unit.keyring, topic.id, limit=2000)
        accepted = Counter(
            " ".join(row["comment-body"].split()) for row in source if row["moderated"] == "1"
        )
        assert Counter(" ".join(one.text.split()) for one in public) == accepted


OURS = "text=words,received_at=at,channel=came,notice_given=notice"


def test_what_came_to_us_keeps_its_channel_and_the_notice_it_was_given(
    units: Units, lead: Actor
) -> None:
    raw = written(
        (units.clock.now().isoformat(), "A letter.", "paper", "read_out"),
        ("1518501496471", "Collected elsewhere.", "", ""),
        heading="at,words,came,notice",
    )
    import_comments(units, lead, "night-buses", "routes", sheet_of(raw, units, OURS))
    with units.reading(SYSTEM) as unit:
        ours, theirs = unit.session.scalars(select(Comment).order_by(Comment.id))
    assert (ours.channel, ours.notice_given) == ("paper", "read_out")
    assert ours.notice_version_id is not None
    assert (theirs.channel, theirs.notice_given) == ("import", "by_the_collecting_body")
    assert theirs.notice_version_id is None


def test_what_came_to_us_too_late_is_refused_with_its_line(units: Units, lead: Actor) -> None:
    raw = written(
        (units.clock.now().isoformat(), "In time.", "paper", "read_out"),
        ("1518501496471", "Years before.", "phone", "read_out"),
        heading="at,words,came,notice",
    )
    with pytest.raises(FaultyFile) as refused:
        import_comments(units, lead, "night-buses", "routes", sheet_of(raw, units, OURS))
    assert [str(one) for one in refused.value.faults] == [
        "line 3: the engagement took no comments at the time it was received"
    ]
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(Comment.id)) is None

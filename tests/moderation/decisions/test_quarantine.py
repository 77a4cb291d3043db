"""Who reads removed words, for which reason, and what is kept of it."""

import json

import pytest
from sqlalchemy import select, text

from engage.audit.models import AuditEntry
from engage.comments.rules import Invalid
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.models import CommentNote, QuarantineReveal
from engage.moderation.queries.author_past import authors_past_decisions
from engage.moderation.queries.quarantined import in_quarantine
from engage.moderation.rules import NOTE_LENGTH, REVEAL_REASON_LENGTH, UNDO_PERIOD, Outcome, Reason
from engage.moderation.service import add_note, purge_due, reveal
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import send

WHY = "A request for access."


@pytest.fixture
def held(units: Units, moderator: Actor) -> int:
    """The number of one row in quarantine."""
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)
    return acts.quarantined(units)[0].id


def revealed(units: Units, actor: Actor, number: int, reason: str = WHY) -> str:
    with units.writing(actor) as unit:
        return reveal(unit, number, reason)


def test_a_privacy_officer_reads_it_for_a_reason_and_that_is_kept(
    units: Units, officer: Actor, held: int, clock: FixedClock
) -> None:
    clock.advance(days=3)
    assert revealed(units, officer, held) == acts.TEXT
    with units.reading(SYSTEM) as unit:
        row = unit.session.scalars(select(QuarantineReveal)).one()
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "quarantine.revealed")
        ).one()
    assert (row.quarantine_id, row.revealed_by, row.reason) == (held, officer.person_id, WHY)
    assert row.revealed_at == clock.now()
    assert (entry.subject, entry.actor) == (f"quarantine:{held}", officer.label)
    assert set(json.loads(entry.detail)) == {"comment"}


def test_who_took_it_out_reads_it_while_undoing_is_possible(
    units: Units, moderator: Actor, held: int, clock: FixedClock
) -> None:
    assert revealed(units, moderator, held) == acts.TEXT
    clock.advance(seconds=UNDO_PERIOD.total_seconds())
    with pytest.raises(NotAllowed, match="privacy officers"):
        revealed(units, moderator, held)


@pytest.mark.parametrize(
    ("role", "ministry", "refusal"),
    [
        (Role.MODERATOR, None, NotAllowed),
        (Role.ADMINISTRATOR, None, NotAllowed),
        (Role.ENGAGEMENT_LEAD, None, NotFound),
        (Role.SECURITY_OFFICER, None, NotFound),
        (Role.PRIVACY_OFFICER, "HLTH", NotFound),
        (Role.MODERATOR, "HLTH", NotFound),
    ],
)
def test_nobody_else_reads_it(
    units: Units, held: int, role: Role, ministry: str | None, refusal: type[Exception]
) -> None:
    actor = make_person(units, role, email="else@gov.bc.ca", ministry=ministry)
    with pytest.raises(refusal):
        revealed(units, actor, held)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(QuarantineReveal)).all() == []


@pytest.mark.parametrize(
    "reason",
    ["", "   ", "....", "\u200b\u200b", "ok", "x" * (REVEAL_REASON_LENGTH + 1), "\x00" * 9],
)
def test_without_a_reason_nothing_is_shown(
    units: Units, officer: Actor, held: int, reason: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        revealed(units, officer, held, reason)
    assert refusal.value.field == "reason"
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(QuarantineReveal)).all() == []


def test_purged_words_are_gone_for_everybody(
    units: Units, officer: Actor, held: int, clock: FixedClock
) -> None:
    clock.advance(days=31)
    with units.writing(SYSTEM) as unit:
        purge_due(unit)
    with pytest.raises(Refused, match="deleted for good"):
        revealed(units, officer, held)
    with pytest.raises(NotFound):
        revealed(units, officer, held + 1)


def test_without_its_key_it_cannot_be_read(units: Units, officer: Actor, held: int) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.execute(text("UPDATE quarantine SET cipher = 'gone.AAAA'"))
    with pytest.raises(Refused, match="key"):
        revealed(units, officer, held)


def test_the_list_is_of_ones_own_ministries_and_holds_no_words(
    units: Units, held: int, moderator: Actor
) -> None:
    build_engagement(units, "clinics", ministry="HLTH")
    other, _ = send(units, acts.TEXT, slug="clinics")
    acts.published_without_the_name(units, moderator, other)
    own = make_person(units, Role.PRIVACY_OFFICER, email="own@gov.bc.ca", ministry="HLTH")
    with units.reading(own) as unit:
        within = own.ministries((Role.PRIVACY_OFFICER,))
        rows = in_quarantine(unit.session, within=within, limit=10)
    assert [row.comment_id for row in rows] == [other]
    assert acts.NAME not in repr(rows)
    with units.reading(SYSTEM) as unit:
        whole = in_quarantine(unit.session, within=None, limit=10)
        assert [row.id for row in whole] == [held + 1, held]
        assert [row.id for row in in_quarantine(unit.session, within=None, limit=1)] == [held + 1]
        older = in_quarantine(unit.session, within=None, limit=9, before_id=held + 1)
    assert [(row.id, row.removed_by, row.reveals) for row in older] == [(held, "Sam Staff", 0)]


def test_earlier_decisions_of_an_author_are_found_without_a_name(
    units: Units, moderator: Actor
) -> None:
    first = acts.send_with_address(units, "One bus.", "A.Citizen@example.ca")
    second = acts.send_with_address(units, "Two buses.")
    stranger = acts.send_with_address(units, "Three buses.", "b@example.ca")
    third = acts.send_with_address(units, "Four buses.")
    acts.refused(units, moderator, first, Reason.PROFANITY)
    acts.undone(units, moderator, acts.published(units, moderator, second))
    acts.published(units, moderator, second)
    acts.published(units, moderator, stranger)
    with units.reading(SYSTEM) as unit:
        past = authors_past_decisions(unit.session, third, None)
        assert dict(past.by_outcome) == {Outcome.PUBLISH: 1, Outcome.NOT_PUBLISH: 1}
        assert [(one.comment_id, one.reasons) for one in past.newest] == [
            (second, ()),
            (first, (Reason.PROFANITY,)),
        ]
        assert "citizen" not in repr(past).lower()
        elsewhere = authors_past_decisions(unit.session, third, frozenset({99}))
        assert not elsewhere.by_outcome


def test_decisions_on_earlier_texts_of_a_receipt_are_found(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    other, _ = send(units, "Nobody's address.")
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC)
    acts.published(units, moderator, other)
    acts.corrected(units, comment_id, "On topic now.")
    with units.reading(SYSTEM) as unit:
        past = authors_past_decisions(unit.session, comment_id, None)
    assert [(one.comment_id, one.version) for one in past.newest] == [(comment_id, 1)]


@pytest.mark.parametrize("words", ["", " ", "\u200d", "n" * (NOTE_LENGTH + 1), "n" * 1_000_000])
def test_a_note_says_something_and_not_too_much(units: Units, moderator: Actor, words: str) -> None:
    comment_id, _ = send(units)
    with units.writing(moderator) as unit, pytest.raises(Invalid) as refusal:
        add_note(unit, comment_id, words)
    assert refusal.value.field == "note"


def test_notes_are_kept_for_moderators_of_the_ministry(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    with units.writing(moderator) as unit:
        add_note(unit, comment_id, " <b>Seen\u202e</b> ")
    with units.reading(SYSTEM) as unit:
        note = unit.session.scalars(select(CommentNote)).one()
    assert (note.body, note.written_by) == ("<b>Seen</b>", moderator.person_id)
    elsewhere = make_person(units, Role.MODERATOR, email="far@gov.bc.ca", ministry="HLTH")
    with units.writing(elsewhere) as unit, pytest.raises(NotFound):
        add_note(unit, comment_id, "Hello.")

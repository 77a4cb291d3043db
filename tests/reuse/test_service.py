"""Quotations from choosing to the report, on both databases: who may, what ends an approval."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import CommentText
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.events import CommentPurged
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.governance.conduct.service import record_conflict
from engage.governance.conduct.service.conflicts import Subject
from engage.governance.elections.models import ElectionPeriod
from engage.jobs.worker import run_due
from engage.reuse import service
from engage.reuse.kinds import Kind
from engage.reuse.models import Quotation, QuotationDecision, ReuseRecord
from engage.reuse.queries import known_kept, known_removed, told_quotations
from engage.reuse.queries.choosing import published_text, published_texts
from engage.reuse.queries.standing import (
    CORRECTED,
    NOT_PUBLIC,
    WORDS_OUT,
    quotation_by_id,
    quotations_of,
    text_hash_of,
)
from engage.reuse.queries.waiting import waiting_for_second
from engage.reuse.rules import Edit, State
from engage.reuse.service import Marked, Place
from engage.reuse.service.following import follow_gone
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import put_in_queue, send_looked_at
from tests.reuse.quoting import (
    STRETCH,
    TEXT,
    approved,
    changed,
    decided,
    here,
    people,
    proposed,
    published,
    quoted,
    standing,
    state,
    suggested,
)

TOLD = "I live in [town] and walk home."
SECRET = "Mrs. Achterberg said that she may be named."


def told(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [one.text for one in told_quotations(unit.session, here(unit).id, unit.now)]


def test_words_go_from_a_published_comment_to_the_report_by_two_people(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = quoted(both_units, lead, comment)
    assert state(both_units, number) is State.DRAFT
    seen = proposed(both_units, lead, number)
    assert state(both_units, number) is State.WAITS
    assert told(both_units) == []
    decided(both_units, officer, number, seen)
    with both_units.reading(SYSTEM) as unit:
        (one,) = told_quotations(unit.session, here(unit).id, unit.now)
        actions = list(unit.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert (one.number, one.comment_id, one.version) == (number, comment, 1)
    assert (one.text, one.language, one.topic_slug) == (TOLD, "en", "routes")
    assert (one.is_from_elsewhere, one.attribution, one.position) == (False, "", 1)
    ours = [action for action in actions if action.startswith("quotation.")]
    assert ours == [
        "quotation.chosen", "quotation.changed", "quotation.proposed", "quotation.approved",
    ]  # fmt: skip


def test_no_word_of_a_comment_is_stored_with_its_quotation_nor_audited(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    approved(both_units, lead, officer, published(both_units, moderator))
    with both_units.reading(SYSTEM) as unit:
        row = unit.session.scalars(select(Quotation)).one()
        kept = [str(getattr(row, column.key)) for column in Quotation.__table__.columns
                if hasattr(row, column.key)]  # fmt: skip
        entries = unit.session.scalars(select(AuditEntry)).all()
        written = json.dumps([*kept, row.edits, *(str(one.detail) for one in entries)])
    assert "Kitimat" not in written
    assert "walk home" not in written


def test_only_what_the_public_reads_can_be_chosen(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    waiting, _ = send_looked_at(both_units, "This waits and is not public.")
    gone = published(both_units, moderator, "This was public for an hour.")
    acts.taken_from_view(both_units, moderator, gone, "off_topic")
    public = published(both_units, moderator)
    with both_units.reading(lead) as unit:
        rows, _ = published_texts(unit.session, here(unit).id)
        assert [row.comment_id for row in rows] == [public]
        found, _ = published_texts(unit.session, here(unit).id, words="KITIMAT")
        assert [row.comment_id for row in found] == [public]
        assert published_texts(unit.session, here(unit).id, words="100%")[0] == []
        with pytest.raises(NotFound):
            published_text(unit.session, here(unit).id, "no-such-comment")
    assert waiting


def test_what_an_election_keeps_from_the_public_is_not_quoted(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    number = published(both_units, moderator)
    with both_units.writing(SYSTEM) as unit:
        unit.session.add(
            ElectionPeriod(
                called_at=unit.now,
                voting_ends_at=unit.now + timedelta(days=30),
                known_at=unit.now - timedelta(days=1),
                set_at=unit.now - timedelta(days=1),
            )
        )
    with pytest.raises(Refused, match="does not see it yet"):
        quoted(both_units, lead, number)


def test_the_second_person_is_another_one_of_the_right_role(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    other = make_person(both_units, Role.ENGAGEMENT_LEAD, email="other.lead@gov.bc.ca")
    away = make_person(both_units, Role.PRIVACY_OFFICER, ministry="HLTH", email="away@gov.bc.ca")
    number = quoted(both_units, lead, published(both_units, moderator))
    seen = proposed(both_units, lead, number)
    for wrong in (lead, moderator, away, SYSTEM):
        with pytest.raises(NotAllowed):
            decided(both_units, wrong, number, seen)
    # Whoever changed it is one of its authors.
    changed(both_units, other, number, [*standing(both_units, number).edits, _cut(both_units)])
    seen = proposed(both_units, lead, number)
    with pytest.raises(NotAllowed):
        decided(both_units, other, number, seen)
    decided(both_units, officer, number, seen)
    assert state(both_units, number) is State.APPROVED


def _cut(units: Units) -> Edit:
    at = TEXT.index("walk home")
    return Edit(at, at + 4, Kind.OTHER, "[details]")


def test_who_declared_a_conflict_neither_chooses_nor_decides(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = quoted(both_units, lead, comment)
    seen = proposed(both_units, lead, number)
    for person in (officer, lead):
        with both_units.writing(person) as unit:
            engagement = here(unit)
            subject = Subject(engagement.ministry_id, engagement.id)
            record_conflict(unit, subject, "My brother drives there.")
    with pytest.raises(Refused):
        decided(both_units, officer, number, seen)
    with pytest.raises(Refused):
        quoted(both_units, lead, comment, "Nobody should have to do that.")


def test_an_edit_after_the_approval_ends_it_until_it_is_read_again(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    before = standing(both_units, number)
    changed(both_units, lead, number, [*before.edits, _cut(both_units)])
    assert state(both_units, number) is State.DRAFT
    assert told(both_units) == []
    # Exactly what was approved is approved.
    changed(both_units, lead, number, before.edits)
    assert told(both_units) == [TOLD]


def test_another_place_in_the_report_ends_it_and_another_order_does_not(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    first = approved(both_units, lead, officer, comment)
    second = quoted(both_units, lead, comment, "Nobody should have to do that.")
    with both_units.writing(lead) as unit:
        service.move(unit, here(unit), second, is_up=True)
    assert state(both_units, first) is State.APPROVED
    with both_units.reading(lead) as unit:
        order = [one.row.id for one in quotations_of(unit.session, here(unit).id, unit.now)]
    assert order == [second, first]
    with both_units.writing(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, first, unit.now)
        place = Place(one.row.topic_id + 1, None, "en")
        service.change(unit, here(unit), first, one.edits, place, seen=one.row.revision)
    assert state(both_units, first) is State.DRAFT


@pytest.mark.parametrize("change", ["withdrawn", "unpublished", "corrected", "redacted"])
def test_what_becomes_of_the_comment_ends_its_quotation_at_once(
    both_units: Units, change: str
) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = approved(both_units, lead, officer, comment)
    assert told(both_units) == [TOLD]
    if change == "withdrawn":
        acts.withdrawn(both_units, comment)
    elif change == "unpublished":
        acts.taken_from_view(both_units, moderator, comment, "off_topic")
    elif change == "corrected":
        acts.corrected(both_units, comment, "I walk home each night.")
        put_in_queue(both_units, comment)
        acts.published(both_units, moderator, comment, version=2)
    else:
        with both_units.writing(SYSTEM) as unit:
            text = unit.session.get_one(CommentText, (comment, 1))
            text.body = text.body.replace("Kitimat", "[address removed]")
    one = standing(both_units, number)
    expected = {"corrected": CORRECTED, "redacted": WORDS_OUT}.get(change, NOT_PUBLIC)
    assert (one.state, one.why_stale, one.was_approved) == (State.STALE, expected, True)
    # Its words are nowhere to be read, not even by staff.
    assert (one.body, one.text) == ("", "")
    assert told(both_units) == []
    with both_units.reading(SYSTEM) as unit:
        assert list(known_removed(unit.session, here(unit).id)) == []
    with pytest.raises(Refused):
        changed(both_units, lead, number, [])


@pytest.mark.parametrize("change", ["withdrawn", "purged"])
def test_reasons_go_with_the_words_that_they_may_repeat(both_units: Units, change: str) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = quoted(both_units, lead, comment)
    with both_units.writing(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        kept = [replace(edit, words="", reason=SECRET) for edit in suggested(unit, one)]
    changed(both_units, lead, number, kept)
    decided(both_units, officer, number, proposed(both_units, lead, number), is_approved=False)
    with both_units.writing(SYSTEM) as unit:
        follow_gone(unit, {"comment_id": comment})
    assert SECRET in reasons(both_units), "while the words are public, their reasons are needed"
    if change == "withdrawn":
        acts.withdrawn(both_units, comment)
        run_due(both_units, HANDLERS)
    else:
        acts.taken_from_view(both_units, moderator, comment, "off_topic")
        with both_units.writing(SYSTEM) as unit:
            unit.emit(CommentPurged(comment))
        run_due(both_units, HANDLERS)
    assert SECRET not in reasons(both_units) and "Too much is told." not in reasons(both_units)
    assert state(both_units, number) is State.STALE


def reasons(units: Units) -> str:
    with units.reading(SYSTEM) as unit:
        edits = unit.session.scalars(select(Quotation.edits)).all()
        return repr([edits, unit.session.scalars(select(QuotationDecision.reason)).all()])


def test_a_correction_that_waits_changes_nothing_yet(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    approved(both_units, lead, officer, comment)
    acts.corrected(both_units, comment, "I walk home each night.")
    assert told(both_units) == [TOLD]


def test_nothing_is_asked_or_approved_while_a_finding_is_open(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))
    revision = standing(both_units, number).row.revision
    with pytest.raises(Refused), both_units.writing(lead) as unit:
        service.propose(unit, here(unit), number, seen=revision)
    one = standing(both_units, number)
    at = TEXT.index("Kitimat")
    with pytest.raises(Refused):
        changed(both_units, lead, number, [Edit(at, at + 7, Kind.PLACE, "", "  ")])
    kept = Edit(at, at + 7, Kind.PLACE, "", "The town asked to be named.")
    after = changed(both_units, lead, number, [kept])
    assert after.text == STRETCH
    assert after.row.revision == one.row.revision + 1


def test_of_two_who_change_it_the_second_is_told(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))
    stale = standing(both_units, number).row
    seen = proposed(both_units, lead, number)
    with pytest.raises(Conflict), both_units.writing(lead) as unit:
        service.change(
            unit, here(unit), number, [], Place(stale.topic_id, None, "en"), seen=stale.revision
        )
    with pytest.raises(Conflict), both_units.writing(lead) as unit:
        service.remove(unit, here(unit), number, seen=stale.revision)
    changed(both_units, lead, number, [*standing(both_units, number).edits, _cut(both_units)])
    with pytest.raises(Conflict):
        decided(both_units, officer, number, seen)


def test_who_reads_while_the_comment_goes_approves_nothing(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = quoted(both_units, lead, comment)
    seen = proposed(both_units, lead, number)
    acts.withdrawn(both_units, comment)
    with pytest.raises(Conflict):
        decided(both_units, officer, number, seen)


def test_what_was_returned_is_changed_before_it_is_asked_again(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))
    seen = proposed(both_units, lead, number)
    with pytest.raises(Refused), both_units.writing(officer) as unit:
        service.decide(unit, here(unit), number, is_approved=False, seen_hash=seen)
    decided(both_units, officer, number, seen, is_approved=False)
    assert state(both_units, number) is State.RETURNED
    revision = standing(both_units, number).row.revision
    with pytest.raises(Refused), both_units.writing(lead) as unit:
        service.propose(unit, here(unit), number, seen=revision)
    with pytest.raises(Conflict):
        decided(both_units, officer, number, seen)


def test_an_approval_can_be_taken_back(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    decided(both_units, officer, number, standing(both_units, number).content_hash,
            is_approved=False)  # fmt: skip
    assert told(both_units) == []


def test_removing_is_undone_with_its_approval(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    with both_units.writing(lead) as unit:
        service.remove(unit, here(unit), number, seen=standing(both_units, number).row.revision)
    assert state(both_units, number) is State.REMOVED
    assert told(both_units) == []
    with both_units.writing(lead) as unit:
        service.restore(unit, here(unit), number, seen=standing(both_units, number).row.revision)
    assert told(both_units) == [TOLD]


def test_words_marked_by_hand_are_taken_out_and_nothing_is_put_in(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))

    def marked(exact: str, instead: str) -> str:
        with both_units.writing(lead) as unit:
            one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
            place = Place(one.row.topic_id, None, "en")
            return service.change(
                unit, here(unit), number, one.edits, place,
                seen=one.row.revision, marked=Marked(exact, instead),
            ).text  # fmt: skip

    assert marked("walk home", "[details]") == "I live in Kitimat and [details]."
    for exact, instead in (
        ("nine", "[details]"),
        ("Kitimat", "Terrace"),
        ("Kitimat", "[Terrace]"),
        ("Kiti", "[town]"),
        ("walk home", "[details]"),
    ):
        with pytest.raises(Refused):
            marked(exact, instead)


def test_brackets_follow_the_language_of_the_words(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))
    changed(both_units, lead, number)
    with both_units.writing(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        place = Place(one.row.topic_id, None, "fr")
        after = service.change(unit, here(unit), number, one.edits, place, seen=one.row.revision)
    assert after.text == "I live in [ville] and walk home."


def test_what_was_taken_out_once_is_found_in_every_other_quotation(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    approved(both_units, lead, officer, published(both_units, moderator))
    later = published(both_units, moderator, "the kitimat road is closed again tonight")
    number = quoted(both_units, lead, later, "the kitimat road is closed again tonight")
    with both_units.reading(lead) as unit:
        (removed,) = known_removed(unit.session, here(unit).id)
        assert (removed.kind, removed.text, removed.is_telling) == (Kind.PLACE, "Kitimat", True)
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        hits = [one.body[hit.start : hit.end] for hit in service.findings(unit, one)]
    assert any("kitimat" in hit for hit in hits)


def test_the_name_that_the_author_chose_is_a_finding(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, moderator = people(both_units)
    words = "we at rustler think so too"
    comment = published(both_units, moderator, words, name="Rustler")
    number = quoted(both_units, lead, comment, words)
    with both_units.reading(lead) as unit:
        one = quotation_by_id(unit.session, here(unit).id, number, unit.now)
        assert "rustler" in {words[hit.start : hit.end] for hit in service.findings(unit, one)}


def test_the_desk_tells_those_who_may_decide(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))

    def waiting(person: Actor) -> int:
        with both_units.reading(person) as unit:
            found = waiting_for_second(unit.session, None, person.person_id or 0, unit.now)
            return sum(one.count for one in found)

    assert waiting(officer) == 0
    seen = proposed(both_units, lead, number)
    assert (waiting(officer), waiting(lead)) == (1, 0)
    decided(both_units, officer, number, seen)
    assert waiting(officer) == 0


def test_a_released_report_is_written_into_the_register_once(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    comment = published(both_units, moderator)
    number = approved(both_units, lead, officer, comment)
    quoted(both_units, lead, comment, "Nobody should have to do that.")
    for expected in (1, 0):
        with both_units.writing(lead) as unit:
            assert service.register_report_use(unit, here(unit).id, 7) == expected
    with both_units.writing(lead) as unit:
        assert service.register_report_use(unit, here(unit).id, 8) == 1
        row = unit.session.scalars(select(ReuseRecord).order_by(ReuseRecord.id)).first()
    assert row is not None
    assert (row.quotation_id, row.comment_id, row.comment_version) == (number, comment, 1)
    assert (row.target_kind, row.target_number) == ("report", 7)
    assert (row.removed, row.kept) == ('{"place": 1}', "{}")
    assert (row.reviewer_id, row.basis) == (officer.person_id, "collected_for_it")


def test_of_a_report_only_the_quotations_that_stand_in_it_are_written_down(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    with both_units.writing(lead) as unit:
        assert service.register_report_use(unit, here(unit).id, 7, {number + 1}) == 0
        assert service.register_report_use(unit, here(unit).id, 7, {number}, "Final report") == 1
        assert unit.session.scalars(select(ReuseRecord.target)).all() == ["Final report"]


def test_what_is_kept_with_a_reason_is_known_once_a_second_person_agreed(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = quoted(both_units, lead, published(both_units, moderator))
    at = TEXT.index("Kitimat")
    changed(both_units, lead, number, [Edit(at, at + 7, Kind.PLACE, "", "It asked to be named.")])

    def kept() -> list[tuple[int, str]]:
        with both_units.reading(lead) as unit:
            found = known_kept(unit.session, here(unit).id, unit.now)
            return [(one.number, one.text) for one in found]

    assert kept() == []
    decided(both_units, officer, number, proposed(both_units, lead, number))
    assert kept() == [(number, "Kitimat")]


def test_hashes_are_of_the_text_alone() -> None:
    assert text_hash_of("a") != text_hash_of("b")

"""Reports on both databases: hiding, listing, keeping, limits, what is erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.defences.senders import sender_at
from engage.comments.models import Comment
from engage.comments.rules import Hold, Invalid, NotOpen, StaleForm, State
from engage.comments.service import correct, find_by_receipt
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.events import CommentDecided
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.moderation.models import Decision
from engage.moderation.queries.tallies import waiting_by_partition
from engage.moderation.reported.models import CommentReport
from engage.moderation.reported.queries import (
    Reported,
    counted_reported,
    reported_comments,
    reports_of,
)
from engage.moderation.reported.rules import HIDINGS_AN_HOUR, REPORTS_AN_HOUR, Effect
from engage.moderation.reported.service import forget_notes, keep, report
from engage.moderation.reported.tickets import issue_report_token
from engage.moderation.service import decide, unpublish
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send

HOME = "203.0.113.7"


def stands(units: Units, comment_id: int) -> Comment:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, comment_id)


def publish(units: Units, comment_id: int) -> None:
    version = stands(units, comment_id).version
    with units.writing(SYSTEM) as unit:
        decide(unit, comment_id, version, "publish", (), "")


def published(units: Units, text: str = "Bruno from Elm Street never pays.") -> int:
    comment_id, _ = send(units, text)
    publish(units, comment_id)
    return comment_id


def tell(
    units: Units, comment_id: int, kind: str = "person", note: str = "", address: str = HOME
) -> Effect:
    """Opens the form as anybody and sends it."""
    comment = stands(units, comment_id)
    with units.writing(CITIZEN) as unit:
        token = issue_report_token(unit, comment_id, comment.published_version or 0)
        sender = sender_at(unit.session, address, unit.now)
        return report(unit, comment.public_id, token, kind, note, sender)


def listed(units: Units, within: frozenset[int] | None = None) -> list[Reported]:
    with units.reading(SYSTEM) as unit:
        found = reported_comments(unit.session, within=within, limit=9)
        assert counted_reported(unit.session, within=within) == len(found)
        return found


@pytest.fixture
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


@pytest.fixture
def moderator(both_units: Units) -> Actor:
    return make_person(both_units, Role.MODERATOR)


def test_a_privacy_report_hides_the_comment_until_somebody_looks(
    both_units: Units, engagement: Engagement
) -> None:
    comment_id = published(both_units)
    assert tell(both_units, comment_id) is Effect.HIDDEN
    now = stands(both_units, comment_id)
    assert (now.state, now.published_version, now.hold) == (State.WAITING, None, Hold.PRIVACY)
    assert now.waiting_since is not None
    with both_units.reading(SYSTEM) as unit:
        decision = unit.session.scalars(
            select(Decision).where(Decision.comment_id == comment_id).order_by(Decision.id.desc())
        ).first()
        waits = waiting_by_partition(unit.session, within=None)
    assert decision is not None
    assert (decision.outcome, decision.decided_by, decision.to_state) == (
        "hidden",
        None,
        State.WAITING,
    )
    assert waits[Hold.PRIVACY] == 1
    assert listed(both_units) == []


def test_hiding_tells_the_features_above(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    comment = stands(units, comment_id)
    with units.writing(CITIZEN) as unit:
        token = issue_report_token(unit, comment_id, 1)
        report(unit, comment.public_id, token, "person", "", sender_at(unit.session, "", unit.now))
        decision = unit.session.scalars(select(Decision).where(Decision.outcome == "hidden")).one()
        assert unit.events == [CommentDecided(comment_id, decision.id)]


def test_another_report_keeps_it_public_and_stands_in_the_list(
    both_units: Units, engagement: Engagement
) -> None:
    comment_id = published(both_units)
    assert tell(both_units, comment_id, "policy", "the last line") is Effect.LISTED
    assert stands(both_units, comment_id).state == State.PUBLISHED
    (one,) = listed(both_units)
    assert (one.comment_id, one.reports[0].note, one.slug) == (
        comment_id,
        "the last line",
        "night-buses",
    )
    assert listed(both_units, frozenset({engagement.ministry_id})) == [one]
    assert listed(both_units, frozenset({99})) == []


def test_what_a_moderator_made_public_again_is_not_hidden_twice(
    both_units: Units, engagement: Engagement
) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id)
    publish(both_units, comment_id)
    assert listed(both_units) == []
    assert tell(both_units, comment_id, address="198.51.100.1") is Effect.LISTED
    assert stands(both_units, comment_id).state == State.PUBLISHED
    assert len(listed(both_units)) == 1


def test_what_a_moderator_kept_is_not_hidden_by_the_next(
    both_units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id, "policy")
    with both_units.writing(moderator) as unit:
        assert keep(unit, comment_id, listed(both_units)[0].last_id) == 1
    assert listed(both_units) == []
    assert tell(both_units, comment_id, "person") is Effect.LISTED


def test_a_corrected_text_can_be_hidden_again(both_units: Units, engagement: Engagement) -> None:
    comment_id, code = send(both_units, "Bruno never pays.")
    publish(both_units, comment_id)
    tell(both_units, comment_id)
    publish(both_units, comment_id)
    with both_units.writing(CITIZEN) as unit:
        held = unit.session.get_one(Engagement, engagement.id)
        comment = find_by_receipt(unit, code)
        correct(unit, held, comment, "Karl never pays.", seen_version=1, send_as_is=True)
    publish(both_units, comment_id)
    assert tell(both_units, comment_id) is Effect.HIDDEN


def test_a_waiting_correction_keeps_its_place_when_the_public_text_is_hidden(
    both_units: Units, engagement: Engagement, clock: FixedClock
) -> None:
    comment_id, code = send(both_units, "Bruno never pays.")
    publish(both_units, comment_id)
    with both_units.writing(CITIZEN) as unit:
        held = unit.session.get_one(Engagement, engagement.id)
        comment = find_by_receipt(unit, code)
        correct(unit, held, comment, "Karl never pays.", seen_version=1, send_as_is=True)
    waited = stands(both_units, comment_id).waiting_since
    clock.advance(minutes=10)
    assert tell(both_units, comment_id) is Effect.HIDDEN
    now = stands(both_units, comment_id)
    assert (now.version, now.published_version, now.waiting_since) == (2, None, waited)


def test_reports_that_come_while_a_moderator_reads_are_not_settled_unread(
    both_units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id, "policy", "first")
    seen = listed(both_units)[0].last_id
    tell(both_units, comment_id, "policy", "second")
    with both_units.writing(moderator) as unit:
        keep(unit, comment_id, seen)
    assert [one.note for one in listed(both_units)[0].reports] == ["second"]


def test_the_same_report_twice_is_stored_once(both_units: Units, engagement: Engagement) -> None:
    comment_id = published(both_units)
    for _ in range(2):
        assert tell(both_units, comment_id, "policy", "bad") is Effect.LISTED
    assert len(listed(both_units)[0].reports) == 1


def test_taking_it_down_empties_the_list(
    both_units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id, "policy")
    with both_units.writing(moderator) as unit:
        unpublish(unit, comment_id, ("harassment",), "")
    assert listed(both_units) == []
    with pytest.raises(Refused), both_units.writing(moderator) as unit:
        keep(unit, comment_id, 99)


def test_a_comment_that_is_not_public_is_gone(both_units: Units, engagement: Engagement) -> None:
    comment_id, _ = send(both_units)
    assert tell(both_units, comment_id) is Effect.GONE
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.query(CommentReport).count() == 0


def test_a_second_press_says_that_it_is_gone(both_units: Units, engagement: Engagement) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id)
    assert tell(both_units, comment_id) is Effect.GONE


def test_one_address_hides_a_few_an_hour_and_lists_the_rest(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    numbers = [published(units, f"Comment {n} on Bruno") for n in range(HIDINGS_AN_HOUR + 2)]
    effects = [tell(units, number) for number in numbers[:-1]]
    assert effects == [Effect.HIDDEN] * HIDINGS_AN_HOUR + [Effect.LISTED]
    assert tell(units, numbers[-1], address="198.51.100.1") is Effect.HIDDEN
    clock.advance(hours=1)
    assert tell(units, numbers[-2]) is Effect.HIDDEN


def test_a_flood_from_one_address_is_turned_away(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    for n in range(REPORTS_AN_HOUR):
        tell(units, comment_id, "policy", f"note {n}")
    with pytest.raises(NotOpen):
        tell(units, comment_id, "policy", "one more")
    assert tell(units, comment_id, "policy", "other", address="198.51.100.1") is Effect.LISTED


def test_a_form_on_another_text_or_an_old_one_is_asked_again(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    first, second = published(units), published(units)
    public_id = stands(units, first).public_id
    with units.writing(CITIZEN) as unit:
        tokens = [
            "",
            "x.y",
            issue_report_token(unit, second, 1),
            issue_report_token(unit, first, 2),
        ]
        old = issue_report_token(unit, first, 1)
        sender = sender_at(unit.session, HOME, unit.now)
        for token in tokens:
            with pytest.raises(StaleForm):
                report(unit, public_id, token, "person", "", sender)
    clock.advance(hours=25)
    with pytest.raises(StaleForm), units.writing(CITIZEN) as unit:
        report(unit, public_id, old, "person", "", sender)
    assert stands(units, first).state == State.PUBLISHED


def test_a_report_with_faults_changes_nothing(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    with pytest.raises(Invalid):
        tell(units, comment_id, "nonsense", "x" * 9_999)
    assert stands(units, comment_id).state == State.PUBLISHED


def test_only_the_ministry_s_moderators_keep_a_comment(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    tell(units, comment_id, "policy")
    other = make_person(units, Role.MODERATOR, ministry="HLTH", email="a@gov.bc.ca")
    with pytest.raises(NotFound), units.writing(other) as unit:
        keep(unit, comment_id, 99)
    with pytest.raises(NotAllowed), units.writing(make_person(units, Role.ADMINISTRATOR)) as unit:
        keep(unit, comment_id, 99)
    newcomer = make_person(units, Role.MODERATOR, email="b@gov.bc.ca", acknowledged=False)
    with pytest.raises(Refused), units.writing(newcomer) as unit:
        keep(unit, comment_id, 99)


def test_who_decides_sees_why_it_was_reported(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    tell(units, comment_id, "policy", "rude")
    tell(units, comment_id, "person", "the second sentence")
    with units.reading(SYSTEM) as unit:
        found = reports_of(unit.session, comment_id)
    assert [(one.kind, one.note, one.hid) for one in found] == [
        ("policy", "rude", False),
        ("person", "the second sentence", True),
    ]


def test_notes_are_erased_after_the_time_of_removed_words(
    both_units: Units, engagement: Engagement, clock: FixedClock
) -> None:
    comment_id = published(both_units)
    tell(both_units, comment_id, "policy", "Bruno lives there")
    clock.advance(days=both_units.settings.quarantine_days, minutes=-1)
    for note in ("Bruno lives there", ""):
        with both_units.writing(SYSTEM) as unit:
            forget_notes(unit)
        assert listed(both_units)[0].reports[0].note == note
        clock.instant += timedelta(minutes=2)


def test_neither_audit_nor_jobs_hold_what_was_written(units: Units) -> None:
    build_engagement(units)
    comment_id = published(units)
    tell(units, comment_id, "person", "Bruno Elm")
    with units.reading(SYSTEM) as unit:
        entries = unit.session.query(AuditEntry).all()
        jobs = unit.session.query(Job).all()
    assert {"comment.hidden", "comment.reported"} <= {entry.action for entry in entries}
    for words in ("Bruno", HOME):
        assert not any(words in entry.detail for entry in entries)
        assert not any(words in str(job.payload) for job in jobs)

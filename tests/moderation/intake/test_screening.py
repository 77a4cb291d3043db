"""The job that looks at every comment: what it writes, once, and never over somebody's change."""

import pytest
from sqlalchemy import func, select

from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.comments.service import correct, place, withdraw
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.moderation.intake import SCREEN, detecting, state
from engage.moderation.models import Campaign, CampaignMember, CommentFlag, CommentSketch
from engage.moderation.queries.tallies import waiting_by_partition
from engage.moderation.spam.models import WatchedWord
from engage.privacy.detector import Detector
from tests.app_fixtures import build_engagement
from tests.moderation.screened import screen_all
from tests.moderation.senders import by_receipt, send

LETTER = (
    "I write to ask that the night bus keeps running all week. Nurses, cleaners and bakers go"
    " home when the last train has left, and a walk of an hour along the highway is no answer."
    " Please keep the service and publish the counts on which the plan is based."
)
OTHER = "The fares should be lower for people under twenty."


@pytest.fixture(autouse=True)
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


def comment(units: Units, number: int) -> Comment:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, number)


def waiting(units: Units) -> dict[Hold, int]:
    with units.reading(SYSTEM) as unit:
        found = waiting_by_partition(unit.session, within=None)
        rows = unit.session.execute(
            select(Comment.hold, func.count())
            .where(Comment.waiting_since.is_not(None))
            .group_by(Comment.hold)
        )
        counted = {Hold(hold): number for hold, number in rows}
    told = {hold: number for hold, number in found.items() if number}
    assert told == counted
    return told


def test_a_new_comment_is_being_checked_and_then_stands_in_the_ordinary_queue(
    both_units: Units,
) -> None:
    number, _ = send(both_units)
    assert waiting(both_units) == {Hold.INTAKE: 1}
    screen_all(both_units)
    assert waiting(both_units) == {Hold.ORDINARY: 1}
    assert comment(both_units, number).screened_version == 1


def test_a_second_round_finds_nothing_to_do(both_units: Units) -> None:
    send(both_units)
    assert screen_all(both_units) == 1
    assert screen_all(both_units) == 0


def test_what_is_suspicious_is_kept_as_flags_and_signals(both_units: Units) -> None:
    number, _ = send(both_units, "Look here: https://bit.ly/win4you and smile.")
    screen_all(both_units)
    found = comment(both_units, number)
    assert found.hold == Hold.SPAM
    assert "links" in found.signals
    with both_units.reading(SYSTEM) as unit:
        flag = unit.session.scalars(select(CommentFlag).where(CommentFlag.source == "links")).one()
        text = unit.session.get_one(CommentText, (number, 1)).body
    assert text[flag.start : flag.end] == "https://bit.ly/win4you"
    assert flag.kind == "shortener"


def test_a_banned_word_is_found_in_disguise(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        unit.session.add(WatchedWord(kind="banned", word="casino", added_at=unit.now))
    number, _ = send(both_units, "Try the c4s1no by the river.")
    screen_all(both_units)
    assert comment(both_units, number).hold == Hold.SPAM


def test_the_second_copy_of_a_letter_makes_a_campaign_of_both(both_units: Units) -> None:
    first, _ = send(both_units, LETTER + " Anna")
    screen_all(both_units)
    other, _ = send(both_units, OTHER)
    second, _ = send(both_units, "Hello. " + LETTER)
    screen_all(both_units)
    assert waiting(both_units) == {Hold.CAMPAIGN: 2, Hold.ORDINARY: 1}
    assert comment(both_units, other).hold == Hold.ORDINARY
    with both_units.reading(SYSTEM) as unit:
        campaign = unit.session.scalars(select(Campaign)).one()
        members = unit.session.scalars(select(CampaignMember.comment_id)).all()
    assert campaign.first_comment_id == first
    assert sorted(members) == [first, second]


def test_a_first_member_that_was_only_suspected_moves_to_its_campaign_too(
    both_units: Units,
) -> None:
    letter = f"{LETTER} The counts are at https://bit.ly/nightbus"
    send(both_units, letter)
    screen_all(both_units)
    assert waiting(both_units) == {Hold.SPAM: 1}
    send(both_units, letter)
    screen_all(both_units)
    assert waiting(both_units) == {Hold.CAMPAIGN: 2}


def test_many_copies_are_one_campaign(both_units: Units) -> None:
    for number in range(15):
        send(both_units, f"{LETTER} Number {number} says so.")
    screen_all(both_units)
    assert waiting(both_units) == {Hold.CAMPAIGN: 15}
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Campaign)) == 1


def test_who_adds_something_to_the_letter_is_told_from_who_only_signs_it(
    both_units: Units,
) -> None:
    own = " My son missed his shift twice when the last bus left early, and nobody told us why."
    signs = [send(both_units, f"{LETTER}\n{name}")[0] for name in ("Anna", "Bo", "Carol")]
    adds, _ = send(both_units, LETTER + own)
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        members = unit.session.scalars(select(CampaignMember)).all()
    assert {one.comment_id: one.adds_something for one in members} == {
        adds: True,
        **dict.fromkeys(signs, False),
    }


def test_a_decided_first_member_is_counted_and_not_moved(
    both_units: Units, engagement: Engagement
) -> None:
    first, _ = send(both_units, LETTER)
    screen_all(both_units)
    decide_plainly(both_units, first)
    send(both_units, LETTER)
    screen_all(both_units)
    assert waiting(both_units) == {Hold.CAMPAIGN: 1}
    assert comment(both_units, first).hold == Hold.ORDINARY


def decide_plainly(units: Units, number: int) -> None:
    """As a decision to publish does."""
    with units.writing(SYSTEM) as unit:
        row = unit.session.get_one(Comment, number)
        place(
            unit,
            unit.session.get_one(Engagement, row.engagement_id),
            row,
            State.PUBLISHED,
            published_version=row.version,
            waiting_since=None,
        )


def test_a_comment_decided_before_its_check_is_looked_at_and_not_moved(both_units: Units) -> None:
    number, _ = send(both_units, LETTER)
    decide_plainly(both_units, number)
    screen_all(both_units)
    found = comment(both_units, number)
    assert (found.hold, found.screened_version) == (Hold.INTAKE, 1)
    assert waiting(both_units) == {}


def test_a_correction_is_checked_anew_and_leaves_its_campaign(both_units: Units) -> None:
    send(both_units, LETTER)
    number, code = send(both_units, LETTER)
    screen_all(both_units)
    with both_units.writing(CITIZEN) as unit:
        row = unit.session.get_one(Comment, number)
        engagement = unit.session.get_one(Engagement, row.engagement_id)
        correct(unit, engagement, row, OTHER, seen_version=1)
    assert waiting(both_units) == {Hold.CAMPAIGN: 1, Hold.INTAKE: 1}
    screen_all(both_units)
    assert waiting(both_units) == {Hold.CAMPAIGN: 1, Hold.ORDINARY: 1}
    assert by_receipt(both_units, code).screened_version == 2
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get(CampaignMember, number) is None


def test_a_comment_taken_back_before_its_check_is_left_alone(both_units: Units) -> None:
    number, _ = send(both_units, LETTER)
    take_back(both_units, number)
    screen_all(both_units)
    found = comment(both_units, number)
    assert (found.state, found.screened_version) == (State.WITHDRAWN, None)


def test_a_comment_taken_back_afterwards_leaves_flags_campaign_and_sketch(
    both_units: Units,
) -> None:
    send(both_units, LETTER)
    number, _ = send(both_units, LETTER + " See https://bit.ly/win4you")
    screen_all(both_units)
    take_back(both_units, number)
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        for table in (CommentFlag, CommentSketch, CampaignMember):
            kept = select(func.count()).where(table.comment_id == number)
            assert unit.session.scalar(kept) == 0


def take_back(units: Units, number: int) -> None:
    with units.writing(CITIZEN) as unit:
        row = unit.session.get_one(Comment, number)
        withdraw(unit, unit.session.get_one(Engagement, row.engagement_id), row)


def test_a_text_over_which_the_check_breaks_goes_to_people(
    both_units: Units, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(text: str) -> None:
        raise ValueError(text)

    monkeypatch.setattr("engage.moderation.intake.looking.detect", breaks)
    number, _ = send(both_units, "A text like no other.")
    screen_all(both_units)
    assert comment(both_units, number).hold == Hold.PRIVACY
    assert comment(both_units, number).signals == "unread"
    assert "like no other" not in caplog.text
    assert f"comment={number}" in caplog.text


def test_jobs_carry_numbers_only(both_units: Units) -> None:
    send(both_units, LETTER)
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == SCREEN)).all()
        assert [job.payload for job in jobs] == ['{"comment_id": 1}']
        assert [job.state for job in jobs] == [JobState.DONE]


def test_the_queue_is_told_when_comments_wait_long_for_their_check(
    both_units: Units, clock: FixedClock
) -> None:
    send(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert not state(unit).is_late
    clock.advance(minutes=6)
    with both_units.reading(SYSTEM) as unit:
        assert state(unit).is_late
        assert "wait long" in state(unit).words[0]
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert not state(unit).is_late


def test_a_comment_that_names_another_person_goes_to_privacy_review(both_units: Units) -> None:
    words = (
        "My neighbour Margaret Thornbury takes the night bus, and her arthritis is getting worse."
    )
    number, _ = send(both_units, words)
    screen_all(both_units)
    assert comment(both_units, number).hold == Hold.PRIVACY
    with both_units.reading(SYSTEM) as unit:
        flags = unit.session.scalars(select(CommentFlag).order_by(CommentFlag.start)).all()
    names = [words[flag.start : flag.end] for flag in flags if flag.kind == "PERSON"]
    assert names == ["Margaret Thornbury"]
    assert {flag.whose for flag in flags} == {"third"}
    assert all(flag.reason and flag.source == "detector" for flag in flags)


def test_without_the_model_comments_go_on_and_the_queue_is_told(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detecting, "detector", Detector.without_model)
    number, _ = send(both_units)
    screen_all(both_units)
    assert comment(both_units, number).hold == Hold.ORDINARY
    assert comment(both_units, number).signals == "no_names"
    with both_units.reading(SYSTEM) as unit:
        assert state(unit).names_missing_since == unit.now
        assert "Names are not looked for" in state(unit).words[0]
    monkeypatch.undo()
    send(both_units, OTHER)
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert state(unit).words == ()

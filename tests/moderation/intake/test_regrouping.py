"""Campaigns found anew from a whole engagement: what follows, and what is never touched."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from engage.comments.campaigns.grouping import grouped
from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.comments.service import correct, move_to
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.moderation.intake import REGROUP, regrouping
from engage.moderation.models import Campaign, CampaignMember
from engage.moderation.tasks import HANDLERS
from engage.wiring.jobs import RECURRING
from tests.app_fixtures import build_engagement
from tests.moderation.intake.test_screening import (
    LETTER,
    OTHER,
    comment,
    decide_plainly,
    take_back,
    waiting,
)
from tests.moderation.screened import screen_all
from tests.moderation.senders import put_in_queue, send

ANOTHER = (
    "The footbridge at the cannery has been closed since the flood of two winters ago. Children"
    " walk along the truck route to get to school. Please repair it before the snow comes."
)


@pytest.fixture(autouse=True)
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


def regroup_all(units: Units) -> int:
    with units.writing(SYSTEM) as unit:
        enqueue(unit, REGROUP, {})
    return run_due(units, {REGROUP: HANDLERS[REGROUP]})


def members(units: Units) -> dict[int, int]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(CampaignMember.comment_id, CampaignMember.campaign_id).order_by(
                CampaignMember.comment_id
            )
        )
        return {comment_id: campaign_id for comment_id, campaign_id in rows}


def campaigns(units: Units) -> list[int]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Campaign.id).order_by(Campaign.id)))


def sent(units: Units, *texts: str) -> list[int]:
    """Checked by the intake, which saw no letter in them."""
    numbers = [send(units, text)[0] for text in texts]
    screen_all(units)
    with units.writing(SYSTEM) as unit:
        unit.session.execute(delete(CampaignMember).where(CampaignMember.comment_id.in_(numbers)))
        unit.session.execute(delete(Campaign).where(Campaign.first_comment_id.in_(numbers)))
    for number in numbers:
        if comment(units, number).hold == Hold.CAMPAIGN:
            put_in_queue(units, number)
    return numbers


def in_campaign(units: Units, *numbers: int) -> int:
    """As the intake once joined them."""
    with units.writing(SYSTEM) as unit:
        first = unit.session.get_one(Comment, numbers[0])
        campaign = Campaign(
            engagement_id=first.engagement_id, first_comment_id=first.id, found_at=unit.now
        )
        unit.session.add(campaign)
        unit.session.flush()
        for number in numbers:
            unit.session.add(
                CampaignMember(comment_id=number, campaign_id=campaign.id, adds_something=False)
            )
        found = campaign.id
    for number in numbers:
        if comment(units, number).waiting_since is not None:
            put_in_queue(units, number, Hold.CAMPAIGN)
    return found


def test_what_the_intake_did_not_join_becomes_a_campaign(both_units: Units) -> None:
    first, second, alone, third = sent(both_units, LETTER, LETTER, OTHER, f"Hello. {LETTER} Ada")
    assert waiting(both_units) == {Hold.ORDINARY: 4}
    regroup_all(both_units)
    assert list(members(both_units)) == [first, second, third]
    assert waiting(both_units) == {Hold.CAMPAIGN: 3, Hold.ORDINARY: 1}
    assert comment(both_units, alone).hold == Hold.ORDINARY


def test_what_was_joined_wrongly_leaves(both_units: Units) -> None:
    numbers = sent(both_units, LETTER, LETTER, OTHER)
    campaign_id = in_campaign(both_units, *numbers)
    regroup_all(both_units)
    assert members(both_units) == dict.fromkeys(numbers[:2], campaign_id)
    assert waiting(both_units) == {Hold.CAMPAIGN: 2, Hold.ORDINARY: 1}


def test_a_letter_goes_on_as_the_campaign_of_most_of_its_members(both_units: Units) -> None:
    numbers = sent(both_units, *[LETTER] * 5)
    in_campaign(both_units, *numbers[:2])
    larger = in_campaign(both_units, *numbers[2:])
    regroup_all(both_units)
    assert members(both_units) == dict.fromkeys(numbers, larger)
    assert campaigns(both_units) == [larger]


def test_two_letters_in_one_campaign_are_parted(both_units: Units) -> None:
    letter, another = sent(both_units, *[LETTER] * 4), sent(both_units, *[ANOTHER] * 3)
    old = in_campaign(both_units, *letter, *another)
    regroup_all(both_units)
    found = members(both_units)
    assert {found[one] for one in letter} == {old}
    (new,) = {found[one] for one in another}
    assert new != old
    assert waiting(both_units) == {Hold.CAMPAIGN: 7}


@pytest.mark.parametrize("hold", [Hold.PRIVACY, Hold.SPAM, Hold.REFERRED])
def test_other_parts_of_the_queue_are_left_alone(both_units: Units, hold: Hold) -> None:
    numbers = sent(both_units, LETTER, LETTER, LETTER)
    put_in_queue(both_units, numbers[0], hold)
    regroup_all(both_units)
    assert list(members(both_units)) == numbers
    assert comment(both_units, numbers[0]).hold == hold
    assert waiting(both_units) == {hold: 1, Hold.CAMPAIGN: 2}


def test_what_is_not_checked_yet_is_left_to_the_intake(both_units: Units) -> None:
    first, second = sent(both_units, LETTER, LETTER)
    unchecked, _ = send(both_units, LETTER)
    regroup_all(both_units)
    assert list(members(both_units)) == [first, second]
    assert comment(both_units, unchecked).hold == Hold.INTAKE


def test_who_was_decided_stays_decided_and_counted(both_units: Units) -> None:
    numbers = sent(both_units, LETTER, OTHER, LETTER)
    decide_plainly(both_units, numbers[1])
    decide_plainly(both_units, numbers[2])
    campaign_id = in_campaign(both_units, numbers[0], numbers[1])
    before = comment(both_units, numbers[2])
    regroup_all(both_units)
    assert members(both_units) == dict.fromkeys(numbers, campaign_id)
    after = comment(both_units, numbers[2])
    assert (after.state, after.hold, after.published_version) == (before.state, before.hold, 1)
    assert waiting(both_units) == {Hold.CAMPAIGN: 1}


def test_what_was_taken_back_stays_out(both_units: Units) -> None:
    numbers = sent(both_units, LETTER, LETTER, LETTER)
    take_back(both_units, numbers[2])
    screen_all(both_units)
    regroup_all(both_units)
    assert list(members(both_units)) == numbers[:2]


def test_who_adds_something_is_judged_again(both_units: Units) -> None:
    own = " My son missed his shift twice when the last bus left early, and nobody told us why."
    numbers = sent(both_units, LETTER, LETTER, LETTER + own)
    in_campaign(both_units, *numbers)
    regroup_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(CampaignMember).order_by(CampaignMember.comment_id))
        assert [row.adds_something for row in rows] == [False, False, True]


def test_a_second_run_changes_nothing(both_units: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(both_units, LETTER, LETTER, OTHER, ANOTHER, ANOTHER)
    regroup_all(both_units)
    before = members(both_units), waiting(both_units), campaigns(both_units)

    def refuse(*_args: object) -> None:
        raise AssertionError("there is nothing to write")

    monkeypatch.setattr(regrouping, "_join", refuse)
    monkeypatch.setattr(regrouping, "_leave", refuse)
    assert regroup_all(both_units) == 1
    assert (members(both_units), waiting(both_units), campaigns(both_units)) == before


def while_grouping(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    def busy(texts: list[str]) -> list[int | None]:
        happens()
        return grouped(texts)

    monkeypatch.setattr(regrouping, "grouped", busy)


def test_a_comment_that_is_corrected_meanwhile_is_left(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = sent(both_units, LETTER, LETTER, LETTER)

    def corrected() -> None:
        with both_units.writing(CITIZEN) as unit:
            row = unit.session.get_one(Comment, numbers[1])
            about = unit.session.get_one(Engagement, row.engagement_id)
            correct(unit, about, row, OTHER, seen_version=1)

    while_grouping(monkeypatch, corrected)
    regroup_all(both_units)
    assert list(members(both_units)) == [numbers[0], numbers[2]]
    assert comment(both_units, numbers[1]).hold == Hold.INTAKE


def test_a_comment_that_a_moderator_moves_or_decides_meanwhile_is_not_moved(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = sent(both_units, LETTER, LETTER, LETTER)

    def decided() -> None:
        decide_plainly(both_units, numbers[0])
        with both_units.writing(SYSTEM) as unit:
            row = unit.session.get_one(Comment, numbers[1])
            about = unit.session.get_one(Engagement, row.engagement_id)
            move_to(unit, about, row, Hold.PRIVACY)

    while_grouping(monkeypatch, decided)
    regroup_all(both_units)
    assert list(members(both_units)) == numbers
    assert waiting(both_units) == {Hold.PRIVACY: 1, Hold.CAMPAIGN: 1}


def test_a_run_that_breaks_off_is_finished_by_the_next(
    both_units: Units, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    numbers = sent(both_units, *[LETTER] * 6)
    monkeypatch.setattr(regrouping, "WRITTEN_AT_ONCE", 2)
    whole, done = regrouping._join, []

    def breaks(*args: object) -> object:
        if done:
            raise OSError
        done.append(1)
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(regrouping, "_join", breaks)
    regroup_all(both_units)
    assert len(members(both_units)) == 2
    monkeypatch.setattr(regrouping, "_join", whole)
    clock.advance(minutes=30)
    regroup_all(both_units)
    assert list(members(both_units)) == numbers
    assert len(campaigns(both_units)) == 1
    assert waiting(both_units) == {Hold.CAMPAIGN: 6}


def test_of_a_very_large_engagement_nobody_leaves(
    both_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrouping, "MOST", 3)
    monkeypatch.setattr(regrouping, "READ_AT_ONCE", 2)
    old, lone, other, first, second = sent(both_units, ANOTHER, ANOTHER, OTHER, LETTER, LETTER)
    campaign_id = in_campaign(both_units, old, lone, other)
    regroup_all(both_units)
    found = members(both_units)
    assert {found[one] for one in (old, lone, other)} == {campaign_id}
    assert found[first] == found[second] != campaign_id


def test_an_engagement_in_which_nothing_came_is_not_read_again(
    both_units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(both_units, LETTER, OTHER)
    regroup_all(both_units)
    clock.advance(hours=3)
    regroup_all(both_units)
    monkeypatch.setattr(regrouping, "grouped", None)
    clock.advance(hours=3)
    assert regroup_all(both_units) == 1
    with both_units.reading(SYSTEM) as unit:
        assert regrouping.changed_since(unit.session, clock.now()) == []


def test_it_recurs() -> None:
    assert [one.kind for one in RECURRING].count(REGROUP) == 1

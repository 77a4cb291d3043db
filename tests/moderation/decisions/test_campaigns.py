"""One decision for the identical members of a campaign, and never for more than those (R79)."""

import pytest
from sqlalchemy import select

from engage.comments.rules import Invalid, State
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.models import Campaign, CampaignMember, Decision
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide_campaign
from engage.moderation.service.claims import claim
from tests.app_fixtures import make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import send

LETTER = "We ask you to keep the night bus."


@pytest.fixture
def members(units: Units, engagement: Engagement) -> list[int]:
    """Five who sent the letter; the last one added something."""
    numbers = [send(units, f"{LETTER} {'.' * n}")[0] for n in range(5)]
    with units.writing(SYSTEM) as unit:
        campaign = Campaign(
            engagement_id=engagement.id, first_comment_id=numbers[0], found_at=unit.now
        )
        unit.session.add(campaign)
        unit.session.flush()
        for number in numbers:
            unit.session.add(
                CampaignMember(
                    comment_id=number,
                    campaign_id=campaign.id,
                    adds_something=number == numbers[-1],
                )
            )
    return numbers


def together(
    units: Units, actor: Actor, seen: dict[int, int], outcome: str, *reasons: str, number: int = 1
) -> list[int]:
    with units.writing(actor) as unit:
        made = decide_campaign(unit, number, seen, outcome, reasons, "Read once for all.")
        return [decision.comment_id for decision in made]


def states(units: Units, numbers: list[int]) -> list[str]:
    return [acts.standing(units, number)[0] for number in numbers]


def test_the_identical_members_are_decided_and_the_one_that_adds_something_is_not(
    units: Units, moderator: Actor, engagement: Engagement, members: list[int]
) -> None:
    seen = dict.fromkeys(members, 1)
    assert together(units, moderator, seen, Outcome.PUBLISH) == members[:4]
    assert states(units, members) == [State.PUBLISHED] * 4 + [State.WAITING]
    assert acts.tally(units, engagement.scope)["published"] == 4
    with units.reading(SYSTEM) as unit:
        decisions = unit.session.scalars(select(Decision)).all()
    assert {one.campaign_id for one in decisions} == {1}
    assert {one.comment_id for one in decisions} == set(members[:4])


def test_a_member_that_changed_is_left_out(
    units: Units, moderator: Actor, members: list[int]
) -> None:
    corrected, withdrawn, decided, same = members[:4]
    acts.corrected(units, corrected, "My own words now.")
    acts.withdrawn(units, withdrawn)
    acts.published(units, moderator, decided)
    seen = dict.fromkeys(members, 1)
    assert together(units, moderator, seen, Outcome.NOT_PUBLISH, Reason.SPAM) == [same]
    assert states(units, members[:4]) == [
        State.WAITING,
        State.WITHDRAWN,
        State.PUBLISHED,
        State.NOT_PUBLISHED,
    ]


def test_a_member_that_somebody_else_reads_is_left_out(
    units: Units, moderator: Actor, members: list[int]
) -> None:
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    with units.writing(other) as unit:
        claim(unit, members[1])
    decided = together(units, moderator, dict.fromkeys(members, 1), Outcome.PUBLISH)
    assert decided == [members[0], members[2], members[3]]


def test_only_what_was_seen_is_decided(units: Units, moderator: Actor, members: list[int]) -> None:
    stranger, _ = send(units, "Another matter.")
    seen = {members[0]: 1, members[1]: 2, stranger: 1, 99_999: 1}
    assert together(units, moderator, seen, Outcome.PUBLISH) == [members[0]]
    assert acts.standing(units, stranger)[0] == State.WAITING
    assert together(units, moderator, {}, Outcome.PUBLISH) == []


def test_undoing_takes_all_of_them_back(
    units: Units, moderator: Actor, engagement: Engagement, members: list[int]
) -> None:
    together(units, moderator, dict.fromkeys(members, 1), Outcome.NOT_PUBLISH, Reason.SPAM)
    assert acts.reasons_counted(units, engagement.scope) == {"spam": 4}
    acts.withdrawn(units, members[3])
    acts.undone(units, moderator, 2)
    assert states(units, members) == [State.WAITING] * 3 + [State.WITHDRAWN, State.WAITING]
    assert acts.reasons_counted(units, engagement.scope) == {"spam": 1}
    assert sum(message.cancelled_at is not None for message in acts.messages(units)) == 3


@pytest.mark.parametrize(
    ("outcome", "reasons", "field"),
    [
        (Outcome.NOT_PUBLISH, (), "reasons"),
        (Outcome.PUBLISH, (Reason.SPAM,), "reasons"),
        (Outcome.PUBLISH_REDACTED, (), "redactions"),
        (Outcome.REFER, (), "outcome"),
        ("nonsense", (), "outcome"),
    ],
)
def test_a_bulk_decision_keeps_every_rule(
    units: Units,
    moderator: Actor,
    members: list[int],
    outcome: str,
    reasons: tuple[str, ...],
    field: str,
) -> None:
    with pytest.raises((Invalid, Refused)) as refusal:
        together(units, moderator, dict.fromkeys(members, 1), outcome, *reasons)
    assert refusal.value.field == field
    assert states(units, members) == [State.WAITING] * 5


def test_it_takes_a_moderator_of_the_ministry(units: Units, members: list[int]) -> None:
    elsewhere = make_person(units, Role.MODERATOR, email="far@gov.bc.ca", ministry="HLTH")
    reader = make_person(units, Role.ADMINISTRATOR, email="admin@gov.bc.ca")
    seen = dict.fromkeys(members, 1)
    with pytest.raises(NotFound):
        together(units, elsewhere, seen, Outcome.PUBLISH)
    with pytest.raises(NotAllowed):
        together(units, reader, seen, Outcome.PUBLISH)
    unready = make_person(units, Role.MODERATOR, email="new@gov.bc.ca", acknowledged=False)
    with pytest.raises(Refused, match="acknowledge"):
        together(units, unready, seen, Outcome.PUBLISH)


def test_there_is_an_end_to_how_many_go_at_once(
    units: Units, moderator: Actor, members: list[int]
) -> None:
    with pytest.raises(Refused, match="at most"):
        together(units, moderator, dict.fromkeys(range(1, 1_002), 1), Outcome.PUBLISH)
    with pytest.raises(NotFound):
        together(units, moderator, {members[0]: 1}, Outcome.PUBLISH, number=99)

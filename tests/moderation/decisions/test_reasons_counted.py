"""The public counts by reason: for each comment those of the decision that stands (R82)."""

import pytest

from engage.comments.rules import Invalid, State
from engage.core.permissions import Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.rules import Outcome, Reason, Referral
from tests.moderation.decisions import acts
from tests.moderation.senders import send


def test_a_refused_comment_that_is_published_later_counts_no_more(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, Reason.PROFANITY, Reason.OFF_TOPIC)
    assert acts.reasons_counted(units, engagement.scope) == {"profanity": 1, "off_topic": 1}
    acts.corrected(units, comment_id, "Kinder words.")
    acts.published(units, moderator, comment_id, version=2)
    assert acts.reasons_counted(units, engagement.scope) == {}


def test_a_comment_refused_again_counts_once_for_its_last_reasons(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, Reason.PROFANITY, Reason.OFF_TOPIC)
    acts.corrected(units, comment_id, "Other words.")
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, version=2)
    assert acts.reasons_counted(units, engagement.scope) == {"off_topic": 1}


def test_taking_from_view_counts_and_undoing_it_takes_the_count_back(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.published(units, moderator, comment_id)
    decision_id = acts.taken_from_view(units, moderator, comment_id, Reason.HARASSMENT)
    assert acts.reasons_counted(units, engagement.scope) == {"harassment": 1}
    acts.undone(units, moderator, decision_id)
    assert acts.reasons_counted(units, engagement.scope) == {}


def test_undoing_a_second_refusal_brings_the_first_ones_reasons_back(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, Reason.PROFANITY)
    acts.corrected(units, comment_id, "Other words.")
    second = acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, version=2)
    acts.undone(units, moderator, second)
    assert acts.reasons_counted(units, engagement.scope) == {"profanity": 1}


def test_a_refused_correction_counts_nowhere_as_the_comment_is_public(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.published(units, moderator, comment_id)
    acts.corrected(units, comment_id, "Other words.")
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, version=2)
    assert acts.reasons_counted(units, engagement.scope) == {}


def test_spam_is_not_published_and_counted_as_spam(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.decided(units, moderator, comment_id, Outcome.SPAM)
    assert acts.standing(units, comment_id)[:3] == (State.NOT_PUBLISHED, None, False)
    assert acts.reasons_counted(units, engagement.scope) == {"spam": 1}
    other, _ = send(units, "Buy!")
    with pytest.raises(Invalid) as refusal:
        acts.decided(units, moderator, other, Outcome.SPAM, Reason.PROFANITY)
    assert refusal.value.field == "reasons"


@pytest.mark.parametrize("to", list(Referral))
def test_a_referred_comment_goes_on_waiting_apart(
    units: Units, engagement: Engagement, moderator: Actor, to: Referral
) -> None:
    comment_id, _ = send(units)
    acts.decided(units, moderator, comment_id, Outcome.REFER, refer_to=to, note="Please answer.")
    assert acts.standing(units, comment_id) == (State.WAITING, None, True, "referred")
    assert acts.tally(units, "queue") == {"waiting": 1, "waiting:referred": 1}
    assert acts.messages(units) == []
    acts.published(units, moderator, comment_id)
    assert acts.standing(units, comment_id)[:3] == (State.PUBLISHED, 1, False)


@pytest.mark.parametrize(
    ("reasons", "refer_to", "field"),
    [((), "", "refer_to"), ((), "nobody", "refer_to"), ((), "\x00", "refer_to"),
     ((Reason.SPAM,), "media", "reasons")],
)  # fmt: skip
def test_a_referral_names_somebody_and_no_reason(
    units: Units,
    moderator: Actor,
    reasons: tuple[Reason, ...],
    refer_to: str,
    field: str,
) -> None:
    comment_id, _ = send(units)
    with pytest.raises(Invalid) as refusal:
        acts.decided(units, moderator, comment_id, Outcome.REFER, *reasons, refer_to=refer_to)
    assert refusal.value.field == field


@pytest.mark.parametrize("outcome", ["undo", "hidden", "", "publish ", "\u202epublish"])
def test_only_outcomes_of_the_page_can_be_chosen(
    units: Units, moderator: Actor, outcome: str
) -> None:
    comment_id, _ = send(units)
    with pytest.raises(Invalid) as refusal:
        acts.decided(units, moderator, comment_id, outcome)
    assert refusal.value.field == "outcome"

"""What the author is told of a decision, when, and by which way."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Accepted, Arrival, Channel, Invalid, NoticeGiven, Purpose
from engage.comments.service import receive
from engage.core.clock import FixedClock
from engage.core.errors import NotFound
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import topic_by_slug
from engage.incidents.models import Incident
from engage.moderation.messages import Facts, draft
from engage.moderation.models import Decision
from engage.moderation.rules import (
    CHOICES,
    MESSAGE_LENGTH,
    UNDO_PERIOD,
    WORDS,
    Outcome,
    Reason,
    Referral,
)
from engage.moderation.service import draft_message
from tests.app_fixtures import make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import send

FACTS = Facts(
    topic="About routes",
    base_url="https://engage.example",
    public_id="abc",
    can_correct=True,
    closes_words="Friday, noon",
    is_correction=False,
    was_public=False,
)


@pytest.mark.parametrize("reason", [one for one in CHOICES if one is not Reason.THREAT])
def test_each_reason_has_its_words_and_the_way_to_try_again(reason: Reason) -> None:
    words = draft(FACTS, Outcome.NOT_PUBLISH, (reason,))
    assert WORDS[reason].for_author in words
    assert "until Friday, noon: https://engage.example/receipt" in words
    assert "https://engage.example/moderation-policy" in words


@pytest.mark.parametrize("outcome", list(Outcome))
def test_of_a_threat_nothing_is_said(outcome: Outcome) -> None:
    assert draft(FACTS, outcome, (Reason.PROFANITY, Reason.THREAT)) == ""


def test_after_closing_nobody_is_invited_to_send_it_again() -> None:
    closed = replace(FACTS, can_correct=False)
    assert "/receipt" not in draft(closed, Outcome.NOT_PUBLISH, (Reason.OFF_TOPIC,))


def test_a_refusal_queues_the_template_with_its_decision(
    units: Units, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC)
    (message,) = acts.messages(units)
    assert (message.comment_id, message.decision_id) == (comment_id, decision_id)
    assert message.due_at == clock.now() + UNDO_PERIOD
    assert not message.by_mail
    assert WORDS[Reason.OFF_TOPIC].for_author in message.body
    assert message.created_by == moderator.person_id


def test_the_edited_message_is_what_is_queued(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, message=" Our\u202e words. ")
    assert [message.body for message in acts.messages(units)] == ["Our words."]


def test_a_blank_message_is_the_template(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, message=" \n ")
    (message,) = acts.messages(units)
    assert "did not publish it" in message.body


@pytest.mark.parametrize("text", ["x" * (MESSAGE_LENGTH + 1), "y" * 1_000_000])
def test_a_message_that_is_too_long_is_refused(units: Units, moderator: Actor, text: str) -> None:
    comment_id, _ = send(units)
    with pytest.raises(Invalid) as refusal:
        acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, message=text)
    assert refusal.value.field == "message"
    assert acts.messages(units) == []


def test_a_threat_raises_an_incident_and_no_message(units: Units, moderator: Actor) -> None:
    comment_id = acts.send_with_address(units, "I know where you live.")
    decision_id = acts.refused(
        units, moderator, comment_id, Reason.THREAT, Reason.PROFANITY, message="We saw it."
    )
    assert acts.messages(units) == []
    with units.reading(SYSTEM) as unit:
        incident = unit.session.scalars(select(Incident)).one()
    assert (incident.kind, incident.comment_id, incident.decision_id) == (
        "threat",
        comment_id,
        decision_id,
    )


def test_no_other_reason_raises_an_incident(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    acts.refused(units, moderator, comment_id, *(one for one in CHOICES if one != Reason.THREAT))
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Incident)).all() == []


@pytest.mark.parametrize(
    ("outcome", "reasons", "kind"),
    [
        (Outcome.NOT_PUBLISH, (Reason.THIRD_PARTY_INFORMATION,), "privacy"),
        (Outcome.NOT_PUBLISH, (Reason.OWN_CONTACT_DETAILS, Reason.SPAM), "privacy"),
        (Outcome.SPAM, (), "spam"),
        (Outcome.NOT_PUBLISH, (Reason.UNSAFE_LINKS,), "spam"),
        (Outcome.NOT_PUBLISH, (Reason.OFF_TOPIC,), "other"),
        (Outcome.NOT_PUBLISH, (Reason.THREAT, Reason.SPAM), "threat"),
    ],
)
def test_an_incident_that_is_asked_for_comes_with_the_decision(
    units: Units, moderator: Actor, outcome: Outcome, reasons: tuple[Reason, ...], kind: str
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.decided(units, moderator, comment_id, outcome, *reasons, opens_incident=True)
    with units.reading(SYSTEM) as unit:
        incident = unit.session.scalars(select(Incident)).one()
    assert (incident.kind, incident.decision_id) == (kind, decision_id)


def test_a_referral_to_the_privacy_officer_can_open_an_incident(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.decided(
        units,
        moderator,
        comment_id,
        Outcome.REFER,
        refer_to=Referral.PRIVACY_OFFICER,
        opens_incident=True,
    )
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Incident.kind)).all() == ["privacy"]


def test_mail_goes_to_those_who_asked_for_it(units: Units, moderator: Actor) -> None:
    asked = acts.send_with_address(units, "One bus.")
    other = acts.send_with_address(units, "Two buses.", purposes=frozenset({Purpose.RESULTS}))
    acts.refused(units, moderator, asked, Reason.OFF_TOPIC)
    acts.refused(units, moderator, other, Reason.OFF_TOPIC)
    assert [message.by_mail for message in acts.messages(units)] == [True, False]


def test_of_a_publication_only_mail_tells(units: Units, moderator: Actor) -> None:
    acts.published(units, moderator, send(units)[0])
    assert acts.messages(units) == []
    comment_id = acts.send_with_address(units)
    acts.published(units, moderator, comment_id)
    (message,) = acts.messages(units)
    with units.reading(SYSTEM) as unit:
        public_id = unit.session.get_one(Comment, comment_id).public_id
    assert message.by_mail
    assert f"/c/{public_id}" in message.body


def test_words_taken_out_are_told(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)
    (message,) = acts.messages(units)
    assert "without some of its words" in message.body
    assert acts.NAME not in message.body


def test_spam_is_told_nothing_unless_somebody_writes(units: Units, moderator: Actor) -> None:
    acts.decided(units, moderator, send(units, "Buy!")[0], Outcome.SPAM)
    assert acts.messages(units) == []
    acts.decided(units, moderator, send(units, "Buy me!")[0], Outcome.SPAM, message="Stop it.")
    assert [message.body for message in acts.messages(units)] == ["Stop it."]


def test_an_author_who_cannot_be_reached_gets_no_message(
    units: Units, moderator: Actor, engagement: Engagement
) -> None:
    with units.writing(SYSTEM) as unit:
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        comment_id = receive(
            unit,
            engagement,
            topic,
            Accepted("More buses.", "", "", frozenset()),
            Arrival(
                channel=Channel.PAPER,
                notice_given=NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
            ),
        ).id
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC)
    assert acts.messages(units) == []


def test_the_draft_is_what_is_queued_without_edits(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    reasons = (Reason.PROFANITY, Reason.OFF_TOPIC)
    with units.reading(moderator) as unit:
        drafted = draft_message(unit, comment_id, reasons, Outcome.NOT_PUBLISH)
        assert unit.session.scalars(select(Decision)).all() == []
    acts.refused(units, moderator, comment_id, *reasons)
    assert acts.messages(units)[0].body == drafted
    assert "About routes" in drafted


def test_drafts_for_corrections_and_for_public_comments_say_what_they_are(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.published(units, moderator, comment_id)
    with units.reading(moderator) as unit:
        assert "took your comment" in draft_message(unit, comment_id, ("spam",), "not_publish")
    acts.corrected(units, comment_id, "Other words.")
    with units.reading(moderator) as unit:
        drafted = draft_message(unit, comment_id, ("spam",), "not_publish")
    assert "earlier text is still public" in drafted
    acts.refused(units, moderator, comment_id, Reason.SPAM, version=2)
    assert acts.messages(units)[-1].body == drafted


@pytest.mark.parametrize("outcome", ["", "<b>", "refer", "undo"])
def test_a_draft_for_nothing_is_empty(units: Units, moderator: Actor, outcome: str) -> None:
    comment_id, _ = send(units)
    with units.reading(moderator) as unit:
        assert draft_message(unit, comment_id, ("spam", "\x00", "none"), outcome) == ""


def test_drafts_are_of_ones_own_ministry(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    elsewhere = make_person(units, Role.MODERATOR, ministry="HLTH", email="far@gov.bc.ca")
    with units.reading(elsewhere) as unit:
        for number in (comment_id, 99_999):
            with pytest.raises(NotFound):
                draft_message(unit, number, ("spam",), "not_publish")

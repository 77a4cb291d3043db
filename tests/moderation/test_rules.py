"""What a decision may say."""

import pytest

from engage.comments.rules import Invalid
from engage.core.permissions import CITIZEN, SYSTEM, Actor, ActorKind, Grant, Role
from engage.moderation.rules import (
    CHOICES,
    NOTE_LENGTH,
    WORDS,
    Outcome,
    Reason,
    author_words,
)
from engage.moderation.ruling import Asked, decision_faults, ruled

MODERATORS = (Role.MODERATOR,)


def fields(outcome: str, *reasons: str) -> list[str]:
    return [fault.field for fault in decision_faults(outcome, reasons)]


def test_publishing_takes_no_reason() -> None:
    assert fields(Outcome.PUBLISH) == []
    assert fields(Outcome.PUBLISH, Reason.SPAM) == ["reasons"]


def test_not_publishing_needs_a_reason() -> None:
    assert fields(Outcome.NOT_PUBLISH) == ["reasons"]
    assert fields(Outcome.NOT_PUBLISH, Reason.SPAM, Reason.THREAT) == []


@pytest.mark.parametrize("reason", [Reason.IMPORTED, "because", ""])
def test_only_reasons_of_the_list_can_be_chosen(reason: str) -> None:
    assert fields(Outcome.NOT_PUBLISH, reason) == ["reasons"]


@pytest.mark.parametrize("outcome", ["", "PUBLISH", "hide"])
def test_an_unknown_outcome_is_refused(outcome: str) -> None:
    assert "outcome" in fields(outcome, Reason.SPAM)


def test_a_long_note_is_refused_with_all_other_faults() -> None:
    with pytest.raises(Invalid) as refusal:
        ruled(Asked(Outcome.NOT_PUBLISH, (), "n" * (NOTE_LENGTH + 1)))
    assert [fault.field for fault in refusal.value.faults] == ["reasons", "note"]


def test_reasons_stand_once_and_in_the_order_of_the_policy() -> None:
    ruling = ruled(Asked(Outcome.NOT_PUBLISH, ("spam", "threat", "spam"), " seen\u202e before "))
    assert ruling.reasons == (Reason.THREAT, Reason.SPAM)
    assert ruling.note == "seen before"


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Reason)
    assert set(CHOICES) == set(Reason) - {Reason.IMPORTED}
    assert all(words.label and words.for_staff and words.for_author for words in WORDS.values())


def test_a_threat_is_not_explained_to_its_author() -> None:
    told = author_words((Reason.PROFANITY, Reason.THREAT))
    assert told == WORDS[Reason.THREAT].for_author
    assert "threat" not in told.lower()


@pytest.mark.parametrize(
    ("actor", "within"),
    [
        (SYSTEM, None),
        (CITIZEN, frozenset()),
        (Actor(ActorKind.PERSON, 1, frozenset({Grant(Role.MODERATOR)})), None),
        (
            Actor(
                ActorKind.PERSON,
                1,
                frozenset({Grant(Role.MODERATOR, 3), Grant(Role.ENGAGEMENT_LEAD, 4)}),
            ),
            frozenset({3}),
        ),
    ],
)
def test_roles_reach_their_own_ministries(actor: Actor, within: frozenset[int] | None) -> None:
    assert actor.ministries(MODERATORS) == within

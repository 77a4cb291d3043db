"""Replies from draft to the public and back, on both databases."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from engage.audit.models import AuditEntry
from engage.comments.rules import Hold, State
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.service import NotAcknowledged, place_hold
from engage.governance.wording import Rule, Spot
from engage.replies.looking import Looked
from engage.replies.models import ReplyStep
from engage.replies.queries.public import PublicReply, public_replies
from engage.replies.rules import Invalid, NotReady, Standing
from engage.replies.service import publish_reply, refer_comment, take_referral_back, withdraw_reply
from tests.app_fixtures import build_engagement, make_person
from tests.replies.staff import (
    WORDS,
    move,
    of_ministry,
    publish,
    published_comment,
    reply_to,
    save,
    speaker,
)

NEIGHBOUR = Looked((Spot(0, 9, "This is another person."),))


@pytest.fixture
def engagement(both_units: Units) -> Engagement:
    return build_engagement(both_units)


@pytest.fixture
def anna(both_units: Units, engagement: Engagement) -> Actor:
    return speaker(both_units)


@pytest.fixture
def comment(both_units: Units, engagement: Engagement) -> int:
    return published_comment(both_units)


def shown(units: Units, comment_id: int) -> PublicReply | None:
    with units.reading(SYSTEM) as unit:
        return public_replies(unit.session, [comment_id]).get(comment_id)


def steps(units: Units, reply_id: int) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(
            unit.session.scalars(
                select(ReplyStep.action)
                .where(ReplyStep.reply_id == reply_id)
                .order_by(ReplyStep.id)
            )
        )


def test_a_draft_is_nobody_elses_business(both_units: Units, anna: Actor, comment: int) -> None:
    reply = save(both_units, anna, comment)
    assert reply.standing is Standing.DRAFT
    assert shown(both_units, comment) is None


def test_a_published_reply_is_signed_by_the_ministry(
    both_units: Units, anna: Actor, comment: int
) -> None:
    reply = reply_to(both_units, anna, comment)
    found = shown(both_units, comment)
    assert found is not None
    assert (found.text, found.byline) == (WORDS, "")
    assert found.team == "Ministry of Transportation and Transit"
    assert steps(both_units, reply.id) == ["saved", "published"]


def test_a_speaker_who_wishes_is_named_by_first_name_and_role(
    both_units: Units, anna: Actor, comment: int
) -> None:
    publish(both_units, anna, save(both_units, anna, comment, is_named=True, role_title="planner"))
    found = shown(both_units, comment)
    assert found is not None
    assert found.byline == "reply by Sam, planner"


def test_publishing_ends_the_cached_pages(
    both_units: Units, engagement: Engagement, anna: Actor, comment: int
) -> None:
    reply = save(both_units, anna, comment)
    with both_units.reading(SYSTEM) as unit:
        before = content_version(unit.session, engagement.scope)
    publish(both_units, anna, reply)
    with both_units.writing(anna) as unit:
        between = content_version(unit.session, engagement.scope)
        withdraw_reply(unit, reply.id, "It gave the wrong date.")
    with both_units.reading(SYSTEM) as unit:
        assert before < between < content_version(unit.session, engagement.scope)


def test_a_correction_shows_only_once_it_is_published(
    both_units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    reply = reply_to(both_units, anna, comment)
    clock.advance(hours=1)
    draft = save(both_units, anna, comment, "Night buses start on 2 May.", seen_version=1)
    assert draft.standing is Standing.CORRECTING
    found = shown(both_units, comment)
    assert found is not None
    assert (found.text, found.corrected_at) == (WORDS, None)
    publish(both_units, anna, draft)
    found = shown(both_units, comment)
    assert found is not None
    assert (found.text, found.corrected_at) == ("Night buses start on 2 May.", clock.now())
    assert steps(both_units, reply.id) == ["saved", "published", "saved", "corrected"]


def test_a_withdrawn_reply_is_gone_and_another_can_be_written(
    both_units: Units, anna: Actor, comment: int
) -> None:
    reply = reply_to(both_units, anna, comment)
    with both_units.writing(anna) as unit, pytest.raises(Refused):
        withdraw_reply(unit, reply.id, "  ")
    with both_units.writing(anna) as unit:
        withdraw_reply(unit, reply.id, "It gave the wrong date.")
    assert shown(both_units, comment) is None
    again = reply_to(both_units, anna, comment, "They start in May.")
    assert again.id != reply.id
    found = shown(both_units, comment)
    assert found is not None
    assert found.text == "They start in May."


def test_a_reply_leaves_with_its_comment_and_comes_back_with_it(
    both_units: Units, anna: Actor, comment: int
) -> None:
    reply_to(both_units, anna, comment)
    move(both_units, comment, State.NOT_PUBLISHED)
    assert shown(both_units, comment) is None
    move(both_units, comment, State.PUBLISHED)
    assert shown(both_units, comment) is not None


def test_a_comment_that_is_not_public_is_not_answered(
    both_units: Units, anna: Actor, comment: int
) -> None:
    draft = save(both_units, anna, comment)
    move(both_units, comment, State.NOT_PUBLISHED)
    with pytest.raises(Refused, match="not public"):
        publish(both_units, anna, draft)
    with pytest.raises(Refused, match="not public"):
        save(both_units, anna, comment, "More words.", seen_version=1)


def test_nor_one_whose_correction_was_referred(
    both_units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    where = {"published_version": 1, "waiting_since": clock.now(), "hold": Hold.REFERRED}
    move(both_units, comment, State.PUBLISHED, **where)
    with pytest.raises(Refused, match="referred"):
        save(both_units, anna, comment)


def test_a_question_from_the_media_is_left_unanswered(
    both_units: Units, anna: Actor, comment: int
) -> None:
    draft = save(both_units, anna, comment)
    with both_units.writing(anna) as unit:
        referral = refer_comment(unit, comment, "communications")
    with pytest.raises(Refused, match="media"):
        publish(both_units, anna, draft)
    with both_units.writing(anna) as unit:
        take_referral_back(unit, comment, referral.id)
    assert publish(both_units, anna, draft).standing is Standing.PUBLISHED


def test_a_comment_is_handed_on_once(both_units: Units, anna: Actor, comment: int) -> None:
    with both_units.writing(anna) as unit:
        refer_comment(unit, comment, "program")
    with both_units.writing(anna) as unit, pytest.raises(Conflict):
        refer_comment(unit, comment, "program")
    with both_units.writing(anna) as unit, pytest.raises(Refused):
        refer_comment(unit, comment, "somewhere")


def test_speakers_answer_on_their_topics_only(
    both_units: Units, engagement: Engagement, comment: int
) -> None:
    fares = speaker(both_units, topic="fares", email="fares@gov.bc.ca")
    with pytest.raises(NotAllowed):
        save(both_units, fares, comment)


def test_another_ministry_knows_nothing_of_it(
    both_units: Units, engagement: Engagement, comment: int
) -> None:
    stranger = of_ministry(both_units, Role.MODERATOR, 9999, "far@gov.bc.ca")
    with pytest.raises(NotFound):
        save(both_units, stranger, comment)


def test_nobody_answers_before_acknowledging_the_rules(
    both_units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    clock.advance(days=500)
    with pytest.raises(NotAcknowledged):
        save(both_units, anna, comment)


def test_a_colleague_is_not_written_over(both_units: Units, anna: Actor, comment: int) -> None:
    ben = speaker(both_units, email="ben@gov.bc.ca")
    save(both_units, anna, comment)
    with pytest.raises(Conflict):
        save(both_units, ben, comment, "Other words.")
    draft = save(both_units, ben, comment, "Other words.", seen_version=1)
    with pytest.raises(Conflict), both_units.writing(anna) as unit:
        publish_reply(unit, draft.id, seen_version=1)


def test_saving_the_same_again_adds_no_version(
    both_units: Units, anna: Actor, comment: int
) -> None:
    save(both_units, anna, comment)
    assert save(both_units, anna, comment, seen_version=1).version == 1


def test_while_everything_is_held_nothing_is_published_but_withdrawing_works(
    both_units: Units, anna: Actor, comment: int
) -> None:
    other = published_comment(both_units, "And on Sundays?")
    public, draft = reply_to(both_units, anna, comment), save(both_units, anna, other)
    with both_units.writing(make_person(both_units, Role.ADMINISTRATOR)) as unit:
        place_hold(unit, "Election period")
    with pytest.raises(Refused, match="Election"):
        publish(both_units, anna, draft)
    with both_units.writing(anna) as unit:
        assert withdraw_reply(unit, public.id, "Too early.").standing is Standing.WITHDRAWN


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Call me at 250 387-1234.", Rule.CONTACTS),
        ("Write to sam.staff@gmail.com.", Rule.CONTACTS),
        ("See https://bit.ly/3abc for more.", Rule.LINKS),
        ("The matter is before the courts.", Rule.COURTS),
        ("This goes to Treasury Board in May.", Rule.CONFIDENTIAL),
    ],
)
def test_what_the_check_finds_stands_in_the_way(
    both_units: Units, anna: Actor, comment: int, body: str, rule: Rule
) -> None:
    draft = save(both_units, anna, comment, body)
    with pytest.raises(NotReady) as refusal:
        publish(both_units, anna, draft)
    assert [one.rule for one in refusal.value.concerns] == [rule]
    assert shown(both_units, comment) is None


def test_a_written_reason_settles_a_question_but_never_a_block(
    both_units: Units, anna: Actor, comment: int
) -> None:
    courts = {"courts": "The court's decision of March is final and published."}
    draft = save(both_units, anna, comment, "The courts have decided.", answers=courts)
    assert publish(both_units, anna, draft).standing is Standing.PUBLISHED
    other = published_comment(both_units, "How do I reach you?")
    contacts = {"contacts": "It is my own number and I do not mind."}
    draft = save(both_units, anna, other, "Call 250 387-1234.", answers=contacts)
    with pytest.raises(NotReady):
        publish(both_units, anna, draft)


def test_a_nod_is_no_reason(both_units: Units, anna: Actor, comment: int) -> None:
    draft = save(both_units, anna, comment, "The courts have decided.", answers={"courts": "ok"})
    with pytest.raises(NotReady):
        publish(both_units, anna, draft)


def test_other_people_pass_with_the_law_that_allows_it(
    both_units: Units, anna: Actor, comment: int
) -> None:
    body = "Jane Roe was appointed chair in March."
    draft = save(both_units, anna, comment, body, seen=NEIGHBOUR)
    with pytest.raises(NotReady):
        publish(both_units, anna, draft)
    with pytest.raises(Invalid, match="section"):
        save(
            both_units, anna, comment, body, seen=NEIGHBOUR, seen_version=1, authority="my manager"
        )
    draft = save(
        both_units,
        anna,
        comment,
        body,
        seen=NEIGHBOUR,
        seen_version=1,
        authority="section 33 (2) of FOIPPA",
    )
    assert publish(both_units, anna, draft).standing is Standing.PUBLISHED


def test_where_names_could_not_be_checked_somebody_says_they_looked(
    both_units: Units, anna: Actor, comment: int
) -> None:
    blind = Looked(names_checked=False)
    draft = save(both_units, anna, comment, seen=blind)
    with pytest.raises(NotReady):
        publish(both_units, anna, draft)
    looked = {"names_unchecked": "I read it twice: nobody is named."}
    draft = save(both_units, anna, comment, seen=blind, seen_version=1, answers=looked)
    assert publish(both_units, anna, draft).standing is Standing.PUBLISHED


@pytest.mark.parametrize(
    ("body", "message"),
    [("", "Write"), (" \u200b\n", "Write"), ("x" * 4_001, "Shorten"), ("y" * 200_000, "Shorten")],
)
def test_an_empty_or_endless_reply_is_refused(
    both_units: Units, anna: Actor, comment: int, body: str, message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        save(both_units, anna, comment, body)


@pytest.mark.parametrize("table", ["reply_version", "reply_step", "reply_spot", "reply_answer"])
def test_what_was_written_stays_as_it_was(
    both_units: Units, anna: Actor, comment: int, table: str
) -> None:
    answers = {"courts": "That decision is final and published."}
    body = "The courts have decided."
    save(both_units, anna, comment, body, seen=NEIGHBOUR, answers=answers)
    for statement in (f"UPDATE {table} SET version = 9", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), both_units.writing(SYSTEM) as unit:
            unit.session.execute(text(statement))


def test_the_audit_holds_no_word_of_a_reply(both_units: Units, anna: Actor, comment: int) -> None:
    reply = reply_to(both_units, anna, comment)
    with both_units.writing(anna) as unit:
        withdraw_reply(unit, reply.id, "Wrong date in it.")
    with both_units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"reply:{reply.id}")
        ).all()
        actions = [entry.action for entry in entries]
        said = "".join(entry.detail for entry in entries)
    assert actions == ["reply.saved", "reply.published", "reply.withdrawn"]
    assert "buses" not in said
    assert "Wrong" not in said

"""Words taken out of comments: what everybody reads then, what is sealed, and what follows."""

import json

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.queries import public_comment
from engage.comments.rules import Invalid, State
from engage.core.errors import Refused
from engage.core.events import CommentRedacted
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation import search
from engage.moderation.models import CommentFlag
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide, unpublish
from engage.privacy.redaction import Redaction
from tests.moderation.decisions import acts
from tests.moderation.senders import send

MARKED = "My neighbour [name removed] blocks the bus stop every night."


def test_a_comment_is_published_without_the_marked_words(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)
    assert acts.standing(units, comment_id)[:3] == (State.PUBLISHED, 1, False)
    assert acts.body(units, comment_id) == MARKED
    assert acts.marks(units, comment_id) == [("[name removed]", "name")]
    with units.reading(SYSTEM) as unit:
        public = public_comment(unit.session, unit.keyring, comment_id)
    assert public is not None
    assert public.text == MARKED


def test_the_original_lies_sealed_in_quarantine(
    units: Units, moderator: Actor, engagement: Engagement
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    decision_id = acts.published_without_the_name(units, moderator, comment_id)
    (row,) = acts.quarantined(units)
    assert (row.comment_id, row.version, row.decision_id) == (comment_id, 1, decision_id)
    assert (row.purge_at - row.removed_at).days == units.settings.quarantine_days
    assert row.cipher is not None
    assert acts.NAME not in row.cipher
    opened = json.loads(units.keyring.decrypt(row.cipher, f"quarantine:{row.id}"))
    assert opened["body"] == acts.TEXT
    with pytest.raises(Exception, match="altered"):
        units.keyring.decrypt(row.cipher, f"quarantine:{row.id + 1}")


def test_the_audit_counts_stretches_and_holds_no_word(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)
    with units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(select(AuditEntry)).all()
    assert all("Pellwick" not in entry.detail for entry in entries)
    (entry,) = [one for one in entries if one.action == "comment.redacted"]
    assert json.loads(entry.detail)["removed"] == 1


@pytest.mark.parametrize("outcome", [Outcome.PUBLISH, Outcome.REFER])
def test_marked_words_are_never_published_by_a_slip(
    units: Units, moderator: Actor, outcome: Outcome
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with pytest.raises(Invalid) as refusal:
        acts.decided(
            units,
            moderator,
            comment_id,
            outcome,
            redactions=acts.name_in(acts.TEXT),
            refer_to="media",
        )
    assert refusal.value.field == "redactions"
    assert acts.standing(units, comment_id)[0] == State.WAITING
    assert acts.body(units, comment_id) == acts.TEXT


def test_publishing_with_words_taken_out_needs_marked_words(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with pytest.raises(Invalid, match="Mark the words"):
        acts.decided(units, moderator, comment_id, Outcome.PUBLISH_REDACTED)


def test_a_text_of_which_nothing_is_left_is_not_published(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, "Sandra Pellwick!")
    with pytest.raises(Refused, match="Nothing but marks"):
        acts.published_without_the_name(units, moderator, comment_id, "Sandra Pellwick!")
    assert acts.quarantined(units) == []


@pytest.mark.parametrize(
    "span",
    [
        Redaction(0, 10_000, "name"),
        Redaction(-5, 3, "name"),
        Redaction(7, 3, "name"),
        Redaction(0, 2, "<script>"),
        Redaction(0, 2, "\u202ename"),
        Redaction(2**40, 2**41, "name"),
    ],
)
def test_hostile_marks_change_nothing(units: Units, moderator: Actor, span: Redaction) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with pytest.raises(Refused) as refusal:
        acts.decided(units, moderator, comment_id, Outcome.PUBLISH_REDACTED, redactions=(span,))
    assert refusal.value.field == "redactions"
    assert acts.standing(units, comment_id)[0] == State.WAITING
    assert acts.body(units, comment_id) == acts.TEXT
    assert acts.quarantined(units) == []


def test_refusing_for_a_third_party_with_marks_keeps_the_rest_for_the_author(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.refused(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        redactions=acts.name_in(acts.TEXT),
    )
    assert acts.standing(units, comment_id)[:3] == (State.NOT_PUBLISHED, None, False)
    assert acts.body(units, comment_id) == MARKED


def test_refusing_for_a_third_party_without_marks_hides_the_whole_text(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.refused(units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION, Reason.PROFANITY)
    assert acts.body(units, comment_id) == ""
    assert len(acts.quarantined(units)) == 1


def test_other_reasons_leave_the_text_as_it_is(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC)
    assert acts.body(units, comment_id) == acts.TEXT
    assert acts.quarantined(units) == []


def test_any_refusal_may_take_marked_words_out(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, redactions=acts.name_in(acts.TEXT))
    assert acts.body(units, comment_id) == MARKED


def test_the_same_words_go_from_earlier_versions_too(units: Units, moderator: Actor) -> None:
    earlier = "SANDRA  PELLWICK did it. Ask Sandra Pellwick."
    comment_id, _ = send(units, earlier)
    acts.corrected(units, comment_id, "More buses.")
    acts.corrected(units, comment_id, acts.TEXT, seen=2)
    acts.published_without_the_name(units, moderator, comment_id, version=3)
    assert acts.body(units, comment_id, 1) == "[name removed] did it. Ask [name removed]."
    assert acts.body(units, comment_id, 2) == "More buses."
    assert acts.body(units, comment_id, 3) == MARKED
    assert [row.version for row in acts.quarantined(units)] == [3, 1]


def test_parts_of_a_name_go_from_earlier_versions_that_nobody_sees(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Ask pellwick, at the stop.")
    acts.corrected(units, comment_id, "Sandra, at the stop.")
    acts.published(units, moderator, comment_id, version=2)
    acts.corrected(units, comment_id, acts.TEXT, seen=2)
    acts.published_without_the_name(units, moderator, comment_id, version=3)
    assert acts.body(units, comment_id, 1) == "Ask [name removed], at the stop."
    assert acts.body(units, comment_id, 2) == "Sandra, at the stop."


def test_a_refused_correction_takes_the_name_from_the_public_text_too(
    units: Units, moderator: Actor, engagement: Engagement
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    again = f"I repeat: {acts.NAME} parks there."
    acts.corrected(units, comment_id, again)
    with units.reading(SYSTEM) as unit:
        before = content_version(unit.session, engagement.scope)
    with units.writing(moderator) as unit:
        decide(
            unit,
            comment_id,
            2,
            Outcome.NOT_PUBLISH,
            (Reason.THIRD_PARTY_INFORMATION,),
            "",
            redactions=acts.name_in(again),
        )
        assert CommentRedacted(comment_id) in unit.events
    assert acts.standing(units, comment_id)[:3] == (State.PUBLISHED, 1, False)
    assert acts.body(units, comment_id, 1) == MARKED
    with units.reading(SYSTEM) as unit:
        assert content_version(unit.session, engagement.scope) == before + 1


def test_hiding_a_correction_whole_leaves_the_public_text_and_empties_what_nobody_sees(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, "She drinks, ask at number nine.")
    acts.corrected(units, comment_id, "Buses at two.")
    acts.published(units, moderator, comment_id, version=2)
    acts.corrected(units, comment_id, acts.TEXT, seen=2)
    acts.refused(units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION, version=3)
    assert [acts.body(units, comment_id, version) for version in (1, 2, 3)] == [
        "",
        "Buses at two.",
        "",
    ]


def test_a_public_comment_leaves_view_with_its_words_taken_out(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    acts.taken_from_view(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        seen_version=1,
        redactions=acts.name_in(acts.TEXT),
    )
    assert acts.standing(units, comment_id)[:3] == (State.NOT_PUBLISHED, None, False)
    assert acts.body(units, comment_id) == MARKED


def test_unpublishing_takes_the_name_from_a_waiting_correction_as_well(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    acts.corrected(units, comment_id, f"{acts.NAME} again.")
    with units.writing(moderator) as unit:
        unpublish(
            unit,
            comment_id,
            (Reason.THIRD_PARTY_INFORMATION,),
            "",
            seen_version=1,
            redactions=acts.name_in(acts.TEXT),
        )
    # The intake may have the former text in hand.
    assert acts.to_be_looked_at(units).count(comment_id) == 3
    assert acts.standing(units, comment_id)[:3] == (State.WAITING, None, True)
    assert acts.body(units, comment_id, 2) == "[name removed] again."


def test_a_second_removal_adds_its_mark_to_those_that_are_there(
    units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)
    acts.taken_from_view(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        redactions=acts.spans(MARKED, ("bus stop", "address")),
    )
    assert acts.body(units, comment_id) == (
        "My neighbour [name removed] blocks the [address removed] every night."
    )
    assert [label for _, label in acts.marks(units, comment_id)] == ["name", "address"]
    assert [row.version for row in acts.quarantined(units)] == [1, 1]


def test_the_search_forgets_the_words_and_finds_the_rest(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with units.writing(SYSTEM) as unit:
        search.index(unit, comment_id, acts.TEXT)
    acts.published_without_the_name(units, moderator, comment_id)

    def found(words: str) -> list[int]:
        with units.reading(SYSTEM) as unit:
            question = search.matching(unit.session, select(Comment.id), search.wanted(words))
            return list(unit.session.scalars(question))

    assert found("pellwick") == []
    assert found("blocks the bus") == [comment_id]


def test_flags_stay_on_their_words_and_go_with_removed_ones(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with units.writing(SYSTEM) as unit:
        for words, kind in ((acts.NAME, "person"), ("bus stop", "words")):
            start = acts.TEXT.index(words)
            unit.session.add(
                CommentFlag(
                    comment_id=comment_id,
                    version=1,
                    start=start,
                    end=start + len(words),
                    source="detector",
                    kind=kind,
                    whose="third",
                    reason="It looks so.",
                )
            )
    acts.published_without_the_name(units, moderator, comment_id)
    with units.reading(SYSTEM) as unit:
        (flag,) = unit.session.scalars(select(CommentFlag)).all()
    assert flag.kind == "words"
    assert acts.body(units, comment_id)[flag.start : flag.end] == "bus stop"


@pytest.mark.parametrize("field", ["note", "message"])
def test_neither_note_nor_message_may_repeat_the_removed_words(
    units: Units, moderator: Actor, field: str
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    with pytest.raises(Invalid) as refusal:
        acts.decided(
            units,
            moderator,
            comment_id,
            Outcome.PUBLISH_REDACTED,
            redactions=acts.name_in(acts.TEXT),
            **{field: "It names sandra   pellwick."},
        )
    assert refusal.value.field == field
    assert "Pellwick" not in str(refusal.value)
    assert acts.body(units, comment_id) == acts.TEXT

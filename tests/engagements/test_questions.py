"""Structured questions as values: what they lack, how they are kept, and how they are compared."""

import json
from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.purposes import NOTHING_PERSONAL
from engage.engagements.questions import (
    MOST_QUESTIONS,
    Question,
    QuestionKind,
    elicited,
    in_words,
    lacks,
    moved,
    purpose_fault,
    unready,
    with_question,
    without,
)
from engage.engagements.rules import TopicContent, changes, content_hash, to_json, topic_from_json
from engage.engagements.rules import unready as topic_unready

PURPOSES = ("To report what people told us", "To plan the timetable")
ONE = Question(
    "k1",
    QuestionKind.CHOICE,
    "How often?",
    ("Daily", "Never"),
    necessity="To plan.",
    use="Counts.",
    purpose=PURPOSES[0],
)
SCALE = Question(
    "k2",
    QuestionKind.SCALE,
    "How well?",
    steps=5,
    low="Badly",
    high="Well",
    necessity="N.",
    use="U.",
)
SHORT = Question("k3", QuestionKind.SHORT, "Which stop?", necessity="N.", use="U.")

plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
questions = st.builds(
    Question,
    key=plain,
    kind=st.sampled_from(QuestionKind),
    label=plain,
    options=st.lists(plain, max_size=3).map(tuple),
    steps=st.sampled_from((0, 5, 7)),
    low=plain,
    high=plain,
    necessity=plain,
    use=plain,
    personal_reason=plain,
    is_required=st.booleans(),
    purpose=plain,
)


def fields(question: Question, *others: Question) -> list[str]:
    return [lack.field for lack in lacks(question, others)]


def test_a_topic_without_questions_is_written_as_before_there_were_any() -> None:
    """Hashes of revisions that exist must not change: approvals bind to them."""
    content = TopicContent("Routes", "Some words.", "Which?", "To plan.")
    assert to_json(content) == (
        '{"body":"Some words.","necessity":"To plan.","prompt":"Which?","title":"Routes"}'
    )
    assert topic_from_json(to_json(content)) == content


@given(st.lists(questions, max_size=4).map(tuple))
def test_questions_come_back_as_they_were_kept(asked: tuple[Question, ...]) -> None:
    content = TopicContent("Routes", questions=asked)
    assert topic_from_json(to_json(content)) == content
    assert to_json(topic_from_json(to_json(content))) == to_json(content)


@given(questions, questions)
def test_every_part_of_a_question_counts_for_the_hash(one: Question, other: Question) -> None:
    hashes = {content_hash(TopicContent("Routes", questions=(each,))) for each in (one, other)}
    assert len(hashes) == (1 if one == other else 2)


def test_every_part_of_a_question_is_kept() -> None:
    kept = json.loads(to_json(TopicContent("Routes", questions=(ONE,))))["questions"][0]
    assert set(kept) == set(asdict(ONE))


def test_a_whole_question_lacks_nothing() -> None:
    for one in (ONE, SCALE, SHORT):
        assert fields(one) == []
        assert unready([one]) == ()


def test_two_questions_with_the_same_words_are_told_apart_by_nobody() -> None:
    assert fields(replace(SHORT, label="HOW OFTEN?"), ONE) == ["label"]


def test_a_topic_has_a_bounded_number_of_questions() -> None:
    many = [replace(SHORT, key=f"k{n}", label=f"Which {n}?") for n in range(MOST_QUESTIONS)]
    assert fields(ONE, *many) == [""]
    assert fields(ONE, *many[1:]) == []


def test_publishing_waits_for_necessity_use_and_reason() -> None:
    bare = Question("k", QuestionKind.SHORT, "What is your name?")
    said = unready([ONE, bare])
    assert len(said) == 3
    assert all("What is your name?" in sentence for sentence in said)
    topic = TopicContent("Routes", prompt="Who in your family rides?", questions=(bare,))
    assert len(topic_unready(topic)) == 4
    explained = replace(bare, personal_reason="A draw.", necessity="N.", use="U.")
    assert topic_unready(replace(topic, personal_reason="Fares.", questions=(explained,))) == ()


def test_a_question_falls_under_a_purpose_of_the_notice_that_is_chosen_now() -> None:
    assert purpose_fault(ONE, PURPOSES) == ""
    for wrong, words in ((replace(ONE, purpose=""), "Say under"), (ONE, "no longer names")):
        said = purpose_fault(wrong, PURPOSES[1:])
        assert words in said
        assert "“How often?”" in said
    # Without any notice that is the one thing to say, and another gate says it.
    assert purpose_fault(ONE, ()) == ""


def test_only_what_asks_for_no_personal_details_may_say_that_it_collects_none() -> None:
    nothing = replace(ONE, purpose=NOTHING_PERSONAL)
    assert purpose_fault(nothing, PURPOSES) == ""
    assert fields(nothing) == []
    asking = replace(nothing, label="What is your name?", personal_reason="A draw.")
    assert "may ask for personal details" in purpose_fault(asking, PURPOSES)
    assert fields(asking) == ["purpose"]


def test_a_question_from_before_there_were_purposes_reads_and_hashes_as_it_did() -> None:
    old = to_json(TopicContent("Routes", questions=(replace(ONE, purpose=""),)))
    assert "purpose" not in old
    (found,) = topic_from_json(old).questions
    assert purpose_fault(found, PURPOSES).startswith("Say under which purpose")
    assert to_json(topic_from_json(old)) == old


def test_the_wording_check_reads_choices_too() -> None:
    asked = replace(ONE, options=("I ride", "My diagnosis keeps me from it"))
    assert [one.words for one in asked.elicits] == ["diagnosis"]
    assert elicited("How often?") == ()


def test_questions_are_exchanged_moved_and_taken_out() -> None:
    asked = (ONE, SCALE, SHORT)
    other = replace(SCALE, label="How badly?")
    assert with_question(asked, other) == (ONE, other, SHORT)
    assert with_question((ONE,), SHORT) == (ONE, SHORT)
    assert without(asked, "k2") == (ONE, SHORT)
    assert moved(asked, "k3", -1) == (ONE, SHORT, SCALE)
    assert moved(asked, "k1", -1) == asked
    assert moved(asked, "k3", 1) == asked
    assert moved(asked, "nobody", 1) == asked


@given(st.sampled_from(["k1", "k2", "k3"]), st.sampled_from([-1, 1]))
def test_moving_loses_nothing(key: str, by: int) -> None:
    asked = (ONE, SCALE, SHORT)
    assert set(moved(asked, key, by)) == set(asked)


def test_a_change_is_said_in_words() -> None:
    before = TopicContent("Routes", questions=(ONE,))
    after = replace(before, questions=(ONE, replace(SCALE, is_required=True)))
    (change,) = changes(before, after)
    assert change.field == "questions"
    assert change.before == in_words(ONE)
    assert "A scale with words at both ends, an answer is required" in change.after
    assert "1 (Badly) to 5 (Well)" in change.after
    assert "Purpose of the collection notice: To report what people told us" in change.after

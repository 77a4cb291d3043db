"""Which approvals stand, which an edit reopens, who comes next: from values alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.governance.approvals.rules import (
    ROUTES,
    Asked,
    Decided,
    Minor,
    Part,
    Standing,
    State,
    Step,
    Subject,
    SubjectKind,
    Verdict,
    content_hash,
    covered,
    hash_of,
    is_approved,
    is_minor,
    route_of,
    rule_of,
    standings,
)
from engage.governance.approvals.words import still_needed

AT = datetime(2026, 3, 2, tzinfo=UTC)
PARTS = {part: hash_of(part.value) for part in Part}
NONE_ASKED: tuple[Asked, ...] = ()


def subject(**changed: str) -> Subject:
    parts = PARTS | {Part(name): value for name, value in changed.items()}
    return Subject(SubjectKind.ENGAGEMENT, 1, 1, parts, {}, frozenset())


def decided(
    of: Subject, step: Step, verdict: Verdict = Verdict.APPROVED, number: int = 1
) -> Decided:
    rule = rule_of(of.kind, step)
    return Decided(number, step, verdict, covered(of, rule), {}, 7, None, AT, "")


def all_approved(of: Subject, asked: tuple[Asked, ...] = ()) -> list[Decided]:
    return [decided(of, rule.step) for rule in route_of(of.kind, asked)]


def judged(of: Subject, decisions: list[Decided], *minors: Minor, asked=(), requested: bool = True):  # type: ignore[no-untyped-def]
    steps: tuple[Standing, ...] = standings(
        of, asked, decisions, list(minors), is_requested=requested
    )
    return {one.step: one for one in steps}


def test_nothing_is_approved_by_nobody() -> None:
    assert not is_approved(standings(subject(), (), [], [], is_requested=True))
    assert not is_approved(())


def test_the_first_stage_waits_and_the_others_come_later() -> None:
    states = {step: one.state for step, one in judged(subject(), []).items()}
    assert states == {
        Step.IN_PRINCIPLE: State.WAITS,
        Step.PRIVACY: State.LATER,
        Step.SECURITY: State.LATER,
        Step.COMMUNICATIONS: State.LATER,
        Step.EXECUTIVE: State.LATER,
    }


def test_privacy_and_security_wait_side_by_side() -> None:
    found = judged(subject(), [decided(subject(), Step.IN_PRINCIPLE)])
    assert found[Step.PRIVACY].state is found[Step.SECURITY].state is State.WAITS
    assert found[Step.COMMUNICATIONS].state is State.LATER
    one = judged(
        subject(), [decided(subject(), Step.IN_PRINCIPLE), decided(subject(), Step.SECURITY)]
    )
    assert one[Step.PRIVACY].state is State.WAITS
    assert one[Step.COMMUNICATIONS].state is State.LATER


def test_nothing_waits_before_anybody_asked() -> None:
    assert judged(subject(), [], requested=False)[Step.IN_PRINCIPLE].state is State.UNASKED


def test_a_returned_step_stops_what_comes_after_it() -> None:
    first = decided(subject(), Step.IN_PRINCIPLE)
    found = judged(subject(), [first, decided(subject(), Step.PRIVACY, Verdict.RETURNED)])
    assert found[Step.PRIVACY].state is State.RETURNED
    assert found[Step.SECURITY].state is State.WAITS
    assert found[Step.COMMUNICATIONS].state is State.LATER


def test_what_was_returned_waits_again_once_it_was_changed() -> None:
    first = decided(subject(), Step.IN_PRINCIPLE)
    returned = decided(subject(), Step.PRIVACY, Verdict.RETURNED)
    found = judged(subject(collection="other"), [first, returned])
    assert found[Step.PRIVACY].state is State.WAITS
    assert not found[Step.PRIVACY].is_reopened


def test_the_newest_decision_of_a_step_counts() -> None:
    taken_back = decided(subject(), Step.EXECUTIVE, Verdict.RETURNED, 9)
    found = judged(subject(), [*all_approved(subject()), taken_back])
    assert found[Step.EXECUTIVE].state is State.RETURNED


@given(st.sets(st.sampled_from(list(Part)), min_size=1))
def test_an_edit_reopens_exactly_the_steps_that_cover_it(touched: set[Part]) -> None:
    before = subject()
    after = replace(
        before, parts=dict(before.parts) | {part: hash_of([part.value, "new"]) for part in touched}
    )
    for step, one in judged(after, all_approved(before)).items():
        rule = rule_of(SubjectKind.ENGAGEMENT, step)
        assert one.touched == rule.covers & touched
        assert (one.state is State.APPROVED) == (not rule.covers & touched)


@given(st.sampled_from(list(Part)))
def test_no_part_can_change_without_the_final_approver(part: Part) -> None:
    after = subject(**{part.value: "other"})
    steps = standings(after, (), all_approved(subject()), [], is_requested=True)
    assert not is_approved(steps)
    assert Step.EXECUTIVE in {one.step for one in steps if one.is_reopened}


def test_what_is_put_back_is_approved_again() -> None:
    approved = all_approved(subject())
    assert not is_approved(standings(subject(words="x"), (), approved, [], is_requested=True))
    assert is_approved(standings(subject(), (), approved, [], is_requested=True))


def test_a_part_that_came_or_went_is_a_change() -> None:
    fewer = Subject(SubjectKind.ENGAGEMENT, 1, 1, {Part.WORDS: "w"}, {}, frozenset())
    more = replace(fewer, parts={Part.WORDS: "w", Part.PLAN: "p"})
    for before, after in ((fewer, more), (more, fewer)):
        found = judged(after, [decided(before, Step.EXECUTIVE)])
        assert found[Step.EXECUTIVE].touched == {Part.PLAN}


def test_an_optional_step_is_asked_of_a_named_person_and_stands_in_its_place() -> None:
    asked = (Asked(Step.DEPUTY_MINISTER, 12, "Before cabinet"),)
    order = [rule.step for rule in route_of(SubjectKind.ENGAGEMENT, asked)]
    assert order.index(Step.COMMUNICATIONS) < order.index(Step.DEPUTY_MINISTER)
    assert order.index(Step.DEPUTY_MINISTER) < order.index(Step.EXECUTIVE)
    found = judged(subject(), all_approved(subject()), asked=asked)
    assert found[Step.DEPUTY_MINISTER].asked_of == 12
    assert found[Step.DEPUTY_MINISTER].state is State.WAITS


def test_each_route_passes_the_director_and_what_is_new_ends_with_the_final_approval() -> None:
    """A translation says nothing new, and a report has two of its own."""
    shorter = {SubjectKind.REPORT, SubjectKind.TRANSLATION}
    for kind, rules in ROUTES.items():
        assert (rules[-1].step is Step.EXECUTIVE) is (kind not in shorter)
        assert Step.COMMUNICATIONS in {rule.step for rule in rules if not rule.is_optional}
        assert [rule.stage for rule in rules] == sorted(rule.stage for rule in rules)


def test_a_report_waits_for_both_of_its_approvers_side_by_side() -> None:
    rules = ROUTES[SubjectKind.REPORT]
    assert {rule.step for rule in rules} == {Step.PRIVACY, Step.COMMUNICATIONS}
    assert len({rule.stage for rule in rules}) == 1
    assert all(rule.covers == {Part.WORDS} and not rule.is_optional for rule in rules)


MINOR = Minor(Part.WORDS, PARTS[Part.WORDS], "edited")


def test_a_minor_edit_keeps_what_was_approved() -> None:
    after = subject(words="edited")
    assert is_approved(standings(after, (), all_approved(subject()), [MINOR], is_requested=True))


def test_a_contested_minor_edit_keeps_nothing() -> None:
    after = subject(words="edited")
    contested = replace(MINOR, is_contested=True)
    steps = standings(after, (), all_approved(subject()), [contested], is_requested=True)
    assert not is_approved(steps)


def test_minor_edits_follow_one_another_and_go_in_one_direction() -> None:
    second = Minor(Part.WORDS, "edited", "edited twice")
    after = subject(words="edited twice")
    both = standings(after, (), all_approved(subject()), [MINOR, second], is_requested=True)
    assert is_approved(both)
    back = standings(subject(), (), all_approved(after), [MINOR, second], is_requested=True)
    assert not is_approved(back)


def test_a_minor_edit_of_the_words_says_nothing_of_the_dates() -> None:
    after = subject(words="edited", dates="edited")
    steps = judged(after, all_approved(subject()), MINOR)
    assert steps[Step.COMMUNICATIONS].touched == {Part.DATES}


def test_minor_edits_that_lead_in_a_circle_end() -> None:
    there, back = Minor(Part.WORDS, "a", "b"), Minor(Part.WORDS, "b", "a")
    steps = standings(
        subject(words="c"), (), all_approved(subject(words="a")), [there, back], is_requested=True
    )
    assert not is_approved(steps)


@pytest.mark.parametrize(
    ("before", "after", "minor"),
    [
        ("Where do you need a buss?", "Where do you need a bus?", True),
        ("Buses run.", "Buses run.", False),
        ("It closes on 4 April.", "It closes on 5 April.", False),
        ("You may comment.", "You may not comment.", False),
        ("We will decide.", "We won't decide.", False),
        ("The fare is $2.", "The fare is $20.", False),
        ("", "A new sentence that nobody approved, longer than a slip of the pen is.", False),
        ("a" * 200, "", False),
        ("All can take part.", "Some can take part.", False),
        ("in the the evening", "in the evening", True),
    ],
)
def test_a_minor_edit_is_a_slip_of_the_pen(before: str, after: str, minor: bool) -> None:
    assert is_minor([("Same", "Same"), (before, after)]) is minor


def test_many_slips_are_more_than_a_minor_edit() -> None:
    slip = ("colour of the sign", "color of the sign here")
    assert is_minor([slip])
    assert not is_minor([slip] * 20)


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_minor_is_short_and_changes_something(before: str, after: str) -> None:
    if is_minor([(before, after)]):
        assert before != after
        assert abs(len(before) - len(after)) <= 60


def test_hashes_do_not_depend_on_the_order_of_parts() -> None:
    rule = rule_of(SubjectKind.ENGAGEMENT, Step.EXECUTIVE)
    turned = replace(subject(), parts=dict(reversed(list(PARTS.items()))))
    assert content_hash(turned, rule) == content_hash(subject(), rule)
    assert content_hash(subject(plan="x"), rule) != content_hash(subject(), rule)


def test_what_is_needed_is_said_in_words() -> None:
    reopened = judged(subject(words="x", dates="y"), all_approved(subject()))
    words = still_needed(reopened[Step.COMMUNICATIONS])
    assert words == (
        "Communications director: the words and the dates have changed since this was approved."
    )
    assert "not approved yet" in still_needed(judged(subject(), [])[Step.PRIVACY])

"""States follow from steps, and each kind of incident says what is still to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.rules import Fault
from engage.incidents.rules import (
    BY_HAND,
    EXPECTED,
    NOTE_LENGTH,
    TELLING,
    Contact,
    Kind,
    State,
    Step,
    contact_faults,
    state_after,
    step_fault,
    still_to_do,
    to_choose,
)

DOMAINS = ("gov.bc.ca",)
OPENED = (Step.OPENED,)


def fault_field(fault: Fault | None) -> str | None:
    return fault.field if fault else None


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (OPENED, State.NEW),
        ((*OPENED, Step.NOTED, Step.OCCURRED_AGAIN, Step.DECISION_UNDONE), State.NEW),
        ((*OPENED, Step.CALLED_LINE), State.TOLD),
        ((*OPENED, Step.TOLD_GCPE, Step.CLOSED), State.CLOSED),
        ((*OPENED, Step.TOLD_GCPE, Step.CLOSED, Step.NOTED), State.CLOSED),
        ((*OPENED, Step.TOLD_GCPE, Step.CLOSED, Step.REOPENED), State.TOLD),
        ((*OPENED, Step.CLOSED, Step.REOPENED), State.NEW),
    ],
)
def test_the_state_is_what_the_steps_led_to(steps: tuple[Step, ...], state: State) -> None:
    assert state_after(steps) is state


@given(st.sampled_from(Kind), st.lists(st.sampled_from(BY_HAND), max_size=8))
def test_every_step_that_is_offered_can_be_taken(kind: Kind, later: list[Step]) -> None:
    taken = [Step.OPENED, *later]
    for step in to_choose(taken):
        assert step_fault(kind, taken, step, "because") is None


@pytest.mark.parametrize("kind", Kind)
def test_closing_early_asks_why_and_closing_after_everything_does_not(kind: Kind) -> None:
    assert fault_field(step_fault(kind, OPENED, Step.CLOSED, "")) == "note"
    assert step_fault(kind, OPENED, Step.CLOSED, "It was a false alarm.") is None
    done = (*OPENED, *EXPECTED[kind])
    assert still_to_do(kind, done) == ()
    assert step_fault(kind, done, Step.CLOSED, "") is None


def test_a_threat_asks_for_supervisor_line_option_and_team() -> None:
    assert set(TELLING) - set(still_to_do(Kind.THREAT, OPENED)) == {Step.TOLD_POLICE}


@pytest.mark.parametrize(
    ("taken", "step", "note", "field"),
    [
        (OPENED, "opened", "", "step"),
        (OPENED, "decision_undone", "", "step"),
        (OPENED, "", "", "step"),
        (OPENED, "reopened", "", "step"),
        ((*OPENED, Step.CLOSED), "called_line", "", "step"),
        ((*OPENED, Step.CLOSED), "closed", "again", "step"),
        (OPENED, "noted", "", "note"),
        (OPENED, "called_line", "x" * (NOTE_LENGTH + 1), "note"),
    ],
)
def test_what_cannot_be_noted_is_refused(
    taken: tuple[Step, ...], step: str, note: str, field: str
) -> None:
    assert fault_field(step_fault(Kind.THREAT, taken, step, note)) == field


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact("boss", 1, "Kim", "kim@gov.bc.ca", ""), "part"),
        (Contact("supervisor", None, "Kim", "kim@gov.bc.ca", ""), "ministry"),
        (Contact("gcpe", 1, "Team", "team@gov.bc.ca", ""), "ministry"),
        (Contact("supervisor", 1, "", "kim@gov.bc.ca", ""), "name"),
        (Contact("supervisor", 1, "Kim", "", ""), "email"),
        (Contact("supervisor", 1, "Kim", "kim@example.com", ""), "email"),
        (Contact("supervisor", 1, "Kim", "", "call me"), "phone"),
    ],
)
def test_a_contact_that_will_not_do_is_named_at_its_field(contact: Contact, field: str) -> None:
    assert [fault.field for fault in contact_faults(contact, DOMAINS)] == [field]


@pytest.mark.parametrize(
    "contact",
    [
        Contact("gcpe", None, "Citizen Engagement", "CitizenEngagement@gov.bc.ca", ""),
        Contact("supervisor", 3, "Kim", "kim@victoria1.gov.bc.ca", "250 387-7000 local 12"),
        Contact("supervisor", 3, "Kim", "", "1 866 660-0811"),
    ],
)
def test_a_contact_of_the_government_will_do(contact: Contact) -> None:
    assert not list(contact_faults(contact, DOMAINS))

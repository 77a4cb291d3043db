"""What an incident is, the steps that it asks for, and when it may be closed (R48). Pure.

An incident is told to a person (the supervisor, the GCPE team) and to the reporting line of the
province, where Option 3 is chosen. Every step is a row with its instant and its person; the state
follows from the steps, so that the two cannot drift apart.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engage.accounts.rules import folded_email, is_staff_email
from engage.comments.rules import Fault
from engage.core.permissions import Role

NO_INCIDENT: Final = "There is no such incident, or it belongs to another ministry."
NOTE_LENGTH: Final = 4_000
# What was typed beyond this is not worth cleaning first: the answer is the same.
ABSURD_LENGTH: Final = 50_000

LINE_NUMBERS: Final = ("250 387-7000", "1 866 660-0811")
"""The reporting line of the B.C. government, from Victoria and toll-free from elsewhere (R48)."""
LINE_OPTION: Final = "Option 3"

OPENING_ROLES: Final = (Role.MODERATOR, Role.ADMINISTRATOR)
READING_ROLES: Final = (*OPENING_ROLES, Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER)
EXPORTING_ROLES: Final = (Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER, Role.ADMINISTRATOR)


class Kind(StrEnum):
    THREAT = "threat"
    SPAM = "spam"
    PRIVACY = "privacy"
    OTHER = "other"


KIND_WORDS: Final = {
    Kind.THREAT: "Threat",
    Kind.SPAM: "Spam or an attack on the site",
    Kind.PRIVACY: "Privacy",
    Kind.OTHER: "Something else",
}


class State(StrEnum):
    """`NEW`: nobody was told yet; `TOLD`: somebody was; `CLOSED`: nothing is left to do."""

    NEW = "new"
    TOLD = "told"
    CLOSED = "closed"


STATE_WORDS: Final = {
    State.NEW: "Nobody told yet",
    State.TOLD: "Being dealt with",
    State.CLOSED: "Closed",
}


class Step(StrEnum):
    OPENED = "opened"
    OCCURRED_AGAIN = "occurred_again"
    TOLD_SUPERVISOR = "told_supervisor"
    CALLED_LINE = "called_line"
    CHOSE_OPTION = "chose_option"
    TOLD_GCPE = "told_gcpe"
    TOLD_POLICE = "told_police"
    NOTED = "noted"
    DECISION_UNDONE = "decision_undone"
    CLOSED = "closed"
    REOPENED = "reopened"


STEP_WORDS: Final = {
    Step.OPENED: "Incident opened",
    Step.OCCURRED_AGAIN: "Another decision about the same comment",
    Step.TOLD_SUPERVISOR: "Supervisor told",
    Step.CALLED_LINE: "Reporting line called",
    Step.CHOSE_OPTION: f"{LINE_OPTION} chosen on the reporting line",
    Step.TOLD_GCPE: "GCPE team told",
    Step.TOLD_POLICE: "Police told",
    Step.NOTED: "Note",
    Step.DECISION_UNDONE: "The decision was undone",
    Step.CLOSED: "Incident closed",
    Step.REOPENED: "Incident opened again",
}
TELLING: Final = (
    Step.TOLD_SUPERVISOR,
    Step.CALLED_LINE,
    Step.CHOSE_OPTION,
    Step.TOLD_GCPE,
    Step.TOLD_POLICE,
)
EXPECTED: Final = {
    Kind.THREAT: (Step.TOLD_SUPERVISOR, Step.CALLED_LINE, Step.CHOSE_OPTION, Step.TOLD_GCPE),
    Kind.PRIVACY: (Step.TOLD_SUPERVISOR, Step.CALLED_LINE, Step.CHOSE_OPTION),
    Kind.SPAM: (Step.TOLD_GCPE,),
    Kind.OTHER: (Step.TOLD_SUPERVISOR,),
}
"""What each kind asks for before it is closed; without it, the closing note says why not."""
BY_HAND: Final = (*TELLING, Step.NOTED, Step.CLOSED, Step.REOPENED)
"""The steps that a person takes on the page; the others are written by what causes them."""


def state_after(steps: Collection[Step]) -> State:
    """The state that steps, in their order, lead to."""
    turns = [step for step in steps if step in (Step.CLOSED, Step.REOPENED)]
    if turns and turns[-1] is Step.CLOSED:
        return State.CLOSED
    return State.TOLD if any(step in TELLING for step in steps) else State.NEW


def still_to_do(kind: Kind, taken: Collection[Step]) -> tuple[Step, ...]:
    """What this kind asks for and nobody has done yet, in the order in which to do it."""
    return tuple(step for step in EXPECTED[kind] if step not in taken)


def to_choose(taken: Collection[Step]) -> tuple[Step, ...]:
    """The steps that the page offers: those not taken yet first among the telling ones."""
    if state_after(taken) is State.CLOSED:
        return (Step.REOPENED, Step.NOTED)
    fresh = tuple(step for step in TELLING if step not in taken)
    again = tuple(step for step in TELLING if step in taken)
    return (*fresh, *again, Step.NOTED, Step.CLOSED)


def step_fault(kind: Kind, taken: Collection[Step], step: str, note: str) -> Fault | None:
    """Why this step cannot be taken now; None when it can."""
    is_closed = state_after(taken) is State.CLOSED
    if step not in BY_HAND:
        return Fault("step", "Choose what was done.")
    if is_closed and step not in (Step.REOPENED, Step.NOTED):
        return Fault("step", "This incident is closed. Open it again first.")
    if step == Step.REOPENED and not is_closed:
        return Fault("step", "This incident is open already.")
    if step == Step.NOTED and not note:
        return Fault("note", "Write the note.")
    missing = still_to_do(kind, taken)
    if step == Step.CLOSED and missing and not note:
        names = ", ".join(STEP_WORDS[one].lower() for one in missing)
        return Fault("note", f"Say why it is closed without this: {names}.")
    return note_fault(note)


def note_fault(note: str) -> Fault | None:
    if len(note) > NOTE_LENGTH:
        return Fault("note", f"Shorten the note to {NOTE_LENGTH:,} characters or fewer.")
    return None


class ContactPart(StrEnum):
    SUPERVISOR = "supervisor"
    GCPE = "gcpe"


CONTACT_WORDS: Final = {
    ContactPart.SUPERVISOR: "Supervisor",
    ContactPart.GCPE: "GCPE team",
}
CONTACT_LENGTH: Final = 200


@dataclass(frozen=True)
class Contact:
    """Whom to tell, cleaned."""

    part: str
    ministry_id: int | None
    name: str
    email: str
    phone: str


_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,28}(?: ?(?:ext\.?|local) ?[0-9]{1,6})?")


def contact_faults(contact: Contact, domains: Collection[str]) -> Iterator[Fault]:
    """All that is wrong with a contact; addresses are those of the government only."""
    if contact.part not in set(ContactPart):
        yield Fault("part", "Choose whether this is a supervisor or a GCPE team.")
    elif contact.part == ContactPart.SUPERVISOR and contact.ministry_id is None:
        yield Fault("ministry", "Choose the ministry of this supervisor.")
    elif contact.part == ContactPart.GCPE and contact.ministry_id is not None:
        yield Fault("ministry", "A GCPE team is there for every ministry: choose none.")
    if not contact.name or len(contact.name) > CONTACT_LENGTH:
        yield Fault("name", f"Give a name of up to {CONTACT_LENGTH} characters.")
    if not contact.email and not contact.phone:
        yield Fault("email", "Give an e-mail address or a telephone number.")
    if contact.email and not is_staff_email(folded_email(contact.email), domains):
        yield Fault("email", "Give a government e-mail address.")
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        yield Fault("phone", "Write a telephone number like 250 387-7000.")

"""What a comment's codes are, from what each person chose. Pure.

One coder: the newest choice counts. Two coders: neither counts before both have chosen; where they
chose the same it is settled, else a third person or the lead decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where the coding of a comment stands."""

    OPEN = "open"
    DISPUTED = "disputed"
    SETTLED = "settled"


class How(StrEnum):
    """By what it became so."""

    ONE = "one"
    AGREED = "agreed"
    RULED = "ruled"
    NOT_YET = ""


@dataclass(frozen=True)
class Choice:
    """What one person chose for a comment: themes, or that none of them fits."""

    person_id: int
    themes: frozenset[int]
    fits_none: bool
    at: datetime
    is_ruling: bool = False

    @property
    def said(self) -> tuple[frozenset[int], bool]:
        return self.themes, self.fits_none


@dataclass(frozen=True)
class Outcome:
    """The codes of a comment; they count once it is settled."""

    state: State
    how: How
    themes: frozenset[int]
    fits_none: bool


def outcome(choices: Sequence[Choice], coders: int) -> Outcome | None:
    """What comes of all choices that belong to the text that is public; None without any."""
    if not choices:
        return None
    rulings = [one for one in choices if one.is_ruling]
    newest = max(rulings or choices, key=lambda one: (one.at, one.person_id))
    state, how = State.SETTLED, How.ONE
    if rulings:
        how = How.RULED
    elif coders > 1:
        if len(choices) < coders:
            state, how = State.OPEN, How.NOT_YET
        elif len({one.said for one in choices}) == 1:
            how = How.AGREED
        else:
            state, how = State.DISPUTED, How.NOT_YET
    return Outcome(state, how, newest.themes, newest.fits_none)


def may_settle(person_id: int | None, coders: Sequence[int], *, is_lead: bool) -> bool:
    """A third person, who chose nothing here, or the engagement's lead."""
    return is_lead or (person_id is not None and person_id not in coders)

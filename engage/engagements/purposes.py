"""Under which purpose of the collection notice a question or a field falls (R21, R23). Pure.

FOIPPA s. 27(2) has a notice say the purpose for which information is collected, so nothing personal
may be asked for any other. What is kept is the purpose in the notice's own words: when the notice
is changed or exchanged, it can still be read, falls under nothing, and has to be chosen again.
"""

from collections.abc import Collection, Iterator
from typing import Final

NOTHING_PERSONAL: Final = "nothing_personal"
"""For questions alone: what a form asks everybody (comment, name, address) is always personal."""
NOTHING_WORDS: Final = "None: it collects no personal information"
NOT_IN_NOTICE: Final = "(not in the notice)"
NOT_CHOSEN: Final = "Choose a purpose"


def purpose_words(purpose: str) -> str:
    """A chosen purpose as people read it; '' where none was chosen."""
    return NOTHING_WORDS if purpose == NOTHING_PERSONAL else purpose


def shown_purpose(purpose: str, purposes: Collection[str]) -> str:
    """The same beside the notice that is chosen now: one that is none of its purposes says so."""
    words = purpose_words(purpose)
    is_other = purpose != NOTHING_PERSONAL and is_gone(purpose, purposes)
    return f"{words} {NOT_IN_NOTICE}" if is_other else words


def is_gone(purpose: str, purposes: Collection[str]) -> bool:
    """Whether a chosen purpose is none of the notice's.

    Without a notice (no `purposes`) there is nothing to hold it against; that is told by itself.
    """
    return bool(purpose and purposes) and purpose not in purposes


def offered(
    purposes: Collection[str], kept: str, *, may_be_nothing: bool
) -> Iterator[tuple[str, str]]:
    """What can be chosen, as values and words; one that was chosen and is gone stays visible."""
    yield "", NOT_CHOSEN
    yield from ((one, one) for one in purposes)
    if may_be_nothing:
        yield NOTHING_PERSONAL, NOTHING_WORDS
    known = {"", *purposes, *((NOTHING_PERSONAL,) if may_be_nothing else ())}
    if kept not in known:
        yield kept, f"{purpose_words(kept)} {NOT_IN_NOTICE}"

"""The parts of the queue, in the order of the page and in words. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.comments.rules import Hold

PART_WORDS: Final[dict[Hold, str]] = {
    Hold.ORDINARY: "Ordinary",
    Hold.PRIVACY: "Privacy review",
    Hold.CAMPAIGN: "Campaigns",
    Hold.SPAM: "Suspected spam",
    Hold.REFERRED: "Referred",
    Hold.INTAKE: "Being checked",
}


def first_part(waiting: Mapping[Hold, int]) -> Hold:
    """Where somebody begins: the first part in which something waits."""
    return next((part for part in PART_WORDS if waiting.get(part)), Hold.ORDINARY)


def barred_words(count: int, most: int) -> str:
    """'12 of these you may not decide': a conflict of interest keeps the reader off them (R51)."""
    return f"{'more than ' * (count > most)}{min(count, most):,} of these you may not decide"

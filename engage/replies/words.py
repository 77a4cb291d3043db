"""What replies are called on the pages of staff. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.replies.rules import Action, Destination, Standing

STANDING_WORDS: Final[Mapping[Standing, str]] = {
    Standing.DRAFT: "Draft",
    Standing.HELD: "With the privacy officer",
    Standing.PUBLISHED: "Published",
    Standing.CORRECTING: "Published, with a correction in draft",
    Standing.WITHDRAWN: "Withdrawn",
}
ACTION_WORDS: Final[Mapping[Action, str]] = {
    Action.SAVED: "Draft saved",
    Action.ASKED: "Privacy officer asked",
    Action.TAKEN_BACK: "Taken back from the privacy officer",
    Action.RELEASED: "Released by the privacy officer",
    Action.RETURNED: "Returned by the privacy officer",
    Action.PUBLISHED: "Published",
    Action.CORRECTED: "Correction published",
    Action.WITHDRAWN: "Withdrawn",
}
DESTINATION_WORDS: Final[Mapping[Destination, str]] = {
    Destination.COMMUNICATIONS: "To the communications shop: a question from the media",
    Destination.PROGRAM: "To the ministry's program area: outside this topic",
    Destination.CITIZEN_ENGAGEMENT: "To Citizen Engagement: not about this engagement",
}


def questions_words(count: int, overdue: int) -> str:
    """'3 questions wait for your answer, 1 is overdue'"""
    words = f"{count:,} question{' waits' if count == 1 else 's wait'} for your answer"
    if not overdue:
        return words
    return f"{words}, {overdue:,} {'is' if overdue == 1 else 'are'} overdue"


def held_words(count: int) -> str:
    """'2 replies wait for the privacy officer'"""
    return f"{count:,} {'reply waits' if count == 1 else 'replies wait'} for the privacy officer"

"""What replies are called on the pages of staff. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.core.permissions import Role
from engage.governance.conduct.rules import Standing as ApprovalStanding
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
    Action.APPROVED: "Signed",
    Action.PUBLISHED: "Published",
    Action.CORRECTED: "Correction published",
    Action.WITHDRAWN: "Withdrawn",
}
TO_COUNTERSIGN: Final = "A standing approval waits for your signature"
STANDING_APPROVAL_WORDS: Final[Mapping[ApprovalStanding, str]] = {
    ApprovalStanding.WAITING: "Waits for the second signature",
    ApprovalStanding.UPCOMING: "Signed, not begun",
    ApprovalStanding.IN_FORCE: "In force",
    ApprovalStanding.OVER: "Over",
    ApprovalStanding.ENDED: "Ended",
}
ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.COMMUNICATIONS_DIRECTOR: "Communications director",
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT: "Citizen Engagement",
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


def ending_words(day: str) -> str:
    """'A standing approval ends on Friday, 14 March 2026'"""
    return f"A standing approval ends on {day}"

"""What a person reads when the government's single sign-on did not sign them in. Pure.

Several troubles share a page: which claim was wrong helps an attacker and nobody else. The log has
the exact word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engage.accounts.sso_rules import Trouble


@dataclass(frozen=True)
class Page:
    """One page: its status, what happened, and what to do."""

    status: int
    title: str
    message: str
    advice: str


BEGIN_AGAIN: Final = Page(
    400,
    "Begin the sign-in again",
    "This sign-in was not begun in this browser, it took longer than ten minutes, or its answer"
    " was used already.",
    "Begin again from the sign-in page. Do not use the Back button on the way.",
)
STOPPED: Final = Page(
    403,
    "The IDIR sign-in was stopped",
    "IDIR told us that the sign-in was stopped before it was finished. Nobody was signed in.",
    "Try again, or sign in in another way.",
)
NO_ACCESS: Final = Page(
    403,
    "You have no access",
    "You signed in with IDIR, but Engage is not open to your account.",
    "If you should have access, ask an administrator of Engage in your ministry.",
)
NOT_CONNECTED: Final = Page(
    409,
    "This IDIR was not connected",
    "It belongs to another account, or your account is connected already, or is kept for"
    " emergencies. Nothing was changed.",
    "Ask an administrator of Engage if it should be otherwise.",
)
AWAY: Final = Page(
    503,
    "IDIR cannot be reached",
    "The IDIR sign-in does not answer at the moment. Nobody was signed in.",
    "Try again in some minutes, or sign in in another way.",
)
UNSOUND: Final = Page(
    502,
    "The answer of IDIR could not be used",
    "IDIR answered, but not in a way that we can trust. Nobody was signed in.",
    "Try again. If it happens again, tell an administrator of Engage the time of your attempt.",
)

PAGES: Final[Mapping[Trouble, Page]] = {
    Trouble.NOT_BEGUN_HERE: BEGIN_AGAIN,
    Trouble.USED_BEFORE: BEGIN_AGAIN,
    Trouble.WITHOUT_CODE: BEGIN_AGAIN,
    Trouble.CODE_NOT_TAKEN: BEGIN_AGAIN,
    Trouble.NOT_ASKED_AGAIN: BEGIN_AGAIN,
    Trouble.STOPPED: STOPPED,
    Trouble.NO_ACCESS: NO_ACCESS,
    Trouble.NOT_CONNECTED: NOT_CONNECTED,
    Trouble.REFUSED_THERE: AWAY,
    Trouble.UNREACHABLE: AWAY,
    Trouble.TOO_SLOW: AWAY,
    Trouble.BUSY: AWAY,
}


def page_of(trouble: Trouble) -> Page:
    return PAGES.get(trouble, UNSOUND)

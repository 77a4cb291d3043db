"""What can leave or become public, and what the guard says to it. Pure.

Whoever adds a way out adds its kind here and says in `elections.rules` whether a period holds it;
a test fails for a kind without a row in the table of the election tests.
"""

from dataclasses import dataclass
from enum import StrEnum


class Outbound(StrEnum):
    """What is about to leave or to become public, or to be taken from view."""

    PUBLISH_ENGAGEMENT = "publish_engagement"
    """A launch: what was not public becomes so."""
    OPEN_ENGAGEMENT = "open_engagement"
    """A launch by the clock: what was announced before opens."""
    PUBLISH_CHANGES = "publish_changes"
    PUBLISH_RESULTS = "publish_results"
    PUBLISH_SCHEDULED = "publish_scheduled"
    LIST_IN_FEED = "list_in_feed"
    """A new item in a feed."""
    PUSH_POST = "push_post"
    PUSH_COMMENT = "push_comment"
    SHOW_COMMENT = "show_comment"
    """A newly approved comment on the public pages."""
    PUBLISH_REPLY = "publish_reply"
    ANSWER_ABOUT_SERVICE = "answer_about_service"
    """An official reply that its publisher marked, with a reason, as about a service (R55)."""
    RELEASE_REPORT = "release_report"
    HAND_OUT_REPORT = "hand_out_report"
    """A report within the ministry."""
    PROMOTE = "promote"
    SEND_MAIL = "send_mail"
    """Mail to subscribers."""
    NOTIFY_STAFF = "notify_staff"
    ANSWER_PERSON = "answer_person"
    """A message to the person who wrote: a receipt, a decision, an answer."""
    SHOW_CLOSED = "show_closed"
    """What is elsewhere already says that it has closed."""
    TAKE_DOWN = "take_down"


NEVER_HELD = frozenset(
    {
        Outbound.HAND_OUT_REPORT,
        Outbound.NOTIFY_STAFF,
        Outbound.ANSWER_PERSON,
        Outbound.SHOW_CLOSED,
        Outbound.TAKE_DOWN,
    }
)
"""Neither an administrator's stop nor an election holds these: none of them promotes anything."""


@dataclass(frozen=True)
class Action:
    """One act of publishing or sending: its kind, the engagement that it is for, and which thing
    of its kind it is there (a reply's id, say); 0 where there is only one."""

    kind: Outbound
    engagement_id: int | None = None
    subject_id: int = 0


@dataclass(frozen=True)
class Verdict:
    """Whether the action may go ahead now, and if not, why (for staff).

    `by_election`: a period holds it, or held it. It is written down and comes back by approval
    alone, so that a job need not ask again.
    """

    allowed: bool
    reason: str = ""
    by_election: bool = False

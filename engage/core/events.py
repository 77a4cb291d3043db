"""What happened, in the past tense, with ids only.

Lower features emit these; `wiring.jobs` says which jobs they cause. They are stored as job
payloads, so nothing of a person may ever stand in one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Base of all events; every field is an id or a keyed name."""


@dataclass(frozen=True)
class HeldItemReleased(Event):
    """What an election held was approved again, or may go by an exception granted since; 0 for no
    engagement, and for no subject."""

    held_item_id: int
    kind: str
    engagement_id: int
    subject_id: int


@dataclass(frozen=True)
class HeldItemDropped(Event):
    """What an election held shall not go out."""

    held_item_id: int
    kind: str
    engagement_id: int
    subject_id: int


@dataclass(frozen=True)
class MinistryRenamed(Event):
    ministry_id: int


@dataclass(frozen=True)
class ApprovalWaits(Event):
    """A step of something waits for its approvers; as a step, `minor_edit`: one was made."""

    subject_kind: str
    subject_id: int
    step: str


@dataclass(frozen=True)
class PersonInvited(Event):
    """A link to join, or to set password and app anew, is to be sent."""

    invitation_id: int


@dataclass(frozen=True)
class EngagementPublished(Event):
    engagement_id: int
    revision_id: int


@dataclass(frozen=True)
class EngagementOpened(Event):
    engagement_id: int


@dataclass(frozen=True)
class EngagementClosed(Event):
    engagement_id: int


@dataclass(frozen=True)
class ResultsPublished(Event):
    engagement_id: int
    revision_id: int


@dataclass(frozen=True)
class EngagementUnpublished(Event):
    engagement_id: int


@dataclass(frozen=True)
class UpdatePublished(Event):
    """For the first time, changed, or shown again."""

    engagement_id: int
    update_id: int
    revision_id: int


@dataclass(frozen=True)
class UpdateWithdrawn(Event):
    engagement_id: int
    update_id: int


@dataclass(frozen=True)
class SubscriptionAsked(Event):
    """An address is to follow an engagement, or asked again: its owner gets a link."""

    subscription_id: int


@dataclass(frozen=True)
class NewsIssueReady(Event):
    """What happened in an engagement is to be told to those who follow it at one pace."""

    issue_id: int


@dataclass(frozen=True)
class NoticeAmended(Event):
    engagement_id: int
    notice_version_id: int


@dataclass(frozen=True)
class CommentReceived(Event):
    comment_id: int


@dataclass(frozen=True)
class CommentsImported(Event):
    """Many at once: whoever follows comments one by one looks at the engagement as a whole."""

    engagement_id: int


@dataclass(frozen=True)
class CommentDecided(Event):
    comment_id: int
    decision_id: int


@dataclass(frozen=True)
class CommentRedacted(Event):
    comment_id: int


@dataclass(frozen=True)
class CommentWithdrawn(Event):
    comment_id: int


@dataclass(frozen=True)
class CommentPurged(Event):
    comment_id: int


@dataclass(frozen=True)
class ReplyChanged(Event):
    """An official reply was published, corrected or taken from view."""

    comment_id: int
    reply_id: int


@dataclass(frozen=True)
class AddressErased(Event):
    """The author of a comment had the address deleted that was kept with it."""

    comment_id: int


@dataclass(frozen=True)
class ReportRequested(Event):
    report_id: int


@dataclass(frozen=True)
class RecordsPackageRequested(Event):
    package_id: int


@dataclass(frozen=True)
class ReportReleased(Event):
    """To the ministry alone, or to everybody."""

    engagement_id: int
    report_id: int
    is_public: bool


@dataclass(frozen=True)
class IncidentRaised(Event):
    incident_id: int

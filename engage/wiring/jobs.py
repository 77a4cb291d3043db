"""Which event causes which jobs, who does them, and what recurs.

Features never call upward; they emit. These tables are the only place that knows who listens. They
load nearly all of the program, so a command that causes no job starts without them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from engage.accounts.tasks import FORGET, forget
from engage.avenues.tasks import FORGET_DRAFTS
from engage.avenues.tasks import forget as forget_drafts
from engage.coding.service.following import FOLLOW
from engage.coding.tasks import HANDLERS as CODING_HANDLERS
from engage.comments.tasks import (
    ERASE_ATTACHMENTS,
    FORGET_SENDERS,
    erase_attachments,
    forget_senders,
)
from engage.core.events import (
    AddressErased,
    ApprovalWaits,
    CommentDecided,
    CommentPurged,
    CommentReceived,
    CommentRedacted,
    CommentsImported,
    CommentWithdrawn,
    EngagementClosed,
    EngagementOpened,
    EngagementPublished,
    EngagementUnpublished,
    Event,
    HeldItemDropped,
    HeldItemReleased,
    MinistryRenamed,
    NewsIssueReady,
    NoticeAmended,
    PersonInvited,
    RecordsPackageRequested,
    ReplyChanged,
    ReportReleased,
    ReportRequested,
    ResultsPublished,
    SubscriptionAsked,
    UpdatePublished,
)
from engage.core.settings import Settings
from engage.engagements.service import ANNOUNCE
from engage.engagements.tasks import (
    RELEASED,
    RENAMED,
    TELL,
    announce,
    announce_released,
    show_new_name,
    tell_approvers,
)
from engage.following.tasks import ERASE as ERASE_FOLLOWERS
from engage.following.tasks import HANDLERS as FOLLOWING_HANDLERS
from engage.following.tasks import (
    LOOK_AT_DAY,
    NOTE_CHANGES,
    NOTE_CLOSED,
    NOTE_OPENED,
    NOTE_REPORT,
    NOTE_RESULTS,
    NOTE_UPDATE,
)
from engage.jobs.handlers import Handler, networked, transactional
from engage.jobs.schedule import Recurring
from engage.jobs.service import Subscriptions
from engage.jobs.tasks import PRUNE, prune_jobs
from engage.mail.followers.owing import OWE_CONFIRMATION, OWE_NEWS, OWE_RELEASED
from engage.mail.followers.tasks import HANDLERS as FOLLOWER_MAIL_HANDLERS
from engage.mail.followers.tasks import RECURRING as FOLLOWER_MAIL_RECURRING
from engage.mail.incoming.tasks import ALWAYS_RECURRING as INCOMING_ALWAYS_RECURRING
from engage.mail.incoming.tasks import ERASE_ORIGINAL, FORGET_ADDRESS
from engage.mail.incoming.tasks import HANDLERS as INCOMING_HANDLERS
from engage.mail.incoming.tasks import RECURRING as INCOMING_RECURRING
from engage.mail.tasks import (
    DROP_HELD,
    INVITE,
    RESULTS_RELEASED,
    TELL_APPROVERS,
    TELL_AUTHOR,
    TELL_RESULTS,
)
from engage.mail.tasks import HANDLERS as MAIL_HANDLERS
from engage.mail.tasks import RECURRING as MAIL_RECURRING
from engage.moderation.emptying import PURGE
from engage.moderation.intake import REGROUP, SCREEN
from engage.moderation.reported.tasks import FORGET_NOTES
from engage.moderation.spam.keeping import LEARN
from engage.moderation.tasks import HANDLERS as MODERATION_HANDLERS
from engage.records.tasks import PACKAGE, make_package, sweep_packages
from engage.records.tasks import SWEEP as SWEEP_PACKAGES
from engage.reports.tasks import BUILD, SWEEP, TAKE_BACK, build_requested, sweep_up, take_back
from engage.reuse.service.following import FOLLOW as FOLLOW_QUOTED
from engage.reuse.service.following import follow_gone
from engage.search.tasks import CLEAR_PURGED
from engage.search.tasks import HANDLERS as SEARCH_HANDLERS
from engage.search.tasks import RECURRING as SEARCH_RECURRING
from engage.updates.tasks import DROPPED as PLAN_DROPPED
from engage.updates.tasks import HANDLERS as UPDATE_HANDLERS
from engage.updates.tasks import RELEASED as PLAN_RELEASED
from engage.wordpress.service import (
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
)
from engage.wordpress.service.kinds import (
    CHECK,
    COMPARE,
    DROP_DIFFERENCE,
    PULL_COMMENTS,
    PULL_POSTS,
)
from engage.wordpress.tasks import HANDLERS as WORDPRESS_HANDLERS

SUBSCRIPTIONS: Final[Subscriptions] = {
    HeldItemReleased: (RELEASED, PLAN_RELEASED),
    HeldItemDropped: (PLAN_DROPPED,),
    MinistryRenamed: (RENAMED,),
    ReportRequested: (BUILD,),
    RecordsPackageRequested: (PACKAGE,),
    AddressErased: (FORGET_ADDRESS,),
    CommentPurged: (
        FOLLOW,
        FOLLOW_QUOTED,
        TAKE_BACK,
        ERASE_ATTACHMENTS,
        FORGET_ADDRESS,
        ERASE_ORIGINAL,
        CLEAR_PURGED,
    ),
    CommentReceived: (SCREEN,),
    CommentRedacted: (FOLLOW,),
    CommentsImported: (SCREEN,),
    CommentWithdrawn: (FOLLOW, FOLLOW_QUOTED, SCREEN),
}

WORDPRESS_SUBSCRIPTIONS: Final[Subscriptions] = {
    EngagementPublished: (PUSH_ENGAGEMENT,),
    EngagementOpened: (PUSH_ENGAGEMENT,),
    EngagementClosed: (PUSH_ENGAGEMENT,),
    ResultsPublished: (PUSH_ENGAGEMENT,),
    EngagementUnpublished: (PUSH_ENGAGEMENT,),
    NoticeAmended: (PUSH_ENGAGEMENT,),
    CommentDecided: (PUSH_COMMENT,),
    CommentWithdrawn: (PUSH_COMMENT, DROP_DIFFERENCE),
    CommentRedacted: (PUSH_COMMENT,),
    CommentPurged: (PUSH_COMMENT, DROP_DIFFERENCE),
    ReplyChanged: (PUSH_COMMENT,),
    CommentsImported: (PUSH_COMMENTS,),
    HeldItemReleased: (RELEASE,),
    MinistryRenamed: (RECONCILE,),
}
"""Where no WordPress is set nobody listens, so that no jobs pile up; reconciling pushes later
whatever happened before one was set."""

MAIL_SUBSCRIPTIONS: Final[Subscriptions] = {
    PersonInvited: (INVITE,),
    ApprovalWaits: (TELL_APPROVERS,),
    SubscriptionAsked: (OWE_CONFIRMATION,),
    NewsIssueReady: (OWE_NEWS,),
    HeldItemReleased: (OWE_RELEASED, RESULTS_RELEASED),
    HeldItemDropped: (DROP_HELD,),
    CommentDecided: (TELL_AUTHOR,),
    EngagementOpened: (NOTE_OPENED,),
    EngagementClosed: (NOTE_CLOSED,),
    EngagementPublished: (NOTE_CHANGES,),
    ResultsPublished: (NOTE_RESULTS, TELL_RESULTS),
    UpdatePublished: (NOTE_UPDATE,),
    ReportReleased: (NOTE_REPORT,),
}
"""Where no mail server is set nobody listens: pages show links, and the desk what waits."""

HANDLERS: Final[Mapping[str, Handler]] = {
    ANNOUNCE: transactional(announce),
    BUILD: networked(build_requested),
    PACKAGE: networked(make_package),
    ERASE_ATTACHMENTS: transactional(erase_attachments),
    FORGET: transactional(forget),
    FORGET_DRAFTS: transactional(forget_drafts),
    FORGET_SENDERS: transactional(forget_senders),
    PRUNE: transactional(prune_jobs),
    RELEASED: transactional(announce_released),
    RENAMED: transactional(show_new_name),
    SWEEP: networked(sweep_up),
    SWEEP_PACKAGES: networked(sweep_packages),
    FOLLOW_QUOTED: transactional(follow_gone),
    TAKE_BACK: networked(take_back),
    TELL: transactional(tell_approvers),
    **CODING_HANDLERS,
    **INCOMING_HANDLERS,
    **FOLLOWER_MAIL_HANDLERS,
    **FOLLOWING_HANDLERS,
    **MAIL_HANDLERS,
    **MODERATION_HANDLERS,
    **SEARCH_HANDLERS,
    **UPDATE_HANDLERS,
    **WORDPRESS_HANDLERS,
}

RECURRING: Final = (
    Recurring(PRUNE, timedelta(hours=1)),
    Recurring(FORGET, timedelta(hours=1)),
    Recurring(FORGET_SENDERS, timedelta(hours=1)),
    Recurring(FORGET_DRAFTS, timedelta(hours=1)),
    Recurring(LEARN, timedelta(days=1)),
    Recurring(REGROUP, timedelta(minutes=15)),
    Recurring(PURGE, timedelta(hours=1)),
    Recurring(FORGET_NOTES, timedelta(hours=1)),
    Recurring(TELL, timedelta(minutes=15)),
    Recurring(ERASE_FOLLOWERS, timedelta(hours=1)),
    Recurring(SWEEP, timedelta(minutes=10)),
    Recurring(SWEEP_PACKAGES, timedelta(hours=1)),
    *SEARCH_RECURRING,
)
FOLLOWER_RECURRING: Final = (
    Recurring(LOOK_AT_DAY, timedelta(minutes=5)),
    *FOLLOWER_MAIL_RECURRING,
)
WORDPRESS_RECURRING: Final = (
    Recurring(RECONCILE, timedelta(minutes=10)),
    Recurring(PULL_COMMENTS, timedelta(minutes=1)),
    Recurring(PULL_POSTS, timedelta(minutes=5)),
    Recurring(COMPARE, timedelta(minutes=10)),
    Recurring(CHECK, timedelta(hours=1)),
)


def subscriptions(settings: Settings) -> Subscriptions:
    """Which event causes which jobs, as this installation is set."""
    joined: dict[type[Event], tuple[str, ...]] = dict(SUBSCRIPTIONS)
    more = [
        *(WORDPRESS_SUBSCRIPTIONS.items() if settings.wordpress else ()),
        *(MAIL_SUBSCRIPTIONS.items() if settings.mail else ()),
    ]
    for event, kinds in more:
        joined[event] = (*joined.get(event, ()), *kinds)
    return joined


def recurring(settings: Settings) -> tuple[Recurring, ...]:
    """What recurs, as this installation is set."""
    return (
        *RECURRING,
        *(WORDPRESS_RECURRING if settings.wordpress else ()),
        *((*MAIL_RECURRING, *FOLLOWER_RECURRING) if settings.mail else ()),
        *INCOMING_ALWAYS_RECURRING,
        *(INCOMING_RECURRING if settings.mailbox else ()),
    )

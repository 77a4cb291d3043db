"""What background work does, in words for those who look after it."""

from typing import Final

from engage.accounts.tasks import FORGET
from engage.avenues.tasks import FORGET_DRAFTS
from engage.coding.service.following import FOLLOW
from engage.coding.service.suggesting import SUGGEST
from engage.comments.tasks import ERASE_ATTACHMENTS, FORGET_SENDERS
from engage.engagements.service import ANNOUNCE
from engage.engagements.tasks import RELEASED, RENAMED, TELL
from engage.following.tasks import ERASE as ERASE_FOLLOWERS
from engage.following.tasks import HANDLERS as FOLLOWING_JOBS
from engage.jobs.tasks import PRUNE
from engage.mail.followers.tasks import HANDLERS as FOLLOWER_MAIL
from engage.mail.incoming.tasks import (
    ERASE_ORIGINAL,
    FETCH,
    FORGET_ADDRESS,
    FORGET_INCOMING,
)
from engage.mail.service import DELIVER
from engage.mail.tasks import (
    DROP_HELD,
    INVITE,
    RESULTS_RELEASED,
    TELL_APPROVERS,
    TELL_AUTHOR,
    TELL_RESULTS,
)
from engage.moderation.emptying import PURGE
from engage.moderation.intake import SCREEN
from engage.moderation.intake.regrouping import REGROUP
from engage.moderation.reported.tasks import FORGET_NOTES
from engage.moderation.spam.keeping import LEARN
from engage.records.tasks import PACKAGE
from engage.reports.tasks import BUILD, SWEEP, TAKE_BACK
from engage.updates.planning import PUBLISH_PLANNED
from engage.updates.tasks import DROPPED as PLAN_DROPPED
from engage.updates.tasks import RELEASED as PLAN_RELEASED
from engage.wordpress.service.kinds import DROP_DIFFERENCE

JOB_WORDS: Final = {
    "search.clear_purged": "Taking purged words out of the files of the search",
    "search.clear_traces": "Clearing what the search keeps of words that left it",
    "search.follow": "Putting what became public into the search",
    "records.sweep": "Deleting records packages after their time",
    "reuse.follow": "Erasing reasons of quotations whose words are gone",
    **dict.fromkeys(FOLLOWING_JOBS, "Writing down what there is to tell followers"),
    **dict.fromkeys(FOLLOWER_MAIL, "Writing to followers and moderators"),
    ANNOUNCE: "Telling that an engagement opened or closed",
    BUILD: "Building a report",
    PACKAGE: "Making a records package",
    FORGET_SENDERS: "Clearing away how often addresses sent comments",
    ERASE_ATTACHMENTS: "Erasing files of comments whose words were erased",
    FORGET_DRAFTS: "Clearing away files that were never imported",
    ERASE_FOLLOWERS: "Erasing addresses of followers whose time is over",
    ERASE_ORIGINAL: "Deleting messages whose words were erased",
    FETCH: "Fetching mail",
    FORGET_ADDRESS: "Erasing a deleted address from mail",
    DROP_DIFFERENCE: "Erasing what WordPress said of a comment whose words were erased",
    DROP_HELD: "Dropping mail that an election had held",
    FORGET_INCOMING: "Erasing what old messages said",
    FORGET: "Clearing away old sign-in attempts",
    FORGET_NOTES: "Erasing what readers wrote in old reports",
    INVITE: "Sending a link to a person",
    LEARN: "Learning what spam looks like",
    PURGE: "Erasing words that were taken out of comments",
    PRUNE: "Clearing away old jobs",
    REGROUP: "Finding which comments follow one letter",
    RELEASED: "Opening what an election had held",
    RENAMED: "Showing the new name of a ministry",
    FOLLOW: "Following what changes with the themes of a comment",
    SUGGEST: "Working out suggestions of themes",
    SCREEN: "Checking new comments",
    DELIVER: "Sending mail",
    PLAN_DROPPED: "Ending the plan of an update that an election had held",
    PLAN_RELEASED: "Publishing an update that an election had held",
    PUBLISH_PLANNED: "Publishing a planned update",
    RESULTS_RELEASED: "Sending mail about results that an election had held",
    TELL_AUTHOR: "Mailing an author what was decided",
    TELL_RESULTS: "Mailing authors that results are there",
    SWEEP: "Sweeping up after reports that were not built",
    TAKE_BACK: "Taking back reports that hold words taken out since",
    TELL: "Looking whom to tell of what waits for approval",
    TELL_APPROVERS: "Telling approvers that something waits",
}
OTHER_WORK: Final = "Other work"

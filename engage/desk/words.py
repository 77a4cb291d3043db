"""What background work does, in words for those who look after it."""

from typing import Final

from engage.accounts.tasks import FORGET
from engage.engagements.service import ANNOUNCE
from engage.engagements.tasks import RENAMED
from engage.jobs.tasks import PRUNE
from engage.moderation.reported.tasks import FORGET_NOTES
from engage.reports.tasks import BUILD

JOB_WORDS: Final = {
    ANNOUNCE: "Telling that an engagement opened or closed",
    BUILD: "Building a report",
    FORGET: "Clearing away old sign-in attempts",
    FORGET_NOTES: "Erasing what readers wrote in old reports",
    PRUNE: "Clearing away old jobs",
    RENAMED: "Showing the new name of a ministry",
}
OTHER_WORK: Final = "Other work"

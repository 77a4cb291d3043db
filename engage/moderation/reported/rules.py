"""What a reader may report, and what follows from it. Pure.

A report that somebody is named or described hides the comment at once, because harm done by a
public text cannot be undone; a moderator then decides about it like about anything that waits. So
that this cannot be used to silence anybody, the same text is hidden by reports once: after a
moderator has looked at it, further reports stand in a list. One address hides a few comments an
hour; what it reports beyond them stands in the list too.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from engage.comments.rules import Fault
from engage.core.language import gettext as _
from engage.core.language import marked

FORM_LIFE: Final = timedelta(hours=24)
NOTE_LENGTH: Final = 500
# What was typed beyond this is not worth cleaning first: the answer is the same.
ABSURD_LENGTH: Final = 20_000

HIDINGS_AN_HOUR: Final = 5
"""How many comments one network address may hide within an hour."""
REPORTS_AN_HOUR: Final = 40
MOST_KEPT: Final = 50
"""How many unreviewed reports of one text are stored: one more tells nobody anything new."""

NO_COMMENT: Final = marked("There is no such comment, or it is not public.")
TOO_MANY: Final = marked(
    "Very many reports came from your network within the last hour. Try again in an hour, or write"
    " to CitizenEngagement@gov.bc.ca. What you wrote is kept below."
)


class ReportKind(StrEnum):
    PERSON = "person"
    POLICY = "policy"


FORM_WORDS: Final = {
    ReportKind.PERSON: marked("It names or describes a person, or gives their contact details"),
    ReportKind.POLICY: marked("It breaks the moderation policy in another way"),
}
STAFF_WORDS: Final = {
    ReportKind.PERSON: "Names or describes a person",
    ReportKind.POLICY: "Another reason by the policy",
}


class Effect(StrEnum):
    """What a report did; `GONE`: the comment was not public any more."""

    HIDDEN = "hidden"
    LISTED = "listed"
    GONE = "gone"


def report_faults(kind: str, note: str) -> tuple[Fault, ...]:
    faults = []
    if kind not in set(ReportKind):
        faults.append(Fault("kind", _("Choose why you report this comment.")))
    if len(note) > NOTE_LENGTH:
        message = _("Shorten what you wrote to %(limit)s characters.", limit=NOTE_LENGTH)
        faults.append(Fault("note", message))
    return tuple(faults)


def hides(kind: ReportKind, *, was_reviewed: bool, hidden_this_hour: int) -> bool:
    """Whether a report takes its comment from view until somebody looks at it.

    `was_reviewed`: a moderator looked at this very text after an earlier report.
    """
    return kind is ReportKind.PERSON and not was_reviewed and hidden_this_hour < HIDINGS_AN_HOUR

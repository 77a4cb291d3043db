"""Complaints: a mail provider tells that somebody called a mail of ours spam (RFC 5965). Pure."""

from typing import Final

from engage.mail.incoming.sorting.headers import message_ids
from engage.mail.incoming.sorting.reports import returned_ids
from engage.mail.incoming.sorting.seen import Seen

FEEDBACK: Final = "message/feedback-report"
MOST_IDS: Final = 5
"""A complaint is about one mail; its lines may be there twice."""


def complains_of(mail: Seen) -> tuple[str, ...] | None:
    """The Message-IDs of what it complains of; None: it is no complaint."""
    is_said = mail.headers.parameter("report-type") == "feedback-report"
    is_report = mail.headers.content_type == "multipart/report" and mail.has(FEEDBACK)
    if not (is_said or is_report):
        return None
    return message_ids("\n".join(returned_ids(mail)), MOST_IDS)

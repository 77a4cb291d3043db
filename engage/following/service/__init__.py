"""Use cases of following: ask, confirm, change, end, erase; and what there is to tell."""

from engage.following.service.asking import (
    EMAIL_INDEX,
    address_of,
    ask,
    asks_too_often,
    following_notice,
    issue_follow_token,
)
from engage.following.service.links import Link, find_by_token, link_of, path_of
from engage.following.service.settling import confirm, end, end_for, erase_overdue, is_offered
from engage.following.service.telling import (
    CLOSE_ISSUE,
    Bounds,
    Told,
    begin_telling,
    close_gathering,
    make_daily_issue,
    next_told,
    note_changes,
    note_closed,
    note_opened,
    note_report,
    note_results,
    note_update,
)

__all__ = [
    "CLOSE_ISSUE",
    "EMAIL_INDEX",
    "Bounds",
    "Link",
    "Told",
    "address_of",
    "ask",
    "asks_too_often",
    "begin_telling",
    "close_gathering",
    "confirm",
    "end",
    "end_for",
    "erase_overdue",
    "find_by_token",
    "following_notice",
    "is_offered",
    "issue_follow_token",
    "link_of",
    "make_daily_issue",
    "next_told",
    "note_changes",
    "note_closed",
    "note_opened",
    "note_report",
    "note_results",
    "note_update",
    "path_of",
]

"""Use cases of pushing: what each push is to do, what came of it, and what was missed.

Those of a push are in two halves, `plan_...` and `record_...`, each a transaction of its own:
between them the network is spoken to, and nothing is locked meanwhile.
"""

from engage.wordpress.service.comments import plan_comment, record_comment
from engage.wordpress.service.contact import (
    CONFIGURING_ROLES,
    end_pause,
    note_contact,
    note_trouble,
    refuse_if_paused,
    retry_push,
)
from engage.wordpress.service.following import follow_comments, reconcile, release
from engage.wordpress.service.kinds import (
    KINDS,
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
)
from engage.wordpress.service.posts import plan_post, record_post

__all__ = [
    "CONFIGURING_ROLES",
    "KINDS",
    "PUSH_COMMENT",
    "PUSH_COMMENTS",
    "PUSH_ENGAGEMENT",
    "RECONCILE",
    "RELEASE",
    "end_pause",
    "follow_comments",
    "note_contact",
    "note_trouble",
    "plan_comment",
    "plan_post",
    "reconcile",
    "record_comment",
    "record_post",
    "refuse_if_paused",
    "release",
    "retry_push",
]

"""Use cases of pushing: what each push is to do, what came of it, and what was missed.

Those of a push are in two halves, `plan_...` and `record_...`, each a transaction of its own:
between them the network is spoken to, and nothing is locked meanwhile.
"""

from engage.wordpress.service.comments import plan_comments
from engage.wordpress.service.contact import (
    CONFIGURING_ROLES,
    end_pause,
    note_contact,
    note_trouble,
    refuse_if_paused,
    retry_push,
)
from engage.wordpress.service.following import plan_next, push_rest, reconcile, release
from engage.wordpress.service.kinds import (
    KINDS,
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
)
from engage.wordpress.service.posts import plan_post, record_post
from engage.wordpress.service.recording import record_comments

__all__ = [
    "CONFIGURING_ROLES",
    "KINDS",
    "PUSH_COMMENT",
    "PUSH_COMMENTS",
    "PUSH_ENGAGEMENT",
    "RECONCILE",
    "RELEASE",
    "end_pause",
    "note_contact",
    "note_trouble",
    "plan_comments",
    "plan_next",
    "plan_post",
    "push_rest",
    "reconcile",
    "record_comments",
    "record_post",
    "refuse_if_paused",
    "release",
    "retry_push",
]

"""The kinds of jobs that push."""

from typing import Final

PUSH_ENGAGEMENT: Final = "wordpress.push_engagement"
PUSH_COMMENT: Final = "wordpress.push_comment"
PUSH_COMMENTS: Final = "wordpress.push_comments"
"""Looks which comments of an engagement WordPress lacks; each then gets its own job."""
RECONCILE: Final = "wordpress.reconcile"
RELEASE: Final = "wordpress.release"
"""Pushes what an election held and somebody approved again, spread over time."""

KINDS: Final = (PUSH_ENGAGEMENT, PUSH_COMMENT, PUSH_COMMENTS, RECONCILE, RELEASE)

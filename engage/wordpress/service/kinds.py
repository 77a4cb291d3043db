"""The kinds of jobs that keep the two sides in step."""

from typing import Final

PUSH_ENGAGEMENT: Final = "wordpress.push_engagement"
PUSH_COMMENT: Final = "wordpress.push_comment"
PUSH_COMMENTS: Final = "wordpress.push_comments"
"""Pushes the comments of an engagement that WordPress lacks, in batches over one connection."""
RECONCILE: Final = "wordpress.reconcile"
RELEASE: Final = "wordpress.release"
"""Pushes what an election held and somebody approved again, spread over time."""

PULL_COMMENTS: Final = "wordpress.pull_comments"
"""Comments left there since the last look."""
PULL_POSTS: Final = "wordpress.pull_posts"
"""Posts written there in the chosen categories."""
COMPARE: Final = "wordpress.compare"
"""Looks whether what is linked still says the same on both sides, the longest unseen first."""
LOOK_AT_POST: Final = "wordpress.look_at_post"
"""Looks at one engagement's post now, because a person asked."""
LOOK_AT_CATEGORIES: Final = "wordpress.look_at_categories"
"""Reads which categories there are, because a person asked."""
DROP_DIFFERENCE: Final = "wordpress.drop_difference"
"""Erases what WordPress says of a comment whose words were erased or taken back here."""
DRIFT: Final = "wordpress.drift"
"""The whole of both sides compared, as a report."""
REPAIR: Final = "wordpress.repair"
CHECK: Final = "wordpress.check"
"""Whether the way is clear, and what the site can do."""

PUSHES: Final = (PUSH_ENGAGEMENT, PUSH_COMMENT, PUSH_COMMENTS, RECONCILE, RELEASE)
PULLS: Final = (PULL_COMMENTS, PULL_POSTS, COMPARE)
ASKED: Final = (LOOK_AT_POST, LOOK_AT_CATEGORIES)
KINDS: Final = (*PUSHES, *PULLS, *ASKED, DRIFT, REPAIR, CHECK)

"""The middle of a push: what is said to WordPress between the two transactions.

It sees a plan and the gateway, no session. Each of these can be repeated after a crash: the
gateway looks before it creates, and an update of ours whose answer was lost is told from an edit
by people by the hashes that the plan carries.
"""

from engage.wordpress.errors import ConflictRemote, Gone
from engage.wordpress.gateway import WordPress
from engage.wordpress.plans import (
    CommentPlan,
    LinkState,
    Outcome,
    PostPlan,
    Trouble,
    comment_outcome,
    comment_says,
    is_ours,
    post_conflict,
)
from engage.wordpress.rules import CommentFields, PostFields, RemotePost, shows


def send_post(wordpress: WordPress, plan: PostPlan) -> Outcome:
    """Puts the post there as planned; a post that people changed or deleted is left to them."""
    try:
        if plan.fields is None:
            return _take_down(wordpress, plan)
        return _show(wordpress, plan, plan.fields)
    except Gone:
        return Outcome(LinkState.CONFLICT, plan.remote_id, trouble=Trouble.DELETED_THERE)


def _show(wordpress: WordPress, plan: PostPlan, fields: PostFields) -> Outcome:
    if plan.remote_id is None:
        post = wordpress.create_post(plan.key, fields)
        return _shown(post) if shows(post, fields) else _write_over(wordpress, post, plan, fields)
    try:
        return _shown(wordpress.update_post(plan.remote_id, fields, plan.seen))
    except ConflictRemote:
        return _write_over(wordpress, wordpress.get_post(plan.remote_id), plan, fields)


def _write_over(
    wordpress: WordPress, post: RemotePost, plan: PostPlan, fields: PostFields
) -> Outcome:
    """What an attempt of ours left there may be written over; what people wrote may not."""
    if not is_ours(post, plan.ours):
        return post_conflict(post)
    try:
        return _shown(wordpress.update_post(post.id, fields, post.modified))
    except ConflictRemote:
        return post_conflict(wordpress.get_post(post.id))


def _shown(post: RemotePost) -> Outcome:
    return Outcome(LinkState.SHOWN, post.id, post.status.value, post.modified)


def _take_down(wordpress: WordPress, plan: PostPlan) -> Outcome:
    """Always, whatever people did to the post; but what they did is not forgotten by it."""
    before = (
        wordpress.find_post(plan.key)
        if plan.remote_id is None
        else wordpress.get_post(plan.remote_id)
    )
    if before is None:
        return Outcome(LinkState.HIDDEN)
    wordpress.unpublish_post(before.id)
    after = wordpress.get_post(before.id)
    if before.modified == plan.seen or is_ours(before, plan.ours):
        return Outcome(LinkState.HIDDEN, after.id, after.status.value, after.modified)
    trouble = post_conflict(before).trouble
    return Outcome(LinkState.CONFLICT, after.id, after.status.value, trouble=trouble)


def send_comment(wordpress: WordPress, plan: CommentPlan) -> Outcome:
    if plan.fields is None:
        return _remove(wordpress, plan)
    if plan.remote_id is not None:
        return _update(wordpress, plan, plan.remote_id, plan.fields)
    try:
        comment = wordpress.create_comment(plan.post_id, plan.fields)
    except Gone:
        return Outcome(LinkState.NEW)
    if not comment_says(comment, plan.fields):  # an earlier attempt left an earlier text
        return _update(wordpress, plan, comment.id, plan.fields)
    return comment_outcome(comment, plan.post_id)


def _update(
    wordpress: WordPress, plan: CommentPlan, remote_id: int, fields: CommentFields
) -> Outcome:
    try:
        return comment_outcome(wordpress.update_comment(remote_id, fields), plan.post_id)
    except Gone:
        return Outcome(LinkState.CONFLICT, trouble=Trouble.DELETED_THERE)


def _remove(wordpress: WordPress, plan: CommentPlan) -> Outcome:
    """By its alias as well: a creation whose answer was lost may have come through."""
    if plan.remote_id is not None:
        wordpress.remove_comment(plan.remote_id)
    left = wordpress.find_comment(plan.key)
    if left is not None:
        wordpress.remove_comment(left.id)
    return Outcome(LinkState.HIDDEN)

"""The middle of a push of a post, and of a look at one: what is said to WordPress between the two
transactions.

It sees a plan and the transport, no session. Each of these can be repeated after a crash: creating
looks first, and an update of ours whose answer was lost is told from an edit by people by the
hashes that the plan carries. No disagreement about the text puts off closing it for comments.
"""

from engage.wordpress.errors import BadData, ConflictRemote, Gone
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.marks import notice_shown
from engage.wordpress.plans import LinkState, Trouble
from engage.wordpress.post_plans import (
    VISIBLE,
    PostLook,
    PostLooked,
    PostOutcome,
    PostPush,
    may_stay_open,
    post_conflict,
    post_shown,
    says_ours,
    trouble_of,
)
from engage.wordpress.rules import (
    NO_DRESSING,
    CommentChange,
    CommentStatus,
    PostDressing,
    PostFields,
    PostStatus,
    RemotePost,
    shows,
)


def send_post(transport: Transport, plan: PostPush) -> PostOutcome:
    """Puts the post there as planned; a post that people changed or deleted is left to them."""
    try:
        if plan.closing_only and plan.remote_id is not None:
            return _close(transport, plan, plan.remote_id)
        if plan.fields is None:
            return _take_down(transport, plan)
        return _show(transport, plan, plan.fields)
    except Gone:
        return PostOutcome(LinkState.CONFLICT, plan.remote_id, trouble=Trouble.DELETED_THERE)


def look_at_post(
    transport: Transport, look: PostLook, read: RemotePost | None = None
) -> PostLooked:
    """How it stands there. What may not take comments now is closed at once, before anybody is
    asked about the text. `read`: it was read just now, with others."""
    try:
        post = read or transport.get_post(look.remote_id)
        wanted = look.is_wanted and look.may_take_comments
        closed_there = look.was_open and wanted and not post.comments_open
        trouble = _trouble(post, look, closed_there)
        if not post.comments_open or may_stay_open(post, look.notice, wanted=wanted):
            return PostLooked(look, post, trouble, closed_there=closed_there)
        transport.set_comments_open(post.id, False)
        return PostLooked(look, transport.get_post(post.id), trouble, closed=True)
    except Gone:
        return PostLooked(look, None, Trouble.DELETED_THERE)


def _trouble(post: RemotePost, look: PostLook, closed_there: bool) -> Trouble | None:
    """What we had hidden and somebody published again is no text to disagree about: it is hidden
    again by the push that follows."""
    if not look.is_wanted:
        return Trouble.CHANGED_THERE if post.status in VISIBLE else None
    if post.modified == look.seen:
        return None
    if says_ours(post, look.ours) and not closed_there:
        return None
    return trouble_of(post)


def _close(transport: Transport, plan: PostPush, remote_id: int) -> PostOutcome:
    """The state of the link stays what it was; `modified` moves only past our own change."""
    before = transport.get_post(remote_id)
    transport.set_comments_open(remote_id, False)
    after = transport.get_post(remote_id)
    seen = after.modified if before.modified == plan.seen else plan.seen
    shown = post_shown(after)
    return PostOutcome(LinkState.SHOWN, shown.remote_id, shown.remote_status, seen, post=shown.post)


def _show(transport: Transport, plan: PostPush, fields: PostFields) -> PostOutcome:
    dressing = _dressing(transport, plan)
    dressed = None if plan.dress is None else dressing
    if plan.remote_id is None:
        post = transport.create_post(plan.key, fields, dressing)
        if shows(post, fields):
            return post_shown(post, dressed)
        return _write_over(transport, post, plan, fields, dressing)
    try:
        trashed = plan.settled and transport.get_post(plan.remote_id).status is PostStatus.TRASH
        post = transport.update_post(plan.remote_id, fields, plan.seen, dressing)
        if plan.dress is not None and not _wears(post, dressing):
            # It said our text already, so that nothing was sent.
            post = transport.update_post(post.id, fields, post.modified, dressing)
    except ConflictRemote:
        post = transport.get_post(plan.remote_id)
        return _write_over(transport, post, plan, fields, dressing)
    if trashed:
        _show_comments(transport, plan)
    return post_shown(post, dressed)


def _dressing(transport: Transport, plan: PostPush) -> PostDressing:
    """Ids for names. A picture that WordPress does not take keeps no post from its readers."""
    if plan.dress is None:
        return NO_DRESSING
    categories = tuple(transport.ensure_category(name) for name in plan.dress.categories)
    dropped = tuple(one for one in plan.dropped if one not in categories)
    picture, number = plan.dress.picture, 0
    if picture is not None and picture.remote_id is not None:
        number = picture.remote_id
    elif picture is not None:
        try:
            number = transport.put_picture(
                f"engage-{picture.name}", picture.content, picture.media_type, picture.alt
            )
        except BadData:
            number = 0
    return PostDressing(categories, number, dropped, _is_to_go(transport, plan))


def _is_to_go(transport: Transport, plan: PostPush) -> bool:
    """The picture that we chose before and choose no more; one that people chose there stays."""
    if plan.remote_id is None or plan.dropped_picture is None:
        return False
    return transport.get_post(plan.remote_id).picture == plan.dropped_picture


def _wears(post: RemotePost, dressing: PostDressing) -> bool:
    there = set(post.categories)
    is_sorted = there >= set(dressing.categories) and not there & set(dressing.dropped)
    return (
        is_sorted
        and dressing.picture in (0, post.picture)
        and not (dressing.no_picture and post.picture)
    )


def _write_over(
    transport: Transport,
    post: RemotePost,
    plan: PostPush,
    fields: PostFields,
    dressing: PostDressing,
) -> PostOutcome:
    """What an attempt of ours left there may be written over; what people wrote may not, and
    comments that people closed stay closed."""
    closed_there = plan.was_open and fields.comments_open and not post.comments_open
    if closed_there or not says_ours(post, plan.ours):
        return _left_to_them(transport, post, fields, closed_there)
    try:
        post = transport.update_post(post.id, fields, post.modified, dressing)
    except ConflictRemote:
        return _left_to_them(transport, transport.get_post(post.id), fields, closed_there)
    return post_shown(post, None if plan.dress is None else dressing)


def _left_to_them(
    transport: Transport, post: RemotePost, fields: PostFields, closed_there: bool
) -> PostOutcome:
    notice = notice_shown(fields.content)
    if post.comments_open and not may_stay_open(post, notice, wanted=fields.comments_open):
        transport.set_comments_open(post.id, False)
        post = transport.get_post(post.id)
    return post_conflict(post, closed_there=closed_there)


def _show_comments(transport: Transport, plan: PostPush) -> None:
    """The trash takes a post's comments along and does not give them back: those that were public
    are approved again, and everything else there waits for its decision."""
    for page in transport.comments_of(plan.remote_id or 0):
        transport.update_comments(
            [
                CommentChange(
                    one.id,
                    status=CommentStatus.APPROVED
                    if one.id in plan.comments
                    else CommentStatus.HOLD,
                )
                for one in page
                if one.status is CommentStatus.OTHER
            ]
        )


def _take_down(transport: Transport, plan: PostPush) -> PostOutcome:
    """Always, whatever people did to the post; but what they did is not forgotten by it."""
    before = (
        transport.find_post(plan.key)
        if plan.remote_id is None
        else transport.get_post(plan.remote_id)
    )
    if before is None:
        return PostOutcome(LinkState.HIDDEN)
    transport.unpublish_post(before.id)
    after = transport.get_post(before.id)
    if before.modified == plan.seen or says_ours(before, plan.ours):
        return PostOutcome(LinkState.HIDDEN, after.id, after.status.value, after.modified)
    conflict = post_conflict(before)
    return PostOutcome(
        LinkState.CONFLICT,
        after.id,
        after.status.value,
        after.modified,
        conflict.trouble,
        conflict.post,
    )

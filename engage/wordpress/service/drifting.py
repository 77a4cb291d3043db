"""What our side says of one engagement: the post and the comments as they should be there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.wordpress.drift import PostTwin, Should, Twin
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, Thing
from engage.wordpress.queries import link_of, linked_or_published
from engage.wordpress.queries.drift import (
    LinkedComment,
    comments_with_links,
    is_live,
    left_out_keys,
    links_of_replies,
    pushed_after,
)
from engage.wordpress.rules import CommentFields, fields_hash, post_key
from engage.wordpress.service.posts import wanted_post
from engage.wordpress.service.pulling import identity_key
from engage.wordpress.service.wanted import (
    Wanted,
    alias_of,
    fields_of_comment,
    fields_of_reply,
    reply_alias,
    wanted_comments,
)

TOGETHER: Final = 500


@dataclass(frozen=True)
class OurSide:
    """`public`: comments that readers see here. `left_out`: keys of comments that staff have a list
    of. `secret`: the key of the hashes by which comments made there are known."""

    post: PostTwin
    twins: Sequence[Twin]
    public: int
    left_out: frozenset[str]
    secret: bytes = field(repr=False)


def engagements_to_survey(unit: Unit) -> list[tuple[int, str]]:
    """Number and slug of all that have, had or should have a post."""
    return [(one.id, one.slug) for one in linked_or_published(unit.session)]


def our_post(unit: Unit, engagement_id: int, since: datetime) -> PostTwin:
    engagement = unit.session.get_one(Engagement, engagement_id)
    link = link_of(unit.session, Thing.ENGAGEMENT, engagement_id)
    wanted = wanted_post(unit, engagement)
    fields = wanted.fields if wanted is not None else None
    if link is None:
        return PostTwin(engagement_id, post_key(engagement.slug), fields, is_sent=False)
    return PostTwin(
        engagement_id,
        link.key,
        fields,
        link.id,
        link.remote_id,
        LinkState(link.state),
        is_sent=fields is not None and link.fields_hash == fields_hash(fields),
        in_charge=is_live(unit.session, link.job_id) or pushed_after(link, since),
    )


def our_side(unit: Unit, engagement_id: int, since: datetime) -> OurSide:
    """As it stands now; what was pushed after `since` is on its way, whatever WordPress said."""
    post = our_post(unit, engagement_id, since)
    rows = comments_with_links(unit.session, engagement_id, post.remote_id)
    twins: list[Twin] = []
    public = 0
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        wanted = wanted_comments(unit, [one.comment_id for one in some])
        public += len(wanted.goes)
        twins += [_twin(unit, wanted, one, since) for one in some]
        twins += _replies(unit, wanted, since)
    left_out = left_out_keys(unit.session, engagement_id)
    return OurSide(post, twins, public, left_out, identity_key(unit))


def _twin(unit: Unit, wanted: Wanted, row: LinkedComment, since: datetime) -> Twin:
    link, number = row.link, row.comment_id
    alias = alias_of(unit, row.public_id) if row.public_id else ""
    keys = frozenset(filter(None, (alias, link.key if link is not None else "")))
    fields = None
    if number in wanted.goes and not row.is_erased:
        is_named = link is None or link.key.startswith("wp-")  # it gets its alias when it is shown
        sent_as = alias if is_named or link is None else link.key
        fields = fields_of_comment(unit, wanted, number, sent_as)
    should = _should(wanted, row, fields)
    return _with_link(
        Twin(Thing.COMMENT, number, should, keys, fields=fields), link, row.in_charge, since
    )


def _should(wanted: Wanted, row: LinkedComment, fields: CommentFields | None) -> Should:
    if fields is not None:
        return Should.BE_SHOWN
    if row.comment_id in wanted.public and not row.is_erased:
        return Should.BE_LEFT
    made_there = row.link is not None and row.link.origin == Origin.WORDPRESS
    return Should.BE_HELD if made_there and row.waits else Should.NOT_BE


def _replies(unit: Unit, wanted: Wanted, since: datetime) -> Iterator[Twin]:
    """An official reply is there with its comment and never without."""
    links = links_of_replies(unit.session, list(wanted.rows))
    public = {reply.id: (comment_id, reply) for comment_id, reply in wanted.replies.items()}
    above = _numbers(unit, wanted)
    for number in wanted.rows:
        link, in_charge = links.get(number, (None, False))
        alias, fields = reply_alias(unit, number), None
        if number in public:
            comment_id, reply = public[number]
            sent_as = link.key if link is not None else alias
            fields = fields_of_reply(unit, reply, sent_as, above.get(comment_id, 0))
        elif link is None:
            continue
        should = Should.NOT_BE if fields is None else Should.BE_SHOWN
        keys = frozenset({alias, link.key if link is not None else alias})
        yield _with_link(
            Twin(Thing.REPLY, number, should, keys, fields=fields), link, in_charge, since
        )


def _numbers(unit: Unit, wanted: Wanted) -> dict[int, int]:
    """Where the comments stand that have an official reply."""
    found = (link_of(unit.session, Thing.COMMENT, number) for number in wanted.replies)
    return {
        link.local_id: link.remote_id or 0
        for link in found
        if link is not None and link.state == LinkState.SHOWN
    }


def _with_link(twin: Twin, link: WordPressLink | None, in_charge: bool, since: datetime) -> Twin:
    if link is None:
        return Twin(
            twin.thing,
            twin.local_id,
            twin.should,
            twin.keys,
            fields=twin.fields,
            is_sent=False,
        )
    return Twin(
        twin.thing,
        twin.local_id,
        twin.should,
        twin.keys,
        link.id,
        link.remote_id,
        LinkState(link.state),
        Origin(link.origin),
        link.identity,
        link.post_id or 0,
        twin.fields,
        is_sent=twin.fields is None or link.fields_hash == fields_hash(twin.fields),
        is_perhaps_there=link.is_perhaps_there,
        in_charge=in_charge or pushed_after(link, since),
    )

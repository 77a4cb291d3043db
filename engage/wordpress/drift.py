"""Where the two sides have drifted apart: the whole of both, compared thing by thing; pure.

What is on its way, or waits for a person already, is no drift: it is counted beside it. What we
believe to be there and is not, what is there and should not be, and what says something else is
named by its number here or there, never by its words.

After an old backup of WordPress was restored numbers mean something else: a comment of ours may
stand there under another number, and ours may be another's. So a twin is known by its alias, or by
what never changes of a comment made there, and its number is only where to look first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from engage.wordpress.incoming import identity_of, is_alias, is_same, moment_of, source_key
from engage.wordpress.plans import LinkState, Origin, Thing
from engage.wordpress.rules import (
    CommentFields,
    CommentStatus,
    PostFields,
    PostStatus,
    RemoteComment,
    RemotePost,
)


class Finding(StrEnum):
    """What is found of one thing. The first three are no drift."""

    ON_ITS_WAY = "on_its_way"
    """A job has it in hand, or the next look for what is missing finds it."""
    WAITS = "waits"
    """A difference that staff were told of already."""
    HIDDEN_WITH_POST = "hidden_with_post"
    MISSING_THERE = "missing_there"
    """Public here; we recorded it to be there, and it is not."""
    OTHER_NUMBER = "other_number"
    """It is there, under another number than the one we recorded."""
    EXTRA_THERE = "extra_there"
    """Under our alias there, and not public here."""
    TWICE_THERE = "twice_there"
    UNKNOWN_ALIAS = "unknown_alias"
    """Under something like an alias that nobody here knows."""
    MISSING_HERE = "missing_here"
    """Left there by somebody, and neither taken in nor left out."""
    OTHER_TEXT = "other_text"
    OTHER_NAME = "other_name"
    OTHER_PARENT = "other_parent"
    OTHER_STATUS = "other_status"


NO_DRIFT: Final = frozenset({Finding.ON_ITS_WAY, Finding.WAITS, Finding.HIDDEN_WITH_POST})
DIFFERING: Final = frozenset({
    Finding.OTHER_TEXT, Finding.OTHER_NAME, Finding.OTHER_PARENT, Finding.OTHER_STATUS,
})  # fmt: skip
VISIBLE: Final = (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE)


class Should(StrEnum):
    """What should be there of a comment: in view, held until it is decided, nothing. `BE_LEFT`: it
    goes with its topic, which was taken from view here: whatever is there stays."""

    BE_SHOWN = "be_shown"
    BE_HELD = "be_held"
    BE_LEFT = "be_left"
    NOT_BE = "not_be"


@dataclass(frozen=True)
class Found:
    """One finding about one thing; numbers that do not apply are 0."""

    finding: Finding
    thing: Thing
    local_id: int = 0
    link_id: int = 0
    remote_id: int = 0


@dataclass(frozen=True)
class Twin:
    """A comment or official reply of ours as it should be there. `fields` go with BE_SHOWN.

    `keys`: what its author's address there may be. `is_sent`: we recorded that what it should say
    was sent. `is_perhaps_there`: our own records say so, so pushing finds it unasked. `identity`
    is '' unless it was made there.
    """

    thing: Thing
    local_id: int
    should: Should
    keys: frozenset[str]
    link_id: int = 0
    remote_id: int | None = None
    state: LinkState = LinkState.NEW
    origin: Origin = Origin.ENGAGE
    identity: str = ""
    post_id: int = 0
    fields: CommentFields | None = field(default=None, repr=False)
    is_sent: bool = True
    is_perhaps_there: bool = False
    in_charge: bool = False

    @property
    def was_there(self) -> bool:
        return self.remote_id is not None and self.state in (LinkState.SHOWN, LinkState.HELD)


@dataclass(frozen=True)
class PostTwin:
    """An engagement's post as it should be there; `fields` None: not to be seen."""

    engagement_id: int
    key: str
    fields: PostFields | None = field(default=None, repr=False)
    link_id: int = 0
    remote_id: int | None = None
    state: LinkState = LinkState.NEW
    is_sent: bool = True
    in_charge: bool = False


@dataclass(frozen=True)
class There:
    """The comments of one post there, each under its number and by the addresses they carry."""

    by_id: Mapping[int, RemoteComment]
    by_alias: Mapping[str, Sequence[RemoteComment]]


def there(comments: Iterable[RemoteComment]) -> There:
    by_id = {one.id: one for one in comments}  # pages overlap
    by_alias: dict[str, list[RemoteComment]] = {}
    for number in sorted(by_id):
        by_alias.setdefault(_address(by_id[number]), []).append(by_id[number])
    return There(by_id, by_alias)


def compare_post(twin: PostTwin, post: RemotePost | None) -> list[Found]:
    """`post`: the one with our key, wherever it was found."""
    finding = _post_finding(twin, post)
    if finding is None:
        return []
    remote_id = post.id if post is not None else 0
    return [Found(finding, Thing.ENGAGEMENT, twin.engagement_id, twin.link_id, remote_id)]


def _post_finding(twin: PostTwin, post: RemotePost | None) -> Finding | None:
    is_found_unasked = twin.remote_id is None and twin.state is LinkState.NEW
    if twin.in_charge or (post is not None and is_found_unasked):
        return Finding.ON_ITS_WAY  # a push looks for it before it makes one
    if post is None:
        known = twin.remote_id is not None and twin.state is not LinkState.CONFLICT
        missing = Finding.MISSING_THERE if known else _not_there(twin.state)
        return missing if twin.fields is not None else None
    if twin.remote_id != post.id:
        return Finding.OTHER_NUMBER
    if twin.state is LinkState.CONFLICT:
        return Finding.WAITS
    return _post_differs(twin, post)


def _post_differs(twin: PostTwin, post: RemotePost) -> Finding | None:
    fields = twin.fields
    if fields is None:
        return Finding.EXTRA_THERE if post.status in VISIBLE else None
    if not twin.is_sent:
        return Finding.ON_ITS_WAY
    if post.status is not fields.status:
        return Finding.OTHER_STATUS
    ours = (fields.title, fields.content, fields.excerpt)
    return Finding.OTHER_TEXT if (post.title, post.content, post.excerpt) != ours else None


def _not_there(state: LinkState) -> Finding:
    return Finding.WAITS if state is LinkState.CONFLICT else Finding.ON_ITS_WAY


def compare_comments(
    twins: Iterable[Twin],
    there: There,
    secret: bytes,
    left_out: frozenset[str] = frozenset(),
    *,
    in_view: bool = False,
) -> list[Found]:
    """Every finding about the comments of one post; `left_out`: keys of those that are listed;
    `in_view`: the post itself is, so that it hides none of them.

    What stands under its own number is matched first: people who leave neither name nor address
    in one second cannot be told apart by anything else.
    """
    found: list[Found] = []
    left_there = _LeftThere(there, secret)
    pairs = [(twin, _under_its_number(twin, there, secret)) for twin in twins]
    met = {remote.id for _, remote in pairs if remote is not None}
    aliases: set[str] = set()
    for twin, own in pairs:
        remote = own or _elsewhere(twin, there, left_there, met)
        aliases |= twin.keys
        if remote is not None:
            met.add(remote.id)
        found += _compare(twin, remote, in_view)
    for number, comment in there.by_id.items():
        if number not in met:
            found += _unmet(comment, aliases, secret, left_out)
    return found


def _under_its_number(twin: Twin, there: There, secret: bytes) -> RemoteComment | None:
    remote = there.by_id.get(twin.remote_id or 0)
    return remote if remote is not None and _is_twin(twin, remote, secret) else None


def _elsewhere(
    twin: Twin, there: There, left_there: "_LeftThere", met: set[int]
) -> RemoteComment | None:
    """Under another number: what was made there by what never changes, ours by its alias."""
    if twin.identity:
        return left_there.find(twin, met)
    carrying = [one for key in sorted(twin.keys) for one in there.by_alias.get(key, ())]
    return carrying[0] if carrying else None


@dataclass
class _LeftThere:
    """The comments there by when and where they were left, so that none is read for each twin.
    Where they were left is what a twin remembers: they may have been moved since."""

    there: There
    secret: bytes = field(repr=False)
    _moments: dict[int, dict[str, list[RemoteComment]]] = field(default_factory=dict)

    def find(self, twin: Twin, met: set[int]) -> RemoteComment | None:
        moments = self._moments.get(twin.post_id)
        if moments is None:
            moments = self._moments[twin.post_id] = {}
            for one in self.there.by_id.values():
                identity = identity_of(one, self.secret, twin.post_id or None)
                moments.setdefault(moment_of(identity), []).append(one)
        near = moments.get(moment_of(twin.identity), ())
        near = [*near, *(one for key in twin.keys for one in self.there.by_alias.get(key, ()))]
        free = (one for one in near if one.id not in met)
        return next((one for one in free if _is_twin(twin, one, self.secret)), None)


def _is_twin(twin: Twin, remote: RemoteComment, secret: bytes) -> bool:
    if _address(remote) in twin.keys:
        return True
    if not twin.identity or is_alias(remote.author_email):
        return False
    now = identity_of(remote, secret, twin.post_id or None)
    return is_same(twin.identity, now, same_text=False)


def _compare(twin: Twin, remote: RemoteComment | None, in_view: bool) -> list[Found]:
    def one(finding: Finding) -> Found:
        number = remote.id if remote is not None else 0
        return Found(finding, twin.thing, twin.local_id, twin.link_id, number)

    if twin.in_charge:
        return [one(Finding.ON_ITS_WAY)]
    if twin.should is Should.BE_LEFT or (remote is None and twin.should is Should.NOT_BE):
        return []
    if remote is None:
        return [one(Finding.MISSING_THERE if twin.was_there else _not_there(twin.state))]
    if twin.should is Should.NOT_BE:
        on_its_way = twin.is_perhaps_there and twin.remote_id in (None, remote.id)
        return [one(Finding.ON_ITS_WAY if on_its_way else Finding.EXTRA_THERE)]
    if twin.remote_id != remote.id:
        return [one(Finding.OTHER_NUMBER)]
    if twin.state is LinkState.CONFLICT:
        return [one(Finding.WAITS)]
    return [one(finding) for finding in _differs(twin, remote, in_view)]


def _differs(twin: Twin, remote: RemoteComment, in_view: bool) -> list[Finding]:
    """The trash takes a post's comments along, and does not always give them back with it."""
    if remote.status is CommentStatus.OTHER:
        is_forgotten = in_view and twin.should is Should.BE_SHOWN
        return [Finding.OTHER_STATUS if is_forgotten else Finding.HIDDEN_WITH_POST]
    is_shown = remote.status is CommentStatus.APPROVED
    found = [Finding.OTHER_STATUS] if is_shown is (twin.should is Should.BE_HELD) else []
    if twin.fields is None:
        return found
    if remote.content != twin.fields.content:
        found.append(Finding.OTHER_TEXT)
    if remote.author_name != twin.fields.author_name:
        found.append(Finding.OTHER_NAME)
    stays = twin.origin is Origin.WORDPRESS and not twin.fields.parent_id
    if remote.parent_id != twin.fields.parent_id and not stays:
        found.append(Finding.OTHER_PARENT)
    return found if twin.is_sent or not found else [Finding.ON_ITS_WAY]


def _unmet(
    comment: RemoteComment, aliases: set[str], secret: bytes, left_out: frozenset[str]
) -> list[Found]:
    """What is there and belongs to nothing here."""
    is_listed = source_key(comment, identity_of(comment, secret)) in left_out
    if is_alias(comment.author_email):
        known = _address(comment) in aliases
        if is_listed and not known:
            return []
        finding = Finding.TWICE_THERE if known else Finding.UNKNOWN_ALIAS
        return [Found(finding, Thing.COMMENT, remote_id=comment.id)]
    if is_listed or comment.status in (CommentStatus.TRASH, CommentStatus.OTHER):
        return []
    return [Found(Finding.MISSING_HERE, Thing.COMMENT, remote_id=comment.id)]


def _address(comment: RemoteComment) -> str:
    return comment.author_email.strip().casefold()


@dataclass(frozen=True)
class EngagementDrift:
    """One engagement: how many comments are public here, how many are in view there, findings."""

    engagement_id: int
    slug: str
    ours: int
    theirs: int
    found: tuple[Found, ...] = ()

    @property
    def counts(self) -> dict[Finding, int]:
        return _counted(self.found)

    @property
    def is_in_step(self) -> bool:
        return all(one.finding in NO_DRIFT for one in self.found)


@dataclass(frozen=True)
class Drift:
    """The whole report."""

    engagements: tuple[EngagementDrift, ...]
    requests: int = 0

    @property
    def counts(self) -> dict[Finding, int]:
        return _counted(one for each in self.engagements for one in each.found)

    @property
    def is_in_step(self) -> bool:
        return all(each.is_in_step for each in self.engagements)

    @property
    def by_engagement(self) -> dict[int, tuple[Found, ...]]:
        return {each.engagement_id: each.found for each in self.engagements}


def _counted(found: Iterable[Found]) -> dict[Finding, int]:
    counted = Counter(one.finding for one in found)
    return {finding: counted[finding] for finding in Finding if counted[finding]}

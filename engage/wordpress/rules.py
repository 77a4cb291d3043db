"""What we put on WordPress and what we read there, as values; pure."""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from html import escape

from engage.wordpress.marks import NOTICE_END, Mark, mark_text, notice_begin
from engage.wordpress.markup import as_html, author_name, clean, inert

EXCERPT_LENGTH = 300

POST_TYPE = re.compile(r"[a-z0-9_-]{1,20}")

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PostStatus(StrEnum):
    PUBLISH = "publish"
    DRAFT = "draft"
    PRIVATE = "private"
    PENDING = "pending"
    FUTURE = "future"
    TRASH = "trash"
    OTHER = "other"  # a plugin's

    @classmethod
    def _missing_(cls, value: object) -> "PostStatus":
        return cls.OTHER


class CommentStatus(StrEnum):
    APPROVED = "approved"
    HOLD = "hold"
    SPAM = "spam"
    TRASH = "trash"
    OTHER = "other"  # a plugin's, or that of a trashed post's comments

    @classmethod
    def _missing_(cls, value: object) -> "CommentStatus":
        return cls.OTHER


class TransportName(StrEnum):
    REST = "rest"
    XMLRPC = "xmlrpc"


class Capability(StrEnum):
    """What a site can do for us beyond the least; without it the staff page says what is weaker."""

    PLUGIN = "plugin"
    """Our plugin is there."""
    CREATE_COMMENTS = "create_comments"
    """A comment can be created without being public under another name for a moment."""
    CREATE_ON_CLOSED = "create_on_closed"
    """... on a post that takes no comments, in one call."""
    LOCKED_UPDATE = "locked_update"
    """An update of a post is refused by the site itself if it changed meanwhile."""
    MODIFIED_COMMENTS = "modified_comments"
    """The site says when a comment was last changed."""
    NOTICE_AT_FORM = "notice_at_form"
    """The collection notice stands at WordPress's own form."""
    HOLDS_COMMENTS = "holds_comments"
    """What visitors leave is held until somebody decides, whatever the site's settings say."""


@dataclass(frozen=True)
class Category:
    id: int
    name: str
    slug: str


@dataclass(frozen=True)
class PostDressing:
    """What goes with a post beside its text: ids on WordPress. `picture` 0: leave it alone.

    An update leaves the post in every category that it is in there, except those in `dropped`: we
    had put it into them, and it belongs there no more. `no_picture` takes its picture off.
    """

    categories: tuple[int, ...] = ()
    picture: int = 0
    dropped: tuple[int, ...] = ()
    no_picture: bool = False


NO_DRESSING = PostDressing()


@dataclass(frozen=True)
class PostFields:
    """HTML, ready to send."""

    title: str
    content: str
    excerpt: str
    status: PostStatus = PostStatus.PUBLISH
    comments_open: bool = False


@dataclass(frozen=True)
class CommentFields:
    """HTML, ready to send. `parent_id` is WordPress's id of the comment answered, 0 for none."""

    alias: str
    author_name: str
    content: str
    date: datetime
    parent_id: int = 0


@dataclass(frozen=True)
class CommentChange:
    """What is to change of a comment there; None leaves a part as it is.

    `alias` takes the place of the address that a visitor left there.
    """

    remote_id: int
    author_name: str | None = None
    content: str | None = None
    parent_id: int | None = None
    status: CommentStatus | None = None
    alias: str | None = None


@dataclass(frozen=True)
class RemotePost:
    """A post as WordPress has it. `modified` is what `update_post` wants to hear back.

    `content` is what its author wrote (blocks and shortcodes unrendered), not safe to show.
    """

    id: int
    key: str
    slug: str
    link: str
    status: PostStatus
    title: str
    content: str
    excerpt: str
    comments_open: bool
    modified: datetime
    date: datetime | None = None
    has_password: bool = False
    categories: tuple[int, ...] = ()
    picture: int = 0


@dataclass(frozen=True)
class RemoteComment:
    """A comment as WordPress has it. `author_email` is one of our aliases or a visitor's address.

    `modified` only where the plugin says it. `has_account`: left by somebody signed in there.
    """

    id: int
    post_id: int
    parent_id: int
    author_email: str = field(repr=False)
    author_name: str = field(repr=False)
    content: str = field(repr=False)
    date: datetime
    status: CommentStatus
    modified: datetime | None = None
    has_account: bool = False


@dataclass(frozen=True)
class NoticeWords:
    """The collection notice in plain words; all four are required by section 27(2) of the Act.

    `content_hash` is that of the notice's version.
    """

    title: str
    authority: str
    purpose: str
    contact: str
    content_hash: str


@dataclass(frozen=True)
class EngagementPost:
    """What WordPress shows of an engagement. Plain text, dates already in words.

    `takes_comments`: visitors may comment there now.
    """

    key: str
    title: str
    summary: str
    status: str
    dates: str
    link: str
    link_text: str
    notice: NoticeWords
    avenues: tuple[str, ...] = ()
    closes_at: datetime | None = None
    takes_comments: bool = False


def post_key(slug: str) -> str:
    """The name under which a post is found again: its slug, and the mark in its text."""
    if not _KEY.fullmatch(slug) or len(slug) > 150:
        raise ValueError("not a slug that WordPress keeps as it is")
    return f"engage-{slug}"


def post_fields(post: EngagementPost, *, published: bool = True) -> PostFields:
    return PostFields(
        title=inert(" ".join(post.title.split())),
        content=_content(post),
        excerpt=inert(_shortened(" ".join(post.summary.split()))),
        status=PostStatus.PUBLISH if published else PostStatus.DRAFT,
        comments_open=published and post.takes_comments,
    )


def comment_fields(
    *, public_id: str, secret: bytes, name: str, text: str, date: datetime, parent_id: int = 0
) -> CommentFields:
    """A published comment as WordPress gets it. `text` is the published, redacted text."""
    if date.tzinfo is None:
        raise ValueError("a date needs its time zone")
    content = as_html(clean(text).strip())
    if not content.strip():
        raise ValueError("a comment without text")
    if content == "0":
        content = "&#048;"  # to PHP a lone 0 is empty: WordPress refuses it
    alias = comment_alias(public_id, secret)
    return CommentFields(alias, author_name(name), content, date, parent_id)


def comment_alias(public_id: str, secret: bytes) -> str:
    """The stand-in for an author's e-mail address, by which a pushed comment is found again.

    It must not be guessable. WordPress approves at once, by default, whoever gives the name and
    address of an author approved before: with an alias made of the public id alone, anybody could
    publish on any open post of the whole site unmoderated (seen on the real thing). It is also
    shown to everyone as a hash, in the address of the author's picture.
    """
    mac = hmac.new(secret, f"wordpress-alias:{public_id}".encode(), hashlib.sha256)
    return f"c-{mac.hexdigest()[:32]}@sync.invalid"


def fields_hash(fields: PostFields | CommentFields) -> str:
    """Equal for equal fields, whatever the process: what was sent is compared by it later."""
    canonical = json.dumps(asdict(fields), default=_iso, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def shows(remote: RemotePost, fields: PostFields) -> bool:
    """Whether the post on WordPress already says what we would send."""
    return (remote.title, remote.content, remote.excerpt, remote.status, remote.comments_open) == (
        fields.title,
        fields.content,
        fields.excerpt,
        fields.status,
        fields.comments_open,
    )


def _content(post: EngagementPost) -> str:
    if not re.match(r"https?://[^\s/]", post.link):
        raise ValueError("the link back has to be an address")
    mark = mark_text(Mark(post.key, post.closes_at, post.takes_comments))
    lines = [
        f"<p>{mark}<strong>{inert(post.status)}</strong><br />{inert(post.dates)}</p>",
        *_paragraphs(post.summary),
        f'<p><a href="{escape(clean(post.link))}">{inert(post.link_text)}</a></p>',
        *_avenues(post.avenues),
        _notice(post.notice),
    ]
    return "\n".join(lines)


def _notice(notice: NoticeWords) -> str:
    """Between its marks, which stand inside its heading and inside its last paragraph."""
    paragraphs = [
        *_paragraphs(notice.authority),
        *_paragraphs(notice.purpose),
        *_paragraphs(notice.contact),
    ]
    block = "\n".join([f"{inert(notice.title)}</h2>", *paragraphs])
    end = "</p>" if paragraphs else "</h2>"
    begin = notice_begin(notice.content_hash, block)
    return f"<h2>{begin}{block.removesuffix(end)}{NOTICE_END}{end}"


def _paragraphs(text: str) -> list[str]:
    parts = (part.strip() for part in re.split(r"\n\s*\n", clean(text)))
    return [f"<p>{inert(part).replace(chr(10), '<br />')}</p>" for part in parts if part]


def _avenues(avenues: tuple[str, ...]) -> list[str]:
    items = "".join(f"<li>{inert(avenue)}</li>" for avenue in avenues)
    return [f"<ul>{items}</ul>"] if items else []


def _shortened(text: str) -> str:
    if len(text) <= EXCERPT_LENGTH:
        return text
    start = text[:EXCERPT_LENGTH]
    return (start.rpartition(" ")[0] or start) + "…"


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError("only dates")

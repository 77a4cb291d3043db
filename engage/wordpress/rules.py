"""What we put on WordPress and what we read there, as values; pure."""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from html import escape

from engage.wordpress.markup import as_html, author_name, clean, inert

EXCERPT_LENGTH = 300

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
class RemotePost:
    """A post as WordPress has it. `modified` is what `update_post` wants to hear back."""

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


@dataclass(frozen=True)
class RemoteComment:
    id: int
    post_id: int
    parent_id: int
    alias: str
    author_name: str
    content: str
    date: datetime
    status: CommentStatus


@dataclass(frozen=True)
class NoticeWords:
    """The collection notice in plain words; all four are required by section 27(2) of the Act."""

    title: str
    authority: str
    purpose: str
    contact: str


@dataclass(frozen=True)
class EngagementPost:
    """What WordPress shows of an engagement. Plain text, dates already in words."""

    title: str
    summary: str
    status: str
    dates: str
    link: str
    link_text: str
    notice: NoticeWords
    avenues: tuple[str, ...] = ()


def post_key(slug: str) -> str:
    """The name under which a post is found again: its slug and its custom field on WordPress."""
    if not _KEY.fullmatch(slug) or len(slug) > 150:
        raise ValueError("not a slug that WordPress keeps as it is")
    return f"engage-{slug}"


def post_fields(post: EngagementPost, *, published: bool = True) -> PostFields:
    return PostFields(
        title=inert(" ".join(post.title.split())),
        content=_content(post),
        excerpt=inert(_shortened(" ".join(post.summary.split()))),
        status=PostStatus.PUBLISH if published else PostStatus.DRAFT,
    )


def comment_fields(
    *, public_id: str, secret: bytes, name: str, text: str, date: datetime, parent_id: int = 0
) -> CommentFields:
    """A published comment as WordPress gets it. `text` is the published, redacted text."""
    if date.tzinfo is None:
        raise ValueError("a date needs its time zone")
    content = as_html(text.strip())
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
    notice = post.notice
    lines = [
        f"<p><strong>{inert(post.status)}</strong><br />{inert(post.dates)}</p>",
        *_paragraphs(post.summary),
        f'<p><a href="{escape(clean(post.link))}">{inert(post.link_text)}</a></p>',
        *_avenues(post.avenues),
        f"<h2>{inert(notice.title)}</h2>",
        *_paragraphs(notice.authority),
        *_paragraphs(notice.purpose),
        *_paragraphs(notice.contact),
    ]
    return "\n".join(lines)


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

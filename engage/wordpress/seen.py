"""A post as it was found on WordPress, and how a person is shown what differs; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape
from typing import Final

from engage.wordpress.marks import notice_shown
from engage.wordpress.rules import PostFields, RemotePost

FIELD_WORDS: Final = {
    "title": "Title",
    "content": "Text",
    "excerpt": "Summary in lists",
    "status": "Status",
    "comments": "Comments",
    "name": "Name",
    "text": "Comment",
    "heading": "Title",
    "lead": "Summary",
    "body": "Text",
}
"""What `theirs` of a difference may hold, in the order in which it is shown."""
MARKUP: Final = frozenset({"title", "content", "excerpt", "name", "text"})

_BREAK: Final = re.compile(r"<br\s*/?>|</?(?:p|div|h[1-6]|li|ul|ol|blockquote|tr|table|hr)\b[^>]*>")
_TAG: Final = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_WORDS: Final = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True)
class PostSeen:
    """`notice` is the hash of the notice that the post shows whole, '' for none."""

    notice: str
    comments_open: bool
    categories: tuple[int, ...] = ()
    picture_id: int = 0
    theirs: Mapping[str, str] = field(default_factory=dict, repr=False)


def post_seen(post: RemotePost, *, closed_there: bool = False) -> PostSeen:
    """`closed_there`: people closed it for comments, which we would have open. Whether it takes
    any is theirs to say in no other case."""
    comments = {"comments": "closed"} if closed_there else {}
    return PostSeen(
        notice=notice_shown(post.content),
        comments_open=post.comments_open,
        categories=post.categories,
        picture_id=post.picture,
        theirs={
            "title": post.title,
            "content": post.content,
            "excerpt": post.excerpt,
            "status": post.status.value,
            **comments,
        },
    )


def ours_of(fields: PostFields) -> dict[str, str]:
    """What we would have there, under the same names."""
    return {
        "title": fields.title,
        "content": fields.content,
        "excerpt": fields.excerpt,
        "status": fields.status.value,
        "comments": "open" if fields.comments_open else "closed",
    }


class Side(StrEnum):
    SAME = "same"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Stretch:
    """Words that both sides say, or one of them."""

    side: Side
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """One field on which the two disagree: each side's text, stretch by stretch."""

    label: str
    ours: tuple[Stretch, ...]
    theirs: tuple[Stretch, ...]


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[FieldDifference, ...]:
    """The fields that differ to a reader; what differs in its markup alone says so."""
    return tuple(
        _difference(name, label, ours.get(name, ""), theirs[name])
        for name, label in FIELD_WORDS.items()
        if name in theirs and theirs[name] != ours.get(name, "")
    )


def _difference(name: str, label: str, ours: str, theirs: str) -> FieldDifference:
    one, other = (_shown(name, text) for text in (ours, theirs))
    if one == other:  # nothing that a reader sees: links, elements, our own marks
        one, other, label = ours, theirs, f"{label} (as stored)"
    return FieldDifference(label, *_stretches(one, other))


def _shown(name: str, text: str) -> str:
    return readable(text) if name in MARKUP else text


def readable(html: str) -> str:
    """The words of HTML in lines, as somebody reads them; nothing of it is markup any more."""
    text = unescape(_TAG.sub("", _BREAK.sub("\n", html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def summary_in(content: str) -> str:
    """The summary in a post that is built as ours are: what stands between the first paragraph, of
    status and dates, and the link back. '' where it cannot be told apart."""
    start = content.find("</p>")
    end = content.rfind("<p>", 0, content.find("<a href=")) if "<a href=" in content else -1
    if start < 0 or end < start + 4:
        return ""
    parts = (readable(part) for part in re.split(r"</p>", content[start + 4 : end]))
    return "\n\n".join(part for part in parts if part)


def _stretches(ours: str, theirs: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    old, new = _WORDS.findall(ours), _WORDS.findall(theirs)
    codes = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 4_000).get_opcodes()
    one = [(tag, "".join(old[start:end])) for tag, start, end, _, _ in codes]
    other = [(tag, "".join(new[start:end])) for tag, _, _, start, end in codes]
    return tuple(_sided(one, Side.OURS)), tuple(_sided(other, Side.THEIRS))


def _sided(parts: Sequence[tuple[str, str]], side: Side) -> Iterator[Stretch]:
    for tag, text in parts:
        if text:
            yield Stretch(Side.SAME if tag == "equal" else side, text)
